package model_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"deputy/model"
)

// entry is a journal entry of a registration.
func entry(step, of int, phase model.Phase, outcome string, principal model.Principal) model.JournalEntry {
	return model.JournalEntry{
		Plan: "0123456789abcdef", Step: step, Of: of, Phase: phase, Outcome: outcome,
		Service: "organizations", Operation: "RegisterDelegatedAdministrator",
		Parameters: model.Parameters{{Name: "AccountId", Value: string(payments)}, {Name: "ServicePrincipal", Value: string(principal)}},
	}
}

// What was left of a plan is the service's, for the journal does not name the
// steps that were not begun; what is undone is only what was done.
func TestResumeAndInverseOfHalfAPlan(t *testing.T) {
	half := []model.JournalEntry{entry(1, 2, model.Settled, "done", "config.amazonaws.com")}
	on, ok := model.Resume(half)
	if !ok || on.Direction != model.Register || on.Service != "config" || on.Account != payments || on.Principals != nil {
		t.Errorf("the way on is %+v, %t", on, ok)
	}
	back, ok := model.Inverse(half)
	if !ok || back.Direction != model.Remove || !slices.Equal(back.Principals, []model.Principal{"config.amazonaws.com"}) {
		t.Errorf("the way back is %+v, %t", back, ok)
	}
	if steps := model.Checks(half); len(steps) != 0 {
		t.Errorf("a step that was read back is checked again: %+v", steps)
	}
}

// A step whose outcome is not known is read back before anything else.
func TestChecksOfAnOpenStep(t *testing.T) {
	open := []model.JournalEntry{entry(1, 1, model.Intent, "", "config.amazonaws.com")}
	steps := model.Checks(open)
	if len(steps) != 1 || steps[0].Action != model.ActionCheck || steps[0].Principal != "config.amazonaws.com" || steps[0].Account != payments {
		t.Errorf("the checks are %+v", steps)
	}
	if o, ok := model.Resume(open); !ok || len(o.Principals) != 1 {
		t.Errorf("the way on is %+v, %t", o, ok)
	}
}

// The journal has the order, so that the steps that were not begun are known:
// a change of administrator that was stopped after the removal goes on to the
// registration, and back to the old one.
func TestResumeKnowsTheOrder(t *testing.T) {
	o := model.Order{Direction: model.Register, Service: "vpc-ipam", Principals: []model.Principal{"ipam.amazonaws.com"}, Account: payments, Replace: true}
	e := model.JournalEntry{
		Version: 1, Plan: "0123456789abcdef", Step: 1, Of: 2, Phase: model.Settled, Outcome: "done", Service: "ec2", Operation: "DisableIpamOrganizationAdminAccount",
		Parameters: model.Parameters{{Name: "DelegatedAdminAccountId", Value: "222233334444"}}, Order: &o,
	}
	line, err := model.EncodeEntry(e)
	if err != nil {
		t.Fatal(err)
	}
	read, _, err := model.DecodeJournal(bytes.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	if on, ok := model.Resume(read); !ok || !reflect.DeepEqual(on, o) {
		t.Errorf("the way on is %+v, %t", on, ok)
	}
	if back, ok := model.Inverse(model.Begun(model.LastChange(read), model.Unfinished(read))); !ok || back.Direction != model.Register || back.Account != "222233334444" {
		t.Errorf("the way back is %+v, %t", back, ok)
	}
	for _, damaged := range []string{`"direction":"move"`, `"direction":7`} {
		text := bytes.Replace(line, []byte(`"direction":"register"`), []byte(damaged), 1)
		if _, _, err := model.DecodeJournal(bytes.NewReader(text)); !errors.Is(err, model.ErrDamaged) {
			t.Errorf("an order with %s is read: %v", damaged, err)
		}
	}
}

// The way back is about all that a plan did, not only about its last step.
func TestBegunIsTheWholePlan(t *testing.T) {
	one, two := entry(1, 3, model.Settled, "done", "config.amazonaws.com"), entry(2, 3, model.Intent, "", "config-multiaccountsetup.amazonaws.com")
	other := one
	other.Plan = "another"
	begun := model.Begun([]model.JournalEntry{other, one}, []model.JournalEntry{two})
	back, ok := model.Inverse(begun)
	if len(begun) != 2 || !ok || len(back.Principals) != 2 {
		t.Errorf("begun is %+v, the way back %+v", begun, back)
	}
}
