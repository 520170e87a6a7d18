package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// TestCanWithADraft ensures that a draft is tried where it is said to be, and
// that what cannot be tried is bad input.
func TestCanWithADraft(t *testing.T) {
	folder := t.TempDir()
	draft, broken := filepath.Join(folder, "NoQueues.json"), filepath.Join(folder, "broken.json")
	writeFile(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`)
	writeFile(t, broken, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}`)
	for _, c := range []struct {
		name, with string
		code       command.Code
		says       string
	}{
		{"above the account", draft + "@Workloads/Prod", command.Denied, "Denied at Prod by NoQueues.json, statement 1"},
		{"what it changes", draft + "@Workloads/Prod", command.Denied, "This is the answer if the draft NoQueues.json were attached to Prod. Without that it depends on what is not given."},
		{"nowhere", draft + "@Nowhere", command.BadInput, `called "Nowhere"`},
		{"no place", draft, command.BadInput, "write FILE@NODE"},
		{"no file", filepath.Join(folder, "missing.json") + "@Workloads", command.BadInput, "no such file"},
		{"broken", broken + "@Workloads", command.BadInput, "neither Action nor NotAction"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.run(c.code, "can", "payments-prod", "sqs:DeleteQueue", "--with", c.with)
				b.says(strings.Join(strings.Fields(b.out+b.err), " "), c.says)
			})
		})
	}
}

// TestCanWithADraftTellsItsWarnings ensures that what is amiss in a draft that
// can be tried is told, and where.
func TestCanWithADraftTellsItsWarnings(t *testing.T) {
	draft := filepath.Join(t.TempDir(), "Loose.json")
	writeFile(t, draft, `{"Statement":[{"Effect":"Deny","Action":["s3:GetObjct","sqs:*"],"Foo":1}]}`)
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		for _, format := range [][]string{nil, {"--json"}} {
			b.run(command.Denied, append([]string{"can", payments, "sqs:ListQueues", "--with", draft + "@Workloads/Prod"}, format...)...)
			b.says(strings.Join(strings.Fields(b.out), " "),
				"In the draft Loose.json: Version is missing.", "(character 1).", "“Foo” is not a policy element here; deputy does not evaluate it (character 65).",
				"neither Resource nor NotResource", "Did you mean s3:GetObject?")
		}
	})
}

// TestCanWithADraftTellsWhatWouldChangeIt ensures that what would change the
// answer is asked with the draft too: where two levels leave no Region over,
// none is offered.
func TestCanWithADraftTellsWhatWouldChangeIt(t *testing.T) {
	draft := filepath.Join(t.TempDir(), "OnlyUS.json")
	writeFile(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}]}`)
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Denied, "can", "payments-prod", "sqs:ListQueues", "--resource", "*", "--principal", "role/Dev", "--with", draft+"@Workloads/Prod")
		b.says(strings.Join(strings.Fields(b.out), " "),
			"Denied whatever the Region is: by DenyRegions, statement 1, at Root, or by OnlyUS.json, statement 1, at Prod",
			"It would not be denied outright if the principal matched arn:aws:iam::*:role/OrgAdmin*")
		if strings.Contains(b.out, "if the Region were") {
			t.Errorf("a Region is offered, and there is none:\n%s", b.out)
		}
		b.run(command.Denied, "can", "payments-prod", "sqs:ListQueues", "--resource", "*", "--principal", "role/Dev", "--with", draft+"@Workloads/Prod", "--json")
		b.says(b.out, `"verdict":"ExplicitlyDenied","by":[],"missing":[],"depends":[]`, "Denied whatever the Region is")
	})
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
