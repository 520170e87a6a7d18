package command_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// TestBatchTellsWhatIsWrong ensures that a line that is no question is told in
// its place, in words for people: a guardrail's test that lost its policies must
// not pass.
func TestBatchTellsWhatIsWrong(t *testing.T) {
	const request = `"request":{"action":"s3:GetObject","resource":"*"}`
	for _, c := range []struct{ name, line, says string }{
		{"no policies", `{` + request + `}`, "needs levels, root first"},
		{"levels are null", `{` + request + `,"levels":null}`, "needs levels, root first"},
		{"a list", `[1]`, "a line must be an object, not a list"},
		{"levels are an object", `{` + request + `,"levels":{}}`, "levels must be a list, not an object"},
		{"an ID is a number", `{` + request + `,"levels":[{"id":3}]}`, "levels.id must be a string, not a number"},
		{"a field twice", `{` + request + `,"id":1,"id":2}`, `\"id\" appears twice`},
		{"a field too many", `{` + request + `,"level":[]}`, `it has an unknown field, \"level\"`},
		{"no JSON", `nonsense`, "it is not JSON: character 2 is unexpected"},
		{"half a line", `{"account":"a"`, "the JSON ends too early"},
		{"given and absent", `{"account":"payments-prod","action":"s3:GetObject","context":{"aws:SourceVpc":"vpc-1"},"absent":["aws:sourcevpc"]}`, "aws:SourceVpc is in context and in absent"},
		{"context", `{"request":{"action":"s3:GetObject","context":{"a":1}},"levels":[]}`, "context values are strings or lists of strings"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.stdin = c.line
			b.run(command.Failed, "can", "--batch", "-")
			b.says(b.out, `"line":1,"error":`, c.says)
		})
	}
}

// TestBatchTakesNoLevels ensures that RCPs alone are judged, and an empty list
// of levels is one.
func TestBatchTakesNoLevels(t *testing.T) {
	b := newBench(t)
	b.stdin = `{"id":1,"request":{"action":"s3:GetObject","resource":"*"},"levels":[]}` + "\n" +
		`{"id":2,"request":{"action":"s3:GetObject","resource":"*"},"rcps":[{"id":"root","policies":[{"name":"No","document":{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}}]}]}`
	b.run(command.Done, "can", "--batch", "-")
	b.says(b.out, `{"id":1,"verdict":"Allowed"`, `{"id":2,"verdict":"ExplicitlyDenied"`)
}

// snapshotFile saves the demo organization as a test wants it.
func snapshotFile(t *testing.T, change func(*model.Snapshot)) string {
	t.Helper()
	s := sample.Demo()
	change(s)
	var b strings.Builder
	if err := codec.Encode(&b, s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "reading.json")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestUnknownTellsWhy ensures that a verdict of Unknown says what has not been
// read, where nothing failed too.
func TestUnknownTellsWhy(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken = false, time.Date(2026, 11, 26, 14, 0, 0, 0, time.UTC)
		for _, p := range s.Policies {
			if p.Name == "NoPublicS3" {
				delete(s.Documents, p.ID)
			}
		}
	})
	b := newBench(t)
	for _, args := range [][]string{nil, {"--json"}} {
		b.run(command.Unknown, append([]string{"can", payments, "s3:GetObject", "--snapshot", path}, args...)...)
		b.says(b.out, "deputy has not read NoPublicS3, which is attached to Prod.")
	}
}

// TestBatchRefusesFlags ensures that a flag of a question, which a batch would
// have to ignore, is refused by its name.
func TestBatchRefusesFlags(t *testing.T) {
	for flag, field := range map[string]string{
		"--resource=*": `"resource"`, "--resource-account=payments-prod": `"resourceAccount"`, "--principal=root": `"principal"`,
		"--set=a:b=c": `"context"`, "--absent=a:b": `"absent"`,
	} {
		b := newBench(t)
		b.run(command.BadInput, "can", "--batch", "-", flag)
		name, _, _ := strings.Cut(flag, "=")
		b.says(b.err, "--batch does not take "+name+":", field)
	}
}

// TestBatchWithADraft ensures that a draft counts for the lines about accounts,
// and that a line with its own policies says that it does not count there.
func TestBatchWithADraft(t *testing.T) {
	draft := filepath.Join(t.TempDir(), "NoQueues.json")
	writeFile(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`)
	const lines = `{"id":1,"request":{"action":"sqs:DeleteQueue","resource":"*"},"levels":[]}` + "\n" +
		`{"id":2,"account":"444455556666","action":"sqs:DeleteQueue"}` + "\n" +
		`{"id":3,"account":"security-tooling","action":"sqs:ListQueues","resource":"*","principal":"role/x","context":{"aws:RequestedRegion":"eu-central-1"}}`
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = lines
		b.run(command.Done, "can", "--batch", "-", "--with", draft+"@Workloads/Prod")
		b.says(b.out,
			`{"id":1,"verdict":"Allowed"`, "the line has its own policies",
			`{"id":2,"verdict":"ExplicitlyDenied","by":[{"type":"scp"`, `"policy":"NoQueues.json"`,
			`{"id":3,"verdict":"Allowed"`, "This is the answer if the draft NoQueues.json were attached to Prod. Without that, too, it is not blocked.")
		b.stdin = lines
		if b.runs("can", "--batch", "-", "--with", draft+"@Nowhere") != command.BadInput {
			t.Errorf("a place that is not there is no bad input: %s", b.err)
		}
		b.says(b.err, `called "Nowhere"`)
	})
}

// TestBatchKeepsTheOrder ensures that answers come in the order of the lines,
// though all processors work on them: of both forms, with mistakes among them, and
// of more lines than are answered at a time.
func TestBatchKeepsTheOrder(t *testing.T) {
	path := snapshotFile(t, func(*model.Snapshot) {})
	const cycle = 5
	var lines strings.Builder
	var want []string
	for i := range 3000 {
		switch i % cycle {
		case 0:
			fmt.Fprintf(&lines, `{"id":%d,"account":"payments-prod","action":"organizations:LeaveOrganization","resource":"*"}`, i)
			want = append(want, fmt.Sprintf(`{"id":%d,"verdict":"ExplicitlyDenied"`, i))
		case 1:
			fmt.Fprintf(&lines, `{"id":%d,"levels":[],"request":{"action":"s3:GetObject","resource":"*"}}`, i)
			want = append(want, fmt.Sprintf(`{"id":%d,"verdict":"Allowed"`, i))
		case 2:
			fmt.Fprintf(&lines, `{"id":%d,"account":"444455556666","action":"wrong"}`, i)
			want = append(want, fmt.Sprintf(`{"id":%d,"line":%d,"error"`, i, i+1))
		case 3:
			fmt.Fprintf(&lines, `{"id":%d,"account":"nobody %d","action":"s3:GetObject"}`, i, i)
			want = append(want, fmt.Sprintf(`{"id":%d,"line":%d,"error":"no account is called`, i, i+1))
		default: // left empty
		}
		lines.WriteByte('\n')
	}
	b := newBench(t)
	b.system.Backend = func(s command.Settings) (ui.Backend, error) { return &command.SavedBackend{Snapshot: s.Snapshot}, nil }
	b.stdin = lines.String()
	b.run(command.Failed, "can", "--batch", "-", "--snapshot", path)
	got := strings.Split(strings.TrimSuffix(b.out, "\n"), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d answers to %d lines", len(got), len(want))
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Fatalf("answer %d is %s, want %s", i, got[i], want[i])
		}
	}
}

// TestBatchWithoutAnOrganization ensures that a line about an account is an
// error of its own where the organization cannot be read, and the rest goes on.
func TestBatchWithoutAnOrganization(t *testing.T) {
	const lines = `{"id":1,"account":"444455556666","action":"sqs:DeleteQueue"}` + "\n" +
		`{"id":2,"request":{"action":"sqs:DeleteQueue","resource":"*"},"levels":[]}` + "\n" +
		`{"id":3,"account":"payments-prod","action":"sqs:DeleteQueue"}`
	b := newBench(t)
	b.fake.prompt = &model.Prompt{ID: 1, Kind: model.PromptLogin, Text: "The login has expired.", Run: []string{"aws", "sso", "login"}}
	b.stdin = lines
	b.run(command.Failed, "can", "--batch", "-")
	b.says(b.out, `{"id":1,"line":1,"error":"The login has expired. Run: aws sso login"}`, `{"id":2,"verdict":"Allowed"`, `{"id":3,"line":3,"error":"The login`)
	b.says(b.err, "2 of 3 lines could not be answered")
}

// TestPrincipalsOfPartitions ensures that a principal in short is one of the
// organization's partition, also where the account is named by its ID and
// nothing was read before.
func TestPrincipalsOfPartitions(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) { s.Caller.Partition = "aws-us-gov" })
	b := newBench(t)
	const principal = "arn:aws-us-gov:iam::444455556666:role/Dev"
	b.runs("can", payments, "s3:GetObject", "--principal", "role/Dev", "--snapshot", path)
	b.says(b.out, "aws:PrincipalArn = "+principal)
	b.stdin = denied("arn:aws-us-gov:iam::444455556666:user/kim", "s3:GetObject", "arn:aws-us-gov:s3:::acme", "")
	b.runs("why", "-", "--principal", "role/Dev", "--snapshot", path)
	b.says(b.out, "s3:GetObject by "+principal)
	b.stdin = `{"account":"444455556666","action":"ec2:RunInstances","principal":"root"}`
	b.run(command.Done, "can", "--batch", "-", "--snapshot", path)
	if b.says(b.out, `"verdict":`); strings.Contains(b.out, "DenyRoot") { // which is about arn:aws:iam::*:root
		t.Errorf("the root user is taken for one of another partition:\n%s", b.out)
	}
}

// TestBatch ensures that every line is answered in its place, that a bad one
// does not stop the rest, and that lines with their own policies need no
// organization.
func TestBatch(t *testing.T) {
	const contained = `{"id":"x","levels":[{"id":"root","policies":[{"name":"full","document":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}}]},` +
		`{"id":"ou","policies":[{"name":"text","document":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}]}"}]}],` +
		`"request":{"action":"s3:GetObject","resource":"*"}}`
	t.Run("alone", func(t *testing.T) {
		b := newBench(t)
		b.system.Backend = nil // nothing may be opened
		b.stdin = contained + "\n"
		b.run(command.Done, "can", "--batch", "-")
		want := `{"id":"x","verdict":"ImplicitlyDenied","by":[],"missing":[{"type":"scp","level":"ou"}],"depends":[]}` + "\n"
		if b.out != want {
			t.Errorf("got  %s\nwant %s", b.out, want)
		}
	})
	t.Run("mixed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			b.stdin = `{"id":1,"account":"payments-prod","action":"organizations:LeaveOrganization","resource":"*"}` +
				"\n\nnonsense\n" + `{"id":3,"account":"nobody","action":"s3:GetObject"}` + "\n" + contained
			b.run(command.Failed, "can", "--batch", "-")
			var verdicts []string
			for _, line := range strings.Split(strings.TrimSpace(b.out), "\n") {
				var answer struct {
					Verdict, Error string
					Line           int
				}
				if err := json.Unmarshal([]byte(line), &answer); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				if answer.Error != "" {
					answer.Verdict = "error"
				}
				verdicts = append(verdicts, answer.Verdict)
			}
			if got, want := strings.Join(verdicts, " "), "ExplicitlyDenied error error ImplicitlyDenied"; got != want {
				t.Errorf("verdicts %s, want %s", got, want)
			}
		})
	})
}
