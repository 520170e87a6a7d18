package aws

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

// A plan holds the organization's lock from its first step to its last: between
// two of them nobody else changes anything. Once the plan has ended, or begins
// no further step, others may.
func TestLockIsHeldBetweenSteps(t *testing.T) {
	first, second := stepOf("EnableAWSServiceAccess"), stepOf("RegisterDelegatedAdministrator")
	first.Of, second.Number, second.Of = 2, 2, 2
	other := stepOf("DeregisterDelegatedAdministrator")
	other.Plan = "fedcba9876543210"
	type deputies struct{ mine, theirs *Backend }
	for _, tt := range []struct {
		name string
		act  func(t *testing.T, d deputies)
	}{
		{"others wait for the plan's last step", func(t *testing.T, d deputies) {
			t.Helper()
			wantLocked(t, d.theirs, other)
			wantDone(t, d.mine, second)
			wantDone(t, d.theirs, other)
		}},
		{"others need not wait for a plan that was stopped", func(t *testing.T, d deputies) {
			t.Helper()
			wantLocked(t, d.theirs, other)
			time.Sleep(2 * journalKept)
			synctest.Wait()
			wantDone(t, d.theirs, other)
			wantDone(t, d.mine, second)
		}},
		{"another plan of the same deputy", func(t *testing.T, d deputies) {
			t.Helper()
			wantDone(t, d.mine, other)
			wantDone(t, d.theirs, second)
		}},
		{"a check of the same deputy", func(t *testing.T, d deputies) {
			t.Helper()
			check := first
			check.Action = catalog.ActionCheck
			wantDone(t, d.mine, check)
			wantDone(t, d.theirs, other)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, store := emulator.New(sample.Demo()), &memoryStore{}
				var d deputies
				for _, b := range []**Backend{&d.mine, &d.theirs} {
					*b = New(Options{Transport: s.Transport(), Demo: true, Store: store})
					read(t, *b)
				}
				wantDone(t, d.mine, first)
				tt.act(t, d)
				time.Sleep(2 * journalKept)
				synctest.Wait()
				if j, err := store.Open(Place{}); err != nil {
					t.Errorf("the lock stays: %v", err)
				} else if err := j.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func wantDone(t *testing.T, b *Backend, step plan.Step) {
	t.Helper()
	if o := b.Execute(t.Context(), step); o.Result != plan.ResultDone {
		t.Errorf("%s: %v %v", step.Operation, o.Result, o.Failure)
	}
}

func wantLocked(t *testing.T, b *Backend, step plan.Step) {
	t.Helper()
	if o := b.Execute(t.Context(), step); o.Result != plan.ResultFailed || !strings.Contains(o.Failure.Cause, errInUse.Error()) {
		t.Errorf("%s in the middle of another plan: %v %v", step.Operation, o.Result, o.Failure)
	}
}
