package plan_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// entry returns a journal entry of a registration.
func entry(step, of int, phase plan.Phase, outcome string, principal model.Principal) plan.JournalEntry {
	return plan.JournalEntry{
		Plan: "0123456789abcdef", Step: step, Of: of, Phase: phase, Outcome: outcome,
		Service: "organizations", Operation: "RegisterDelegatedAdministrator",
		Parameters: catalog.Parameters{{Name: "AccountId", Value: string(modeltest.Payments)}, {Name: "ServicePrincipal", Value: string(principal)}},
	}
}

// An old journal does not have the steps that were not begun, so resuming is about
// the whole service. Undoing is about what was done.
func TestResumeAndInverseOfHalfAPlan(t *testing.T) {
	half := []plan.JournalEntry{entry(1, 2, plan.Settled, "done", "config.amazonaws.com")}
	on, ok := plan.Resume(half)
	if !ok || on.Direction != catalog.Register || on.Service != "config" || on.Account != modeltest.Payments || on.Principals != nil {
		t.Errorf("the way on is %+v, %t", on, ok)
	}
	back, ok := plan.Inverse(half)
	if !ok || back.Direction != catalog.Remove || !slices.Equal(back.Principals, []model.Principal{"config.amazonaws.com"}) {
		t.Errorf("the way back is %+v, %t", back, ok)
	}
	if steps := plan.Checks(half); len(steps) != 0 {
		t.Errorf("a step that was read back is checked again: %+v", steps)
	}
}

// A step whose outcome is not known is checked before anything else.
func TestChecksOfAnOpenStep(t *testing.T) {
	open := []plan.JournalEntry{entry(1, 1, plan.Intent, "", "config.amazonaws.com")}
	steps := plan.Checks(open)
	if len(steps) != 1 || steps[0].Action != catalog.ActionCheck || steps[0].Principal != "config.amazonaws.com" || steps[0].Account != modeltest.Payments {
		t.Errorf("the checks are %+v", steps)
	}
	if o, ok := plan.Resume(open); !ok || len(o.Principals) != 1 {
		t.Errorf("the way on is %+v, %t", o, ok)
	}
}

// The journal has the order, so the steps that were not begun are known: a
// replacement that was stopped after the removal can be resumed with the
// registration, or undone.
func TestResumeKnowsTheOrder(t *testing.T) {
	o := plan.Order{Direction: catalog.Register, Service: "vpc-ipam", Principals: []model.Principal{"ipam.amazonaws.com"}, Account: modeltest.Payments, Replace: true}
	e := plan.JournalEntry{
		Version: 1, Plan: "0123456789abcdef", Step: 1, Of: 2, Phase: plan.Settled, Outcome: "done", Service: "ec2", Operation: "DisableIpamOrganizationAdminAccount",
		Parameters: catalog.Parameters{{Name: "DelegatedAdminAccountId", Value: "222233334444"}}, Order: &o,
	}
	line, err := plan.EncodeEntry(e)
	if err != nil {
		t.Fatal(err)
	}
	read, _, err := plan.DecodeJournal(bytes.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	if on, ok := plan.Resume(read); !ok || !reflect.DeepEqual(on, o) {
		t.Errorf("the way on is %+v, %t", on, ok)
	}
	if back, ok := plan.Inverse(plan.Begun(plan.LastChange(read), plan.Unfinished(read))); !ok || back.Direction != catalog.Register || back.Account != "222233334444" {
		t.Errorf("the way back is %+v, %t", back, ok)
	}
	for _, damaged := range []string{`"direction":"move"`, `"direction":7`} {
		text := bytes.Replace(line, []byte(`"direction":"register"`), []byte(damaged), 1)
		if _, _, err := plan.DecodeJournal(bytes.NewReader(text)); !errors.Is(err, codec.ErrDamaged) {
			t.Errorf("an order with %s is read: %v", damaged, err)
		}
	}
}

// Undoing is about all that a plan did, not only about its last step.
func TestBegunIsTheWholePlan(t *testing.T) {
	one, two := entry(1, 3, plan.Settled, "done", "config.amazonaws.com"), entry(2, 3, plan.Intent, "", "config-multiaccountsetup.amazonaws.com")
	other := one
	other.Plan = "another"
	begun := plan.Begun([]plan.JournalEntry{other, one}, []plan.JournalEntry{two})
	back, ok := plan.Inverse(begun)
	if len(begun) != 2 || !ok || len(back.Principals) != 2 {
		t.Errorf("begun is %+v, the way back %+v", begun, back)
	}
}

// What is left of an unfinished plan is every step that is not known to be done:
// those that failed, those of unknown outcome, and those that were not begun.
func TestStepsLeft(t *testing.T) {
	done := func(step int) plan.JournalEntry { return entry(step, 5, plan.Settled, "done", "config.amazonaws.com") }
	open := func(step int) plan.JournalEntry {
		return entry(step, 5, plan.Intent, "", "config-multiaccountsetup.amazonaws.com")
	}
	failed := func(step int) plan.JournalEntry {
		return entry(step, 5, plan.Settled, "failed", "config-multiaccountsetup.amazonaws.com")
	}
	for name, c := range map[string]struct {
		journal []plan.JournalEntry
		want    int
	}{
		"nothing":                     {nil, 0},
		"all done":                    {[]plan.JournalEntry{done(1), done(2), done(3), done(4), done(5)}, 0},
		"the first was about to be":   {[]plan.JournalEntry{open(1)}, 5},
		"one done":                    {[]plan.JournalEntry{done(1)}, 4},
		"one done, one unknown":       {[]plan.JournalEntry{done(1), open(2)}, 4},
		"one failed between the done": {[]plan.JournalEntry{done(1), failed(2), done(3), done(4), done(5)}, 1},
		"one done, one failed":        {[]plan.JournalEntry{done(1), failed(2)}, 4},
	} {
		f := plan.JournalFact{Unfinished: plan.Unfinished(c.journal), Last: plan.LastChange(c.journal)}
		if got := f.StepsLeft(); got != c.want {
			t.Errorf("%s: %d steps are left, not %d", name, got, c.want)
		}
	}
}
