package command_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model/sample"
	"deputy/ui/command"
)

// readmeFiles are the files that the README's commands take.
var readmeFiles = map[string]string{
	"error.txt":          "An error occurred (AccessDenied) when calling the PutBucketPolicy operation: User: arn:aws:sts::444455556666:assumed-role/Deployer/ci is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::acme-invoices\" with an explicit deny in a service control policy",
	"questions.jsonl":    `{"id":1,"account":"payments-prod","action":"s3:GetObject"}`,
	"draft.json":         `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`,
	"policies/deny.json": `{"Version":"2012-10-17","Statement":[{"Sid":"KeepLogs","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::acme-log-archive"}]}`,
}

// readmeCommands returns the command lines of the README, in code blocks and in the
// table of tasks.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	var lines []string
	text := readme(t)
	for i, block := range strings.Split(text, "```") {
		for line := range strings.Lines(block) {
			if i%2 == 1 && strings.HasPrefix(line, "deputy ") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\|.*\\| `(deputy [^`]+)` \\|$").FindAllStringSubmatch(text, -1) {
		lines = append(lines, m[1])
	}
	return lines
}

// TestReadmeCommands runs every command of the README in the demo. None of them is
// wrong, and none fails.
func TestReadmeCommands(t *testing.T) {
	lines := readmeCommands(t)
	if len(lines) < 14 {
		t.Fatalf("%d commands found in README.md, want all: %q", len(lines), lines)
	}
	tests, err := os.ReadFile("../../.github/guardrails.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := maps.Clone(readmeFiles)
	files[".github/guardrails.yaml"] = string(tests)
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range lines {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			args := strings.Fields(line)[1:]
			if strings.Contains(line, "--demo") {
				t.Fatalf("README.md says that --demo is to be added to %s", line)
			}
			if !strings.Contains(line, "--snapshot") {
				args = append(args, "--demo")
			}
			switch code := b.runs(args...); code {
			case command.Done, command.Denied, command.Depends, command.Unknown:
				if b.out == "" && !strings.Contains(line, "snapshot") {
					t.Errorf("%s prints nothing: %s", line, b.err)
				}
			default:
				t.Errorf("%s ends with %d: %s%s", line, code, b.out, b.err)
			}
		})
	}
}

// policyStatements returns the statements of the policies in a page's JSON, by Sid.
func policyStatements(t *testing.T, page string) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, m := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(page, -1) {
		var policy struct{ Statement []map[string]any }
		if err := json.Unmarshal([]byte(m[1]), &policy); err != nil {
			t.Errorf("not JSON: %v\n%s", err, m[1])
		}
		for _, s := range policy.Statement {
			all[s["Sid"].(string)] = s
		}
	}
	return all
}

// TestReadmePolicies ensures that the README's policies are those of the reference,
// which is held against the calls that deputy makes.
func TestReadmePolicies(t *testing.T) {
	want := policyStatements(t, referencePage(t, "deputy-credentials.md"))
	got := policyStatements(t, readme(t))
	if len(got) != 3 {
		t.Errorf("README.md has %d statements, want those for reading, registering and trusted access", len(got))
	}
	for sid, s := range got {
		if d := cmp.Diff(want[sid], s); d != "" {
			t.Errorf("%s in README.md (-reference +README):\n%s", sid, d)
		}
	}
}

// TestReadmeFacts ensures that the README can be read in one go, that its links lead
// somewhere, and that the built-in organization is as large as it says.
func TestReadmeFacts(t *testing.T) {
	text := readme(t)
	if n := strings.Count(text, "\n"); n > 200 {
		t.Errorf("README.md has %d lines, want 200 at most: what is looked up belongs in the reference", n)
	}
	if n := len(sample.Demo().Accounts); !strings.Contains(text, "organization of "+strconv.Itoa(n)+" accounts") {
		t.Errorf("README.md does not say that the built-in organization has %d accounts", n)
	}
	pages := map[string]string{".": text}
	for _, name := range referenceNames(t) {
		pages[referenceFolder+"/"+name] = referencePage(t, name)
	}
	for name, page := range pages {
		for _, m := range regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`).FindAllStringSubmatch(page, -1) {
			if _, err := os.Stat(filepath.Join(findTop(t), filepath.FromSlash(filepath.Dir(name)), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			}
		}
	}
}
