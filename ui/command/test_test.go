package command_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/aws/emulator"
	"deputy/ui"
	"deputy/ui/command"
)

// written writes a file into a new folder and returns its path.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hostileTests has names that would break each format, were they written as they are.
const hostileTests = `tests:
  - name: "ok 7 - # \\ <b> & \" ]]> ::error::x %0A \u001b[31m \u009b \n ok 2"
    accounts: [payments-prod]
    action: s3:PutBucketPolicy
    expect: denied
    by: "::warning:: <NoPublicS3> \u202e"
    except: [role/SecAdmin]
  - name: wide 日本
    accounts: [payments-prod]
    action: s3:PutBucketPolicy
    expect: denied
  - name: passes
    accounts: [Workloads/Prod/**]
    action: organizations:LeaveOrganization
    expect: denied
    except: [role/NotNeeded]
`

// TestTestFormats ensures that each format says which tests fail and why, whatever
// names hold.
func TestTestFormats(t *testing.T) {
	for _, format := range []string{"text", "tap", "junit", "github", "json"} {
		t.Run(format, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = hostileTests
				args := []string{"test", "-", "-v", "--format", format}
				if format == "text" {
					args = append(args, "--coverage")
				}
				b.run(command.Denied, args...)
				golden.RequireEqual(t, b.out)
				b.clean()
				switch format {
				case "json":
					if !json.Valid([]byte(b.out)) {
						t.Error("it is no JSON")
					}
				case "junit":
					for d := xml.NewDecoder(strings.NewReader(b.out)); ; {
						if _, err := d.Token(); errors.Is(err, io.EOF) {
							break
						} else if err != nil {
							t.Fatal(err)
						}
					}
				case "github":
					if n := strings.Count("\n"+b.out, "\n::"); n != 3 {
						t.Errorf("it has %d workflow commands", n)
					}
				case "tap":
					if n := strings.Count(b.out, "\nok ") + strings.Count(b.out, "\nnot ok "); n != 3 {
						t.Errorf("it has %d results", n)
					}
				}
			})
		})
	}
}

// TestTestEnds ensures that the code tells failing tests from wrong files, and that a
// wrong file is told in one line with the place.
func TestTestEnds(t *testing.T) {
	head := "tests:\n  - name: x\n    accounts: [payments-prod]\n    action: organizations:LeaveOrganization\n"
	for _, c := range []struct {
		name, text string
		args       []string
		code       command.Code
		says       string
	}{
		{"passes", head + "    expect: denied\n", nil, command.Done, "1 test, 1 question"},
		{"fails", head + "    expect: allowed\n", nil, command.Denied, "want allowed, got denied"},
		{"a key", head + "    expected: denied\n", nil, command.BadInput, `line 5, column 5: unknown key "expected": did you mean expect?`},
		{"an account", strings.Replace(head, "payments-prod", "payment-prod", 1) + "    expect: denied\n", nil, command.BadInput, "line 2: no account"},
		{"no accounts", strings.Replace(head, "payments-prod", "Workloads/*", 1) + "    expect: denied\n", nil, command.Denied, "nothing was tested"},
		{"a principal of another account", head + "    expect: denied\n    principal: arn:aws:iam::111122223333:role/x\n", nil, command.BadInput, "belongs to account 111122223333"},
		{"a tag that is not read", strings.Replace(head, "payments-prod", "tag:none=x", 1) + "    expect: denied\n", nil, command.Denied, "nothing was tested"},
		{"a format", head + "    expect: denied\n", []string{"--format", "xml"}, command.BadInput, "--format xml"},
		{"two formats", head + "    expect: denied\n", []string{"--format", "tap", "--json"}, command.BadInput, "give one of them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = c.text
				b.run(c.code, append([]string{"test", "-"}, c.args...)...)
				b.says(b.out+b.err, c.says)
			})
		})
	}
	b := newBench(t)
	b.run(command.BadInput, "test", "a.yaml", "b.yaml")
	b.says(b.err, "a.yaml", "b.yaml")
	b.run(command.BadInput, "test")
}

// TestTestReads ensures that tests read what they need and no more.
func TestTestReads(t *testing.T) {
	for _, c := range []struct {
		name, accounts string
		never          []string
		lists          int // ListAccounts
	}{
		{"one ID", "'444455556666'", []string{"ListAccounts", "ListTargetsForPolicy", "ListTagsForResource", "ListDelegatedAdministrators"}, 0},
		{"a name", "payments-prod", []string{"ListTargetsForPolicy", "ListTagsForResource"}, 4},
		{"an OU", "Workloads/Prod/**", []string{"ListTagsForResource", "ListDelegatedAdministrators"}, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, server := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = "tests:\n  - name: x\n    accounts: [" + c.accounts + "]\n    action: organizations:LeaveOrganization\n    expect: denied\n"
				b.run(command.Done, "test", "-")
				calls := count(server)
				for _, operation := range c.never {
					if calls[operation] > 0 {
						t.Errorf("it calls %s %d times", operation, calls[operation])
					}
				}
				if calls["ListAccounts"] != c.lists {
					t.Errorf("it makes %v", calls)
				}
			})
		})
	}
}

// TestTestAlone ensures that tests of policy files need no organization, and that
// their paths begin at the folder of the tests.
func TestTestAlone(t *testing.T) {
	policy := written(t, "no-leave.json", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}]}`)
	tests := filepath.Join(filepath.Dir(policy), "t.yaml")
	save := func(text string) {
		if err := os.WriteFile(tests, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := newBench(t)
	b.system.Backend = func(command.Settings) (ui.Backend, error) { t.Error("it opens the organization"); return b.fake, nil }
	const text = "tests:\n  - name: x\n    levels: [{id: Root, policies: [FullAWSAccess, no-leave.json]}]\n    action: organizations:LeaveOrganization\n    expect: denied\n    by: no-leave\n"
	save(text)
	b.run(command.Done, "test", tests)
	b.says(b.out, "coverage: 1 of 1 Deny statement (100 %)")
	save(strings.Replace(text, "no-leave.json", "missing.json", 1))
	b.run(command.BadInput, "test", tests)
	b.says(b.err, "line 3", "missing.json")
	if err := os.WriteFile(policy, []byte(`{"Statement":[{"Effect":"Deny"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	save(text)
	b.run(command.BadInput, "test", tests)
	b.says(b.err, "policy no-leave")
}

// TestPublishedTests ensures that the tests of the built-in organization pass on it,
// and fail where a policy was detached.
func TestPublishedTests(t *testing.T) {
	const path = "../../.github/guardrails.yaml"
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "test", path)
		s := server.Snapshot()
		for i, a := range s.Attachments {
			if p := s.Policies; a.Target == "ou-4x9a-iqh17pvk" {
				for k := range p {
					if p[k].ID == a.Policy && p[k].Name == "NoPublicS3" {
						s.Attachments = append(s.Attachments[:i:i], s.Attachments[i+1:]...)
					}
				}
			}
		}
		b = onServer(t, emulator.New(s))
		b.run(command.Denied, "test", path)
		b.says(b.out, "--- FAIL: Nobody makes a production bucket public")
	})
}

// TestBatchExpects ensures that a line of a batch can say what its answer must be, in
// both forms, and that the run then ends with 3 if it is not.
func TestBatchExpects(t *testing.T) {
	const account = `"account":"payments-prod","action":"s3:PutBucketPolicy"`
	const alone = `"levels":[{"id":"Root","policies":[{"name":"F","document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}]}],"request":{"action":"s3:GetObject","resource":"*"}`
	for _, c := range []struct {
		line string
		code command.Code
		says string
	}{
		{`{` + account + `,"expect":"denied","except":["role/SecAdmin"]}`, command.Done, `"expect":"denied","met":true,"got":"denied"}`},
		{`{` + account + `,"expect":"denied"}`, command.Denied, `"met":false,"got":"depends","why":["Not denied, for example: aws:PrincipalArn = arn:aws:iam::444455556666:role/SecAdmin`},
		{`{` + account + `,"expect":"depends"}`, command.Done, `"met":true`},
		{`{` + alone + `,"expect":"allowed"}`, command.Done, `"met":true`},
		{`{` + alone + `,"expect":"denied"}`, command.Denied, `"met":false,"got":"allowed"`},
		{`{` + account + `,"expect":"no"}`, command.Failed, `"error":"expect no: write allowed`},
		{`{` + account + `,"except":["role/x"]}`, command.Failed, `"error":"expect`},
		{`{` + account + `,"expect":"allowed","except":["role/x"]}`, command.Failed, `it needs`},
		{`{` + account + `,"expect":"denied","except":["x"]}`, command.Failed, `except x: write role/NAME`},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			b.stdin = c.line + "\n"
			b.run(c.code, "can", "--batch", "-")
			b.says(b.out, c.says)
			if !json.Valid([]byte(b.out)) {
				t.Errorf("no JSON: %s", b.out)
			}
		})
	}
}
