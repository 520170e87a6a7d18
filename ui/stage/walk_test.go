package stage_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model/plan"
	"deputy/model/sample"
)

// TestWalk loads the organization and walks to an account, its ladder and a
// document.
func TestWalk(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.shows("DEMO o-4x9acme2k7", "management 111122223333 Acme Root", "you: role/OrgAdmin (management account)", "Root 12 63 2")
		r.on("payments-prod")
		r.shows("Root / Workloads / Prod / payments-prod", "SCPs in force", "DenyLeave")
		r.Press("tab")
		r.shows("What this account cannot do", "✗ leave the organization or close the account")
		r.Press("enter", "end")
		r.shows("Levels", "DenyRegions 1 denial with conditions", "FullAWSAccess allows everything")
		for !r.Shows("▌  DenyRegions") {
			r.Press("up")
		}
		r.Press("enter")
		r.Wait(time.Second)
		r.shows(`"Effect": "Deny"`, `"Sid": "DenyOutsideHomeRegions"`, "applies to 62 accounts")
		r.Press("esc", "esc", "esc")
		r.shows("payments-prod")
		r.changed()
	})
}

// TestManagementAccountSaysSo tells before anything else that no SCP binds it.
func TestManagementAccountSaysSo(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.on("Acme Root")
		r.Press("tab")
		r.shows("No SCP")
	})
}

// TestSearch finds an account by its name, an OU by a pasted ARN and a policy,
// and goes back.
func TestSearch(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("/")
		r.Type("paymprod")
		r.Wait(time.Second)
		r.shows("payments-prod 444455556666")
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("Root / Workloads / Prod / payments-prod")
		r.Press("/")
		r.Paste("arn:aws:organizations::111122223333:ou/o-4x9acme2k7/ou-4x9a-qttidvz5")
		r.Wait(time.Second)
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("Root / Infrastructure / Shared Services")
		r.Press("/")
		r.Type("KeepLogging")
		r.Wait(time.Second)
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("p-j8ht9lgm")
		r.Press("[")
		r.Wait(time.Second)
		r.shows("Root / Infrastructure / Shared Services")
		r.Press("[")
		r.Wait(time.Second)
		r.shows("Root / Workloads / Prod / payments-prod")
		r.changed()
	})
}

// TestLens keeps a question on while walking the tree.
func TestLens(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.on("payments-prod")
		r.Press("a")
		r.Type("organizations:LeaveOrganization")
		r.Press("enter")
		r.Type("*")
		r.Press("enter")
		r.shows("Denied", "DenyLeave")
		r.Press("ctrl+n")
		r.shows("payments-prod", "✗")
		r.Press("L")
		r.hides("payments-prod                ✗")
		r.changed()
	})
}

// TestLensLive changes the question that stays on beside the tree: the marks
// follow as keys are given, and the question follows the tree's cursor.
func TestLensLive(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.on("payments-prod")
		r.Press("a")
		r.Type("lambda:CreateFunction")
		r.Press("enter")
		r.Type("*")
		r.Press("ctrl+n")
		r.shows("payments-prod", "✓49 ±2 ≠6 ✗6", "CreateFunction on * in eu-central-1", "= exact answers")
		r.Press(">")
		r.shows("CreateFunction on * in eu-west-1")
		r.Press(">")
		r.shows("CreateFunction on * in us-east-1", "by account from here", "✓3 ✗60")
		r.Press("=")
		r.shows("?60", "depends from here", "CreateFunction on *, exactly")
		r.Press("a", "tab", "tab", "tab")
		r.Type("us-west-2")
		r.Wait(time.Second)
		r.shows("Do SCPs and RCPs block this?", "?59 ✗3", "DenyRegions")
		r.Press("tab")
		r.Type("role/Deployer")
		r.Wait(time.Second)
		r.shows("Do SCPs and RCPs block this?", "Denied", "by account from here")
		r.hides("?59")
		r.Press("ctrl+n", "down")
		r.shows("Do SCPs and RCPs block this?", "recommendations-prod 8")
		r.Press("esc")
		r.hides("Do SCPs and RCPs block this?")
		r.shows("by account from here")
		r.Press("a", "ctrl+g")
		r.shows("▌ ✗ Denied at Root")
		r.Press("esc", "a")
		r.shows("▌ action")
		r.Press("ctrl+n")
		r.shows("a ask again   L lens off   v answers")
		r.Press("L")
		r.hides("Do SCPs and RCPs block this?", "from here")
		r.changed()
	})
}

// TestMembersView reads what a member may: next to nothing. It says why, and
// what mends it.
func TestMembersView(t *testing.T) {
	t.Parallel()
	play(t, setting{caller: payments}, func(r *rig) {
		r.Wait(10 * time.Second)
		r.shows("member", "incomplete", "organizations:ListRoots", "Use credentials of the management")
		walk(r)
		r.changed()
	})
}

// TestDelegatedView reads what a delegated administrator may: everything that
// the organization shows.
func TestDelegatedView(t *testing.T) {
	t.Parallel()
	play(t, setting{caller: tooling}, func(r *rig) {
		r.loaded()
		r.shows("(delegated administrator)", "Root 12 63 2")
		walk(r)
		r.changed()
	})
}

// TestHostile walks through every organization that is hard to show, at every
// size; the stage checks every frame.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, v := range sample.Hostile() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{organization: v.Snapshot}, func(r *rig) {
				r.Wait(time.Minute)
				r.hides("loading")
				walk(r)
				for _, k := range []string{"1", "+", "down", "down", "down", "enter", "end", "tab", "end", "enter", "end", "esc", "t", "end", "enter"} {
					r.Press(k)
					r.Wait(300 * time.Millisecond)
				}
				r.changed()
			})
		})
	}
}

// TestHostileErrors shows an error text with control characters.
func TestHostileErrors(t *testing.T) {
	t.Parallel()
	message := "denied \x1b[2J\x1b]0;owned\x07 because \u202eno " + strings.Repeat("very long ", 200)
	f := emulator.Faults{Deny: []emulator.Denial{{Operation: "ListPolicies", Message: message}, {Operation: "RegisterDelegatedAdministrator", Message: message}}}
	play(t, setting{faults: f}, func(r *rig) {
		r.Wait(10 * time.Second)
		walk(r)
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("failed")
		r.shows("^[[2J")
		r.changed(registered + " AccessDeniedException")
	})
}

// TestJournal writes before and after each call what is done, with the reason;
// the next start offers the way back.
func TestJournal(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	s := setting{backend: aws.Options{Store: store.New(dir)}}
	play(t, s, func(r *rig) {
		r.loaded()
		c := registerAccount
		c.note = "CHG-1234"
		r.begin("d", "payments-prod", "account-management")
		r.confirm(c)
		r.Until("Done and verified.")
		r.changed(registered)
	})
	text := journalIn(t, dir)
	for _, want := range []string{`"phase":"intent"`, `"phase":"outcome"`, `"outcome":"done"`, `"reason":"CHG-1234"`, "deregister-delegated-administrator"} {
		if !strings.Contains(text, want) {
			t.Errorf("the journal lacks %s:\n%s", want, text)
		}
	}
}

// journalIn gives the one journal below a folder.
func journalIn(t *testing.T, dir string) string {
	t.Helper()
	found := ""
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "journal.jsonl" {
			text, err := os.ReadFile(path)
			found += string(text)
			return err
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatalf("there is no journal below %s: %v", dir, err)
	}
	return found
}

// TestUnfinished dies in the middle of a call; the next start says what is
// unfinished.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	s := setting{backend: aws.Options{Store: store.New(filepath.Join(t.TempDir(), "state"))}}
	s.faults.Fail = []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "reset"}}
	play(t, s, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Wait(3 * time.Minute)
		r.shows("unknown")
	})
	s.faults.Fail = nil
	play(t, s, func(r *rig) {
		r.Until("A change did not finish")
		r.Press("U")
		r.shows("RegisterDelegatedAdministrator", payments, "account.amazonaws.com")
		r.changed()
	})
}

// brokenStore keeps readings, and no journal.
type brokenStore struct{ aws.Store }

func (brokenStore) Open(aws.Place) (aws.Journal, error) { return nil, errors.New("the disk is full") }

// TestNoJournalNoChange changes nothing where it cannot be written down.
func TestNoJournalNoChange(t *testing.T) {
	t.Parallel()
	s := setting{backend: aws.Options{Store: brokenStore{store.New(filepath.Join(t.TempDir(), "state"))}}}
	play(t, s, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("failed")
		r.shows("the disk is full")
		r.changed()
	})
}

// TestOutcomeThatCannotBeWritten ensures that the screen says so, and that the
// program does not end as if all was well.
func TestOutcomeThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := setting{backend: aws.Options{Store: spoiltDisk{store.New(filepath.Join(t.TempDir(), "state")), 1, plan.Settled}}}
	play(t, s, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("Done and verified.")
		r.shows("deputy could not record the result in its journal", "no space left on device. Free space on that disk.")
		r.changed(registered)
		if left := r.app.StoppedChange(); !strings.Contains(left, "All steps of a change are done") || !strings.Contains(left, "no space left on device") {
			t.Errorf("leaving says %q", left)
		}
	})
}

// TestChangeRole browses as a delegated administrator and changes by a role of
// the management account.
func TestChangeRole(t *testing.T) {
	t.Parallel()
	s := setting{caller: tooling, backend: aws.Options{ChangeRole: "arn:aws:iam::111122223333:role/OrgAdmin"}}
	play(t, s, func(r *rig) {
		r.loaded()
		r.shows("(delegated administrator)")
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("Done and verified.")
		r.changed(registered)
	})
}

// TestNothingIsTakenForGranted loses the list of SCPs: of a node whose own list
// was not read nobody can say what binds it, and no question is answered as if
// nothing did.
func TestNothingIsTakenForGranted(t *testing.T) {
	t.Parallel()
	for _, f := range []emulator.Failure{
		{Operation: "ListPolicies", Code: "AccessDeniedException"},
		{Operation: "ListPolicies", Code: "AccessDeniedException", Nth: 2}, // the second page
		{Operation: "ListTargetsForPolicy", Code: "AccessDeniedException"},
		{Operation: "ListTargetsForPolicy", Code: "AccessDeniedException", Nth: 3},
		{Operation: "DescribePolicy", Code: "AccessDeniedException"},
	} {
		t.Run(fmt.Sprint(f.Operation, f.Nth), func(t *testing.T) {
			t.Parallel()
			play(t, setting{faults: emulator.Faults{Fail: []emulator.Failure{f}}}, func(r *rig) {
				r.Until("incomplete")
				r.on("legacy-erp")
				r.Press("a")
				r.Type("iam:CreateUser")
				r.Press("enter")
				r.Type("*")
				r.Press("enter", "ctrl+n")
				r.Wait(time.Minute)
				if f.Nth > 0 { // To keep the question on, what failed once was read again.
					r.Press("=")
				}
				for row := range strings.Lines(r.Frame()) {
					if tree, _, _ := strings.Cut(row, "│"); strings.Contains(tree, "Workloads") && strings.Contains(tree, "✓") {
						t.Errorf("accounts are taken for free:\n%s", r.Frame())
					}
				}
			})
		})
	}
}

// TestGoto opens what the command line asks for.
func TestGoto(t *testing.T) {
	t.Parallel()
	for what, shown := range map[string]string{
		"payments-prod": "Root / Workloads / Prod / payments-prod", "222233334444": "security-tooling 222233334444",
		"Workloads/Prod": "Root / Workloads / Prod", "KeepLogging": "p-j8ht9lgm", "guardduty": "Amazon GuardDuty",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := setting{}
			s.options.Goto = what
			play(t, s, func(r *rig) {
				r.Wait(10 * time.Second)
				r.shows(shown)
			})
		})
	}
}
