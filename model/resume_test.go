package model_test

import (
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
