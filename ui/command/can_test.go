package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/ui/command"
)

// TestCan ensures that each verdict ends with its code and says where it was
// decided.
func TestCan(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code command.Code
		says string
	}{
		{"denied", []string{"payments-prod", "organizations:LeaveOrganization", "--resource", "*"}, command.Denied, "Denied at Root by DenyLeave, statement 1"},
		{"not blocked", []string{"444455556666", "sts:GetCallerIdentity", "--resource", "*", "--principal", "role/Deployer", "--set", "aws:RequestedRegion=eu-central-1"}, command.Done, "Not blocked by SCPs and RCPs"},
		{"depends", []string{"payments-prod", "lambda:CreateFunction", "--resource", "*", "--principal", "role/Deployer"}, command.Depends, "denied unless the Region is eu-central-1 or eu-west-1"},
		{"the management account", []string{managementAccount, "organizations:LeaveOrganization"}, command.Done, "is the management account: no SCP binds its principals"},
		{"no owner", []string{"payments-prod", "s3:GetObject", "--resource", "arn:aws:s3:::acme-invoices/a", "--principal", "role/Deployer", "--set", "aws:RequestedRegion=eu-central-1"}, command.Depends, "Give the owner with --resource-account ACCOUNT."},
		{"no such account", []string{"999999999999", "s3:GetObject"}, command.BadInput, "is not in this organization"},
		{"no action", []string{"payments-prod", "GetObject"}, command.BadInput, "write service:Action"},
		{"given and absent", []string{"payments-prod", "s3:GetObject", "--set", "aws:SourceVpc=vpc-1", "--absent", "aws:sourcevpc"}, command.BadInput, "a key is given or absent, not both"},
		{"a bad key", []string{"payments-prod", "s3:GetObject", "--set", "x"}, command.BadInput, "write KEY=VALUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.run(c.code, append([]string{"can"}, c.args...)...)
				b.says(strings.Join(strings.Fields(b.out+b.err), " "), c.says)
			})
		})
	}
}

// TestOutsiders ensures that an owner or a principal outside the organization
// gives the same answer from AWS and from a saved reading: no policy of this
// organization binds the one's resources, and only RCPs the other.
func TestOutsiders(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) { s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil })
	const queue = "arn:aws:sqs:eu-central-1:444455556666:q"
	for _, c := range []struct {
		name, text string
		args       []string
		code       command.Code
		says       []string
	}{
		{
			"owner", "",
			[]string{"can", payments, "sqs:SendMessage", "--principal", "role/x", "--resource", "arn:aws:sqs:eu-central-1:999999999999:q", "--set", "aws:RequestedRegion=eu-central-1"},
			command.Done,
			[]string{"Not blocked", "The resource's owner 999999999999 is not in this organization: its RCPs do not bind."},
		},
		{
			"owner in a batch", `{"account":"444455556666","action":"sqs:SendMessage","principal":"role/x","resource":"arn:aws:sqs:eu-central-1:999999999999:q","context":{"aws:RequestedRegion":"eu-central-1"}}`,
			[]string{"can", "--batch", "-"},
			command.Done,
			[]string{`"verdict":"Allowed"`, "is not in this organization"},
		},
		{
			"principal", denied("arn:aws:iam::999999999999:role/x", "sqs:SendMessage", queue, "with an explicit deny in a resource control policy"),
			[]string{"why", "-"},
			command.Depends,
			[]string{"denied unless the principal's organization is o-4x9acme2k7", "no SCP of this organization binds it", "RCPs of the resource's owner 444455556666"},
		},
		{
			"principal of no organization", denied("arn:aws:iam::999999999999:role/x", "sqs:SendMessage", queue, "with an explicit deny in a resource control policy"),
			[]string{"why", "-", "--absent", "aws:PrincipalOrgID", "--absent", "aws:ResourceTag/perimeter"},
			command.Denied,
			[]string{"Denied at Workloads by RCPOrgPerimeter, statement 1"},
		},
		{"an account to ask about", "", []string{"can", "999999999999", "sqs:SendMessage"}, command.BadInput, []string{"account 999999999999 is not in this organization"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var texts []string
				for _, more := range [][]string{nil, {"--snapshot", path}} {
					b, _ := whole(t, emulator.Faults{}, managementAccount)
					b.stdin = c.text
					b.run(c.code, append(slices.Clip(c.args), more...)...)
					b.says(strings.Join(strings.Fields(b.out+b.err), " "), c.says...)
					texts = append(texts, b.out+b.err)
				}
				if texts[0] != texts[1] {
					t.Errorf("from AWS and from a saved reading it differs:\n%s\n%s", texts[0], texts[1])
				}
			})
		})
	}
}

// TestCanWithADraft ensures that a draft is tried where it is said to be, and
// that what cannot be tried is bad input.
func TestCanWithADraft(t *testing.T) {
	folder := t.TempDir()
	draft, broken := filepath.Join(folder, "NoQueues.json"), filepath.Join(folder, "broken.json")
	writeSnapshot(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`)
	writeSnapshot(t, broken, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}`)
	for _, c := range []struct {
		name, with string
		code       command.Code
		says       string
	}{
		{"above the account", draft + "@Workloads/Prod", command.Denied, "Denied at Prod by NoQueues.json, statement 1"},
		{"what it changes", draft + "@Workloads/Prod", command.Denied, "Asked as if the draft NoQueues.json were attached to Prod; without that it depends on what is not given."},
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
	writeSnapshot(t, draft, `{"Statement":[{"Effect":"Deny","Action":["s3:GetObjct","sqs:*"],"Foo":1}]}`)
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		for _, format := range [][]string{nil, {"--json"}} {
			b.run(command.Denied, append([]string{"can", payments, "sqs:ListQueues", "--with", draft + "@Workloads/Prod"}, format...)...)
			b.says(strings.Join(strings.Fields(b.out), " "),
				"In the draft Loose.json: Version is missing.", "(character 1).", "“Foo” is no element of a policy here; it is not evaluated (character 65).",
				"neither Resource nor NotResource", "misspelt: s3:GetObjct (perhaps s3:GetObject).")
		}
	})
}

// TestCanWithADraftTellsWhatWouldChangeIt ensures that what would change the
// answer is asked with the draft too: where two levels leave no Region over,
// none is offered.
func TestCanWithADraftTellsWhatWouldChangeIt(t *testing.T) {
	draft := filepath.Join(t.TempDir(), "OnlyUS.json")
	writeSnapshot(t, draft, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}]}`)
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

func writeSnapshot(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCanReadsOnePath ensures that a question about one account does not read
// the organization.
func TestCanReadsOnePath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Denied, "can", "444455556666", "organizations:LeaveOrganization", "--resource", "*")
		for _, call := range server.Journal() {
			if call.Operation == "ListAccounts" || call.Operation == "ListTargetsForPolicy" || call.Operation == "ListDelegatedAdministrators" {
				t.Errorf("%s was called", call.Operation)
			}
		}
	})
}

// TestCanOnADenial ensures that what could not be read makes the answer
// unknown, and is told.
func TestCanOnADenial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListPoliciesForTarget", Message: "not today"}}}, managementAccount)
		b.run(command.Unknown, "can", "444455556666", "sqs:SendMessage", "--resource", "*")
		b.says(b.out, "ListPoliciesForTarget", "not today")
	})
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
		b.world.Backend = nil // nothing may be opened
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

// TestWhy ensures that an error text becomes a question and is answered.
func TestWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = `User: arn:aws:sts::444455556666:assumed-role/Deployer/x is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-invoices" with an explicit deny in a service control policy`
		b.run(command.Denied, "why", "-", "--set", "aws:RequestedRegion=eu-central-1")
		b.says(b.out, "The text blames: service control policy", "has lost the role's path", "Denied at Prod by NoPublicS3")
		b.stdin = "hello"
		b.run(command.BadInput, "why", "-")
	})
}
