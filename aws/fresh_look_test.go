package aws

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

// policyWarnings returns what a plan says of the candidate's SCPs and RCPs.
func policyWarnings(p *plan.Plan) (warnings, unchecked string) {
	for _, w := range p.Warnings {
		if strings.HasPrefix(w.Code, "fitness") {
			warnings += w.Text + "\n"
		}
	}
	for _, u := range p.Unchecked {
		if strings.Contains(u, "SCPs and RCPs") {
			unchecked += u + "\n"
		}
	}
	return warnings, unchecked
}

// A look at one account, as the command line makes it, is enough to judge the
// candidate, and the look before the first step asks for no document again.
func TestFreshReadsTheCandidatesPolicies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		o := plan.Order{Direction: catalog.Register, Service: "guardduty", Account: demoPayments, Regions: []model.Region{"us-west-2"}}
		first, second := o.Needs("look 1"), o.Needs("look 2")
		r := model.NewReading()
		want, stop := watch(t, unpaced(s), r.Apply)
		want(first)
		synctest.Wait()
		p, before := plan.New(r, o), operations(s)["DescribePolicy"]
		if warnings, _ := policyWarnings(p); !strings.Contains(warnings, "The DenyRegions SCP at Root blocks guardduty:* in us-west-2") {
			t.Errorf("the plan warns of %q", warnings)
		}
		want(second)
		synctest.Wait()
		if now := operations(s)["DescribePolicy"]; now != before || before == 0 {
			t.Errorf("%d documents were read for the first look, %d after the second", before, now)
		}
		if again := plan.New(r, o); again.Digest() != p.Digest() {
			t.Error("the second look gives another plan")
		}
		stop()
	})
}

// A plan waits for documents as long as a person may, and says what is missing.
// The look itself is whole.
func TestFreshDoesNotWaitForEveryDocument(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Limits: emulator.Limits{Operations: map[string]emulator.Rate{
			"DescribePolicy": {Rate: 0.01, Burst: 1},
		}}}))
		// Where no single document denies all: whichever is read first, the others are missing.
		o := plan.Order{Direction: catalog.Register, Service: "guardduty", Account: demoPayments, Regions: []model.Region{"eu-central-1"}}
		start := time.Now()
		var took time.Duration
		r := model.NewReading()
		want, stop := watch(t, paced(s, 50), func(f model.Fact) {
			r.Apply(f)
			if st, ok := f.(model.StatusFact); ok && st.Part == model.PartFresh {
				took = time.Since(start)
			}
		})
		want(o.Needs("look"))
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if took == 0 || took > 2*documentsWithin {
			t.Errorf("the look took %v", took)
		}
		if _, unchecked := policyWarnings(plan.New(r, o)); unchecked == "" || r.Status(model.PartFresh, "look").Progress != model.Complete {
			t.Errorf("unchecked %q, look %v", unchecked, r.Status(model.PartFresh, "look"))
		}
	})
}

// A caller who may not read policies gets a plan that says so.
func TestFreshWithoutPolicies(t *testing.T) {
	s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{
		{Operation: "organizations:DescribePolicy", Message: "no identity-based policy allows it"},
	}}))
	o := plan.Order{Direction: catalog.Register, Service: "guardduty", Account: demoPayments, Regions: []model.Region{"us-west-2"}}
	p := planFor(t, unpaced(s), o)
	warnings, unchecked := policyWarnings(p)
	if warnings != "" || !strings.Contains(unchecked, "identity-based") {
		t.Errorf("warnings %q, unchecked %q", warnings, unchecked)
	}
}
