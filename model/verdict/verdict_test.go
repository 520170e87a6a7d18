package verdict_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// ask answers a question that must be valid.
func ask(t *testing.T, r *model.Reading, q verdict.Question) verdict.Verdict {
	t.Helper()
	v, err := verdict.Ask(r, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A key that is not given is open; giving it decides the question either way.
func TestAskDependsOnTheRegion(t *testing.T) {
	r := modeltest.Demo()
	q := verdict.Question{Account: modeltest.Payments, Action: "lambda:CreateFunction", Resource: "*"}
	v := ask(t, r, q)
	if v.Ruling != verdict.Depends {
		t.Fatalf("without a Region the answer is %v: %+v", v.Ruling, v.Gaps)
	}
	if s := strings.Join(v.Sentences(), "; "); !strings.Contains(s, "the Region is eu-") {
		t.Errorf("the sentences do not tell the Regions: %s", s)
	}
	q.Given = map[string][]string{"aws:RequestedRegion": {"us-west-2"}}
	q.Principal = "arn:aws:iam::444455556666:role/Deployer"
	if got := ask(t, r, q).Ruling; got != verdict.ExplicitlyDenied {
		t.Errorf("in us-west-2 the answer is %v", got)
	}
}

// Policies that could not be read make the answer unknown.
func TestAskOnAGap(t *testing.T) {
	r := modeltest.Demo()
	r.Apply(model.StatusFact{
		Part: model.PartAttached, Target: model.AttachedTarget(modeltest.Payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
	r.Begin()
	r.Apply(model.StatusFact{
		Part: model.PartAttached, Target: model.AttachedTarget(modeltest.Payments.Node(), model.ServiceControlPolicy),
		Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListPoliciesForTarget", Cause: "denied"}},
	})
	v := ask(t, r, verdict.Question{Account: modeltest.Payments, Action: "sqs:SendMessage", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"eu-central-1"}}})
	if v.Ruling != verdict.Unknown || len(v.Gaps) == 0 {
		t.Errorf("on a gap the answer is %v with %d gaps", v.Ruling, len(v.Gaps))
	}
}
