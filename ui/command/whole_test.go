package command_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// whole returns a bench on the real backend and the emulator.
func whole(t *testing.T, faults emulator.Faults, caller string) (*bench, *emulator.Server) {
	t.Helper()
	b := newBench(t)
	server := emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithAccess(sample.LastAccessed), emulator.WithManagementAccount(sample.ManagementAccount))
	b.system.Backend = func(s command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{
			Demo: true, ReadOnly: s.ReadOnly, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + caller + "DEMO", Secret: "x"},
		}), nil
	}
	return b, server
}

const (
	managementAccount = "111122223333"
	payments          = "444455556666"
)

// changes lists the changing calls that the emulator took.
func changes(s *emulator.Server) []string {
	var all []string
	for _, c := range s.Journal() {
		if c.Changes() {
			all = append(all, c.Operation)
		}
	}
	return all
}

// TestWholeChange ensures that a plan registers and another removes again, and
// that the emulated organization is as it was.
func TestWholeChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		before := server.Snapshot().Delegations
		for _, verb := range []string{"register", "remove"} {
			args := []string{verb, "account-management", "security-tooling"}
			b.run(command.Done, args...)
			b.run(command.Done, append(args, "--execute", "--plan", b.digest(), "--confirm", tooling)...)
		}
		if d := cmp.Diff(before, server.Snapshot().Delegations); d != "" {
			t.Errorf("after the way there and back (-before +after):\n%s", d)
		}
		want := []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"}
		if d := cmp.Diff(want, changes(server)); d != "" {
			t.Errorf("changing calls (-want +got):\n%s", d)
		}
	})
}

// TestWholeReadsLittle ensures that a plan for an account that is named by its
// ID does not read the tree, nor what other accounts hold.
func TestWholeReadsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "register", "account-management", tooling)
		b.run(command.Done, "remove", "config.amazonaws.com", tooling)
		services, documents := 0, 0
		for _, c := range server.Journal() {
			if c.Operation == "ListDelegatedServicesForAccount" {
				services++
			}
			if c.Operation == "DescribePolicy" {
				documents++
			}
			if slices.Contains([]string{"ListAccounts", "ListOrganizationalUnitsForParent", "ListPolicies"}, c.Operation) {
				t.Errorf("%s was called", c.Operation)
			}
		}
		if services != 1 {
			t.Errorf("ListDelegatedServicesForAccount was called %d times for one account", services)
		}
		if onTheWay := len(carried(server.Snapshot(), tooling)); documents != onTheWay {
			t.Errorf("%d documents were read, and %d are on the candidate's way", documents, onTheWay)
		}
	})
}

// carried returns the policies with a text of their own on an account's way that
// are evaluated.
func carried(s *model.Snapshot, account string) map[model.PolicyID]bool {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	on := map[model.PolicyID]bool{}
	for _, t := range model.Evaluated() {
		for _, level := range r.Ladder(model.NodeID(account), t) {
			for _, p := range level.Policies {
				if p != t.Full() {
					on[p] = true
				}
			}
		}
	}
	return on
}

// TestWholeFaults ensures that each way in which AWS can refuse or fail ends
// with its code and says what happened.
func TestWholeFaults(t *testing.T) {
	register := []string{"register", "account-management", tooling}
	for name, c := range map[string]struct {
		caller string
		faults emulator.Faults
		args   []string
		code   command.Code
		says   string
	}{
		"a member's plan is blocked": {tooling, emulator.Faults{}, register, command.Denied, "Only the management account"},
		"a gap in the table": {
			managementAccount,
			emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedServicesForAccount"}}},
			[]string{"delegations"},
			command.Unknown, "ListDelegatedServicesForAccount",
		},
		"a gap in the reading": {
			managementAccount,
			emulator.Faults{Deny: []emulator.Denial{{Operation: "DescribeResourcePolicy"}}},
			[]string{"snapshot", filepath.Join(t.TempDir(), "a.json")},
			command.Unknown, "DescribeResourcePolicy",
		},
		"names need the accounts": {
			managementAccount,
			emulator.Faults{Deny: []emulator.Denial{{Operation: "ListAccounts"}, {Operation: "ListAccountsForParent"}}},
			[]string{"register", "account-management", "security-tooling"},
			command.Unknown, "give its ID",
		},
		"the state before a change fails": {
			managementAccount,
			emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}}},
			register, command.Unknown, "ListDelegatedAdministrators",
		},
		"what else the account holds": {
			managementAccount,
			emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedServicesForAccount"}}},
			[]string{"remove", "config.amazonaws.com", tooling},
			command.Unknown, "Whether this is the last delegation",
		},
		"no credentials": {
			managementAccount,
			emulator.Faults{Fail: []emulator.Failure{{Operation: "GetCallerIdentity", Code: "InvalidClientTokenId"}, {Operation: "DescribeOrganization", Code: "UnrecognizedClientException"}}},
			[]string{"delegations"},
			command.Failed, "Log in again",
		},
		"no organization": {
			managementAccount,
			emulator.Faults{Fail: []emulator.Failure{{Operation: "DescribeOrganization", Code: "AWSOrganizationsNotInUseException"}}},
			[]string{"delegations"},
			command.Failed, "organization",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, server := whole(t, c.faults, c.caller)
				b.run(c.code, c.args...)
				b.says(b.out+b.err, c.says)
				if all := changes(server); len(all) > 0 {
					t.Errorf("a command that only looks changed something: %v", all)
				}
			})
		})
	}
}

// TestWholeOutcomes ensures that a refused step, a lost reply and a change of
// heart in between end with their codes.
func TestWholeOutcomes(t *testing.T) {
	args := []string{"register", "devops-guru", tooling, "--enable-access"}
	for name, c := range map[string]struct {
		fail []emulator.Failure
		code command.Code
		says string
	}{
		"the first step is refused": {[]emulator.Failure{{Operation: "EnableAWSServiceAccess", Code: "AccessDeniedException"}}, command.Failed, "1/2 failed"},
		"the second is refused":     {[]emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "ConstraintViolationException"}}, command.Partly, "2/2 failed"},
		"the reply is lost":         {[]emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "lost"}}, command.Done, "2/2 done"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{Fail: c.fail}, managementAccount)
				b.run(command.Done, args...)
				b.run(c.code, append(args, "--execute", "--plan", b.digest(), "--confirm", tooling)...)
				b.says(b.out, c.says)
			})
		})
	}
}

// TestWholeHostile ensures that nothing in an organization's names reaches the
// terminal raw.
func TestWholeHostile(t *testing.T) {
	for _, variant := range sample.Hostile() {
		t.Run(variant.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				server := emulator.New(variant.Snapshot)
				b.system.Backend = func(command.Settings) (ui.Backend, error) {
					return aws.New(aws.Options{Demo: true, Transport: server.Transport()}), nil
				}
				for _, a := range variant.Snapshot.Accounts[:min(5, len(variant.Snapshot.Accounts))] {
					b.runs("register", "account-management", a.Name)
					b.clean()
					b.runs("remove", "account-management", string(a.ID), "--json")
					b.clean()
				}
				b.runs("delegations", "--json")
				b.clean()
			})
		})
	}
}

// clean checks that the last command printed nothing that a terminal acts on.
func (b *bench) clean() {
	b.t.Helper()
	for _, r := range b.out + b.err {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			b.t.Fatalf("%U reached the terminal:\n%q", r, b.out+b.err)
		}
	}
}

// TestWholeSeveral ensures that services named together are one plan, which is
// confirmed once by words that name each, and that what fails leaves the
// services before it whole and says the way on and the way back.
func TestWholeSeveral(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		before := server.Snapshot().Delegations
		args := []string{"register", "health,account-management,config.amazonaws.com", "payments-prod"}
		b.run(command.Done, args...)
		b.says(b.out, "Register payments-prod (444455556666) as delegated administrator of AWS Account Management, AWS\nConfig and AWS Health")
		digest := b.digest()
		b.run(command.Done, "register", "config.amazonaws.com,health,account-management", payments)
		if b.digest() != digest {
			t.Error("the order in which services are named changes the digest")
		}
		server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Nth: 3, Code: "AccessDeniedException"}}})
		b.run(command.Partly, append(args, "--execute", "--plan", digest, "--confirm", payments)...)
		b.says(b.err, "2 of 3 steps done", "deputy register account-management,config.amazonaws.com,health 444455556666 plans the rest",
			"deputy remove account-management,config.amazonaws.com 444455556666 undoes them")
		server.SetFaults(emulator.Faults{})

		remove := []string{"remove", "account-management,config", "payments-prod"}
		b.run(command.Done, remove...)
		execute := append(slices.Clone(remove), "--execute", "--plan", b.digest())
		b.terminal, b.stdin = true, "account-management 444455556666\n"
		b.run(command.Unconfirmed, execute...)
		b.stdin = "account-management,config 444455556666\n"
		b.run(command.Done, execute...)
		if d := cmp.Diff(before, server.Snapshot().Delegations); d != "" {
			t.Errorf("after the way there and back (-before +after):\n%s", d)
		}
	})
}

// TestWholeSeveralLosses ensures that each service that destroys something is
// named, and that nothing else will do.
func TestWholeSeveralLosses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		args := []string{"remove", "config,detective,macie", tooling, "--region", "eu-central-1"}
		b.run(command.Done, args...)
		b.says(b.out, "! Amazon Detective: ", "! Amazon Macie: ")
		execute := append(slices.Clone(args), "--execute", "--plan", b.digest(), "--confirm", tooling)
		for _, loss := range []string{"detective", "config,detective,macie"} {
			b.run(command.Unconfirmed, append(execute[:len(execute):len(execute)], "--confirm-loss", loss)...)
			b.says(b.err, "the plan destroys data of detective,macie")
		}
		if all := changes(server); len(all) > 0 {
			t.Fatalf("changed by %q", all)
		}
		b.run(command.Done, append(execute, "--confirm-loss", "macie,detective")...)
	})
}

// TestWholeReplace ensures that a change of administrator is one plan, confirmed
// by the account that loses it.
func TestWholeReplace(t *testing.T) {
	const finops = "333344445555"
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		args := []string{"register", "compute-optimizer", payments}
		b.run(command.Denied, args...)
		args = append(args, "--replace")
		b.run(command.Done, args...)
		execute := append(slices.Clone(args), "--execute", "--plan", b.digest())
		b.run(command.Unconfirmed, append(execute[:len(execute):len(execute)], "--confirm", payments)...)
		server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Nth: 1, Code: "AccessDeniedException"}}})
		b.run(command.Partly, append(execute[:len(execute):len(execute)], "--confirm", finops)...)
		b.says(b.err, "deputy register compute-optimizer 333344445555 undoes them")
	})
}

// TestBadServices ensures that one wrong word among several is bad input.
func TestBadServices(t *testing.T) {
	b := newBench(t)
	for _, word := range []string{"config,", ",config", "config,nonesuch", "config,backup"} {
		args := []string{"register", word, payments}
		if word == "config,backup" {
			args = append(args, "--region", "eu-west-1")
		}
		b.run(command.BadInput, args...)
	}
	b.calls()
}

// TestWholeUnknownService ensures that a service which deputy does not know can be
// registered for and removed by its principal, that the plan says so, and that
// one which AWS does not know either cannot.
func TestWholeUnknownService(t *testing.T) {
	const principal = "telemetry-broker.amazonaws.com"
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		for _, verb := range []string{"register", "remove"} {
			args := []string{verb, principal, payments}
			b.run(command.Done, args...)
			b.says(strings.Join(strings.Fields(b.out), " "), "deputy does not know "+principal, "Some services also need calls of a service API")
			b.run(command.Done, append(args, "--execute", "--plan", b.digest(), "--confirm", payments)...)
		}
		if d := cmp.Diff([]string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"}, changes(server)); d != "" {
			t.Errorf("changing calls (-want +got):\n%s", d)
		}
		b.run(command.Denied, "register", "guarduty.amazonaws.com", payments)
		b.says(strings.Join(strings.Fields(b.out), " "), "AWS does not know the service principal guarduty.amazonaws.com", "spelled almost like guardduty.amazonaws.com")
		b.run(command.BadInput, "register", "stacksets.cloudformation.amazonaws.com", payments)
		b.says(b.err, "use member.org.stacksets.cloudformation.amazonaws.com")
		b.run(command.BadInput, "register", "no-principal.example", payments)
	})
}

// TestWholeBatchAsksOverAndOver ensures that the same question has the same answer
// on each line, however often the policies above its account were read.
func TestWholeBatchAsksOverAndOver(t *testing.T) {
	const lines = 400
	for range 3 {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			accounts := []string{"payments-prod", payments, "sandbox-ada"}
			var in strings.Builder
			for i := range lines {
				in.WriteString(`{"account":"` + accounts[i%len(accounts)] + `","action":"s3:PutBucketPolicy","principal":"role/x"}` + "\n")
			}
			b.stdin = in.String()
			b.run(command.Done, "can", "--batch", "-")
			answers := strings.Split(strings.TrimSpace(b.out), "\n")
			if len(answers) != lines {
				t.Fatalf("%d answers to %d lines", len(answers), lines)
			}
			for i, answer := range answers {
				if answer != answers[i%len(accounts)] {
					t.Fatalf("line %d of %s: %s, the first of them: %s", i+1, accounts[i%len(accounts)], answer, answers[i%len(accounts)])
				}
			}
		})
	}
}
