package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

const (
	demoManagement model.AccountID = "111122223333"
	demoTooling    model.AccountID = "222233334444"
)

// steps of the demo organization: one that registers, one that removes, one
// that switches trusted access on.
func stepOf(operation string) plan.Step {
	s := plan.Step{
		Caller: demoManagement, API: "organizations", Operation: operation, Plan: "0123456789abcdef", Number: 1, Of: 1, Reason: "TICKET-1",
	}
	switch operation {
	case "RegisterDelegatedAdministrator":
		s.Action, s.Account, s.Principal = catalog.ActionRegister, demoTooling, "securityhub.amazonaws.com"
		s.Parameters = delegationParameters(s)
	case "DeregisterDelegatedAdministrator":
		s.Action, s.Account, s.Principal = catalog.ActionDeregister, demoTooling, "guardduty.amazonaws.com"
		s.Parameters = delegationParameters(s)
	case "EnableAWSServiceAccess":
		s.Action, s.Principal = catalog.ActionEnableAccess, "macie.amazonaws.com"
		s.Parameters = accessParameters(s)
	}
	return s
}

var changes = []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator", "EnableAWSServiceAccess"}

// isCarriedOut reports whether the organization is as the step wants it.
func isCarriedOut(s *emulator.Server, step plan.Step) bool {
	now := s.Snapshot()
	held := slices.ContainsFunc(now.Delegations, func(d model.Delegation) bool {
		return d.Account == step.Account && d.Principal == step.Principal
	})
	switch step.Operation {
	case "RegisterDelegatedAdministrator":
		return held
	case "DeregisterDelegatedAdministrator":
		return !held
	default:
		return slices.ContainsFunc(now.TrustedAccess, func(a model.TrustedAccess) bool { return a.Principal == step.Principal })
	}
}

// changed counts the calls of the step that the server got.
func changed(s *emulator.Server, step plan.Step) int { return operations(s)[step.Operation] }

func TestExecute(t *testing.T) {
	fail := func(code string, nth int) func(string) emulator.Faults {
		return func(operation string) emulator.Faults {
			return emulator.Faults{Fail: []emulator.Failure{{Operation: operation, Nth: nth, Code: code}}}
		}
	}
	const denied = "User: arn:aws:sts::111122223333:assumed-role/Ops/me is not authorized to perform this with an explicit deny in a service control policy"
	for _, tt := range []struct {
		name    string
		faults  func(operation string) emulator.Faults
		result  plan.Result
		done    bool
		calls   int
		journal string
		words   string // in the note or the failure
	}{
		{"well", nil, plan.ResultDone, true, 1, "done", ""},
		{"answer lost, but done", fail("lost", 0), plan.ResultDone, true, 1, "done", "reading back shows that it was done"},
		{"reset before it was taken", fail("reset", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"no answer in time", fail("timeout", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"a gateway's 502", fail("502", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"a fault of AWS", fail("ServiceException", 0), plan.ResultUnknown, false, 1, "unknown", "Check again"},
		{"throttled, then taken", fail("TooManyRequestsException", 1), plan.ResultDone, true, 2, "done", ""},
		{"throttled for good", fail("TooManyRequestsException", 0), plan.ResultFailed, false, throttleTries, "failed", "wait"},
		{"conflict", fail("ConcurrentModificationException", 0), plan.ResultFailed, false, 1, "failed", "read again, then plan again"},
		{"denied", func(operation string) emulator.Faults {
			return emulator.Faults{Deny: []emulator.Denial{{Operation: operation, Message: denied}}}
		}, plan.ResultFailed, false, 1, "failed", "service control policy"},
		{"late", func(string) emulator.Faults { return emulator.Faults{Lag: 30 * time.Second} }, plan.ResultDone, true, 1, "done", ""},
		{"lost and late", func(operation string) emulator.Faults {
			f := fail("lost", 0)(operation)
			f.Lag = 30 * time.Second
			return f
		}, plan.ResultDone, true, 1, "done", "reading back"},
		{"too late", func(string) emulator.Faults { return emulator.Faults{Lag: time.Hour} }, plan.ResultNotVisible, true, 1, "done", "do not show the change yet"},
		{"not to be read back", func(operation string) emulator.Faults {
			return emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}, {Operation: "ListAWSServiceAccessForOrganization"}}}
		}, plan.ResultNotVisible, true, 1, "done", "could not read the change back"},
	} {
		for _, operation := range changes {
			t.Run(tt.name+"/"+operation, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := emulator.New(sample.Demo())
					b := unpaced(s)
					read(t, b)
					if tt.faults != nil {
						s.SetFaults(tt.faults(operation))
					}
					step := stepOf(operation)
					o := b.Execute(t.Context(), step)
					if o.Result != tt.result || !strings.Contains(outcomeText(o), tt.words) {
						t.Errorf("result %v, %q; want %v with %q", o.Result, outcomeText(o), tt.result, tt.words)
					}
					if o.At.IsZero() || (o.Failure == nil) != (o.Result == plan.ResultDone || o.Result == plan.ResultNotVisible) {
						t.Errorf("outcome %+v", o)
					}
					if n := changed(s, step); n != tt.calls {
						t.Errorf("%d calls, want %d", n, tt.calls)
					}
					s.SetFaults(emulator.Faults{})
					if tt.done != isCarriedOut(s, step) {
						t.Errorf("the change stands: %v, want %v", !tt.done, tt.done)
					}
					checkJournal(t, b.options.Store.(*memoryStore).entries, step, tt.journal)
				})
			})
		}
	}
}

func outcomeText(o plan.Outcome) string {
	if o.Failure != nil {
		return o.Note + o.Failure.Error()
	}
	return o.Note
}

// checkJournal wants an intent and an outcome that tell the step.
func checkJournal(t *testing.T, entries []plan.JournalEntry, step plan.Step, outcome string) {
	t.Helper()
	if len(entries) != 2 || entries[0].Phase != plan.Intent || entries[1].Phase != plan.Settled || entries[1].Outcome != outcome {
		t.Fatalf("journal %+v, want an intent and the outcome %s", entries, outcome)
	}
	for _, e := range entries {
		if e.Plan != step.Plan || e.Operation != step.Operation || !slices.Equal(e.Parameters, step.Parameters) || e.Reason != step.Reason ||
			e.Organization != "o-4x9acme2k7" || e.Partition != "aws" || e.Caller == "" || (e.Inverse == "") != (step.Action == catalog.ActionEnableAccess) {
			t.Errorf("journal entry %+v", e)
		}
	}
}

func TestExecuteRefuses(t *testing.T) {
	other := stepOf("RegisterDelegatedAdministrator")
	other.Caller = demoTooling
	unknown := stepOf("RegisterDelegatedAdministrator")
	unknown.Operation = "CloseAccount"
	altered := stepOf("RegisterDelegatedAdministrator")
	altered.Parameters[0].Value = "333344445555"
	for _, tt := range []struct {
		name  string
		step  plan.Step
		alter func(*Backend)
		words string
	}{
		{"read-only", stepOf("RegisterDelegatedAdministrator"), func(b *Backend) { b.options.ReadOnly = true }, "read-only"},
		{"without a journal", stepOf("RegisterDelegatedAdministrator"), func(b *Backend) { b.options.Store = nil }, "no journal"},
		{"by another account", other, nil, "account 222233334444 must make this call"},
		{"an operation it does not know", unknown, nil, "does not know"},
		{"parameters that were not shown", altered, nil, "parameters"},
		{"while another step is under way", stepOf("RegisterDelegatedAdministrator"), func(b *Backend) { b.options.Store.(*memoryStore).open = true }, "another change"},
		{"with a journal that cannot be written", stepOf("RegisterDelegatedAdministrator"), func(b *Backend) { b.options.Store = brokenStore{} }, "disk is full"},
		{"before anything was read", stepOf("RegisterDelegatedAdministrator"), func(b *Backend) { b.identity = nil }, "Read the organization first"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(sample.Demo())
				b := unpaced(s)
				read(t, b)
				if tt.alter != nil {
					tt.alter(b)
				}
				o := b.Execute(t.Context(), tt.step)
				if o.Result != plan.ResultFailed || !strings.Contains(outcomeText(o), tt.words) {
					t.Errorf("result %v, %q; want a refusal with %q", o.Result, outcomeText(o), tt.words)
				}
				for _, c := range s.Journal() {
					if c.Changes() {
						t.Errorf("%s was called", c.Operation)
					}
				}
			})
		})
	}
}

// brokenStore opens journals that cannot be written.
type brokenStore struct{}

func (brokenStore) Load(context.Context, Place) (*model.Snapshot, error) { return nil, nil }
func (brokenStore) Save(Place, *model.Snapshot) error                    { return errors.New("disk is full") }

func (brokenStore) Journal(Place) (plan.JournalFact, error) { return plan.JournalFact{}, nil }

func (brokenStore) Open(Place) (Journal, error) { return brokenJournal{}, nil }

type brokenJournal struct{}

func (brokenJournal) Append(plan.JournalEntry) error { return errors.New("disk is full") }
func (brokenJournal) Close() error                   { return nil }

// fullJournal has room for so many entries.
type fullJournal struct {
	Journal
	room *int
}

func (j fullJournal) Append(e plan.JournalEntry) error {
	if *j.room--; *j.room < 0 {
		return fmt.Errorf("write the journal: %w", syscall.ENOSPC)
	}
	return j.Journal.Append(e)
}

type fullStore struct {
	Store
	room int
}

func (s *fullStore) Open(p Place) (Journal, error) {
	j, err := s.Store.Open(p)
	return fullJournal{j, &s.room}, err
}

// TestOutcomeThatCannotBeWritten ensures that a change which the journal does not
// have in full is distinguished from one that it has: no step follows, others may
// take the lock, and the step counts as not finished.
func TestOutcomeThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := unpaced(s)
		kept := b.options.Store
		b.options.Store = &fullStore{kept, 1}
		read(t, b)
		step := stepOf("RegisterDelegatedAdministrator")
		step.Of = 2
		o := b.Execute(t.Context(), step)
		want := "The journal does not contain this outcome: write the journal: no space left on device. Free space on that disk. At the next start deputy says"
		if o.Result != plan.ResultDone || !strings.HasPrefix(o.Unrecorded, want) || !isCarriedOut(s, step) {
			t.Errorf("result %v, %q", o.Result, o.Unrecorded)
		}
		e := plan.Execution{Steps: []plan.Step{step, step}, Outcomes: []plan.Outcome{o}}
		if next, ok := e.Next(); ok {
			t.Errorf("step %v follows", next)
		}
		if j, err := kept.Open(Place{}); err != nil {
			t.Errorf("the lock stays: %v", err)
		} else if err := j.Close(); err != nil {
			t.Error(err)
		}
		if left, err := kept.Journal(Place{}); err != nil || len(left.Unfinished) != 1 {
			t.Errorf("not finished are %v, %v", left.Unfinished, err)
		}
	})
}

func TestLeavingFinishesTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Latency: 5 * time.Second}))
		b := unpaced(s)
		read(t, b)
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second) // during the call, after who-am-I
		defer cancel()
		step := stepOf("RegisterDelegatedAdministrator")
		if o := b.Execute(ctx, step); o.Result != plan.ResultDone || !isCarriedOut(s, step) {
			t.Errorf("result %v, %q; want the begun call finished", o.Result, outcomeText(o))
		}
	})
}

func TestLeavingBeforeTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := paced(s, 50)
		b.options.Store = &memoryStore{}
		read(t, b)
		ctx, cancel := context.WithCancel(t.Context())
		b.limiter.throttled("RegisterDelegatedAdministrator") // its turn comes later
		time.AfterFunc(time.Second, cancel)
		step := stepOf("RegisterDelegatedAdministrator")
		o := b.Execute(ctx, step)
		if o.Result != plan.ResultFailed || o.Failure.Kind != model.FailureCancelled || changed(s, step) > 0 {
			t.Errorf("result %v, %q, %d calls; want it given up before the call", o.Result, outcomeText(o), changed(s, step))
		}
	})
}

func TestCheckSettlesWhatWasInterrupted(t *testing.T) {
	for _, done := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := emulator.New(sample.Demo())
			b := unpaced(s)
			read(t, b)
			step := stepOf("RegisterDelegatedAdministrator")
			want, outcome := plan.ResultFailed, "failed"
			if done {
				want, outcome = plan.ResultDone, "done"
				b.Execute(t.Context(), step)
				b.options.Store.(*memoryStore).entries = nil
			}
			calls := changed(s, step)
			step.Action = catalog.ActionCheck
			o := b.Execute(t.Context(), step)
			entries := b.options.Store.(*memoryStore).entries
			if o.Result != want || len(entries) != 1 || entries[0].Outcome != outcome || changed(s, step) != calls {
				t.Errorf("done %v: result %v, journal %+v", done, o.Result, entries)
			}
		})
	}
}

func TestChangeRoleMakesTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := New(Options{
			Transport: s.Transport(), Keys: &Keys{ID: "AKIA" + string(demoTooling) + "DEMO", Secret: "x"}, Store: &memoryStore{},
			ChangeRole: "arn:aws:iam::" + string(demoManagement) + ":role/Change",
		})
		r, _ := read(t, b)
		if r.Caller.Account != demoTooling {
			t.Fatalf("reads as %s", r.Caller.Account)
		}
		step := stepOf("RegisterDelegatedAdministrator")
		if o := b.Execute(t.Context(), step); o.Result != plan.ResultDone || !isCarriedOut(s, step) {
			t.Errorf("result %v, %q", o.Result, outcomeText(o))
		}
		for _, c := range s.Journal() {
			if c.Operation == step.Operation && c.Account != demoManagement {
				t.Errorf("the call was made by %s", c.Account)
			}
		}
	})
}
