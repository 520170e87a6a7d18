package verdict_test

import (
	"fmt"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// TestRuleKnowsWhatIsNotReadYet ensures that the ruling without reasons says
// Unknown where the verdict does: while the policies of a level are on their
// way, or could not be read, a level that allows nothing so far denies nothing.
func TestRuleKnowsWhatIsNotReadYet(t *testing.T) {
	given := map[string][]string{"aws:RequestedRegion": {"eu-central-1"}, "aws:SecureTransport": {"true"}}
	questions := []verdict.Question{
		{Account: modeltest.Payments, Action: "sqs:SendMessage", Resource: "*", Given: given},
		{Account: modeltest.Payments, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: modeltest.Payments, Given: given},
		{Account: modeltest.Payments, Action: "organizations:LeaveOrganization", Resource: "*", Given: given},
	}
	short := 0
	for _, kind := range model.Evaluated() {
		for _, progress := range []model.Progress{model.Unread, model.Waiting, model.Partial, model.Failed} {
			r := modeltest.Demo()
			status := model.Status{Progress: progress}
			if progress == model.Failed {
				status.Gap = &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}
			}
			r.Begin()
			r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(kind), Status: status})
			r.Apply(model.StatusFact{Part: model.PartAttached, Target: model.AttachedTarget(modeltest.Payments.Node(), kind), Status: status})
			for _, q := range questions {
				v := ask(t, r, q)
				for _, level := range append(v.SCP, v.RCP...) {
					if level.Rung.Incomplete {
						short++
					}
				}
				if got, err := verdict.Rule(r, q); err != nil || got != v.Ruling {
					t.Errorf("%s %s: %s is %v, and without reasons %v, %v", kind, fmt.Sprint(progress), q.Action, v.Ruling, got, err)
				}
			}
		}
	}
	if short == 0 {
		t.Error("every level was read whole")
	}
}

// TestASoundDenyOfADamagedPolicyDenies ensures that a Deny which can be read
// counts with reasons and without, whatever else of its policy cannot.
func TestASoundDenyOfADamagedPolicyDenies(t *testing.T) {
	const damaged = `[{"Effect":"Deny","Action":"s3:*","Resource":"*"},{"Effect":"Maybe","Action":"*","Resource":"*"}]`
	r := withSCP(t, damaged)
	for action, want := range map[string]verdict.Ruling{"s3:GetObject": verdict.ExplicitlyDenied, "sqs:SendMessage": verdict.Unknown} {
		q := verdict.Question{Account: modeltest.CaseAccount, Action: action, Resource: "*"}
		if got := ask(t, r, q).Ruling; got != want {
			t.Errorf("%s is %v, want %v", action, got, want)
		}
		if got, err := verdict.Rule(r, q); err != nil || got != want {
			t.Errorf("without reasons %s is %v, %v, want %v", action, got, err, want)
		}
	}
}
