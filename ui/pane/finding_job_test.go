package pane

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/sample"
)

// TestInspectionIsPrepared ensures that the documents of a large organization are read
// in parts before its findings are looked for, which would keep keys waiting, and that
// a policy which is dropped meanwhile is left out.
func TestInspectionIsPrepared(t *testing.T) {
	const policies = 100
	env := emptyEnv()
	env.Reading.Apply(model.SavedFact{Snapshot: sample.Large(inspectAtOnce, 20, policies)})
	env.Clock = func() time.Time { // each document takes a millisecond
		env.Now = env.Now.Add(time.Millisecond)
		return env.Now
	}
	parts := 0
	for job := env.InspectionJob(); job != nil; job = env.InspectionJob() {
		if env.Inspection() != nil {
			t.Fatal("the findings are known, and there is a job")
		}
		began := env.Now
		job()()
		if took := env.Now.Sub(began); took > partTime+2*time.Millisecond {
			t.Errorf("part %d takes %s", parts, took)
		}
		if parts++; parts == 2 {
			// A list of SCPs that is read again, and empty, drops them.
			env.Reading.Begin()
			env.Reading.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
		}
	}
	if parts < policies/10 {
		t.Errorf("it is done in %d parts", parts)
	}
	x := env.Inspection()
	if x == nil {
		t.Fatal("there are no findings")
	}
	if diff := cmp.Diff(finding.InspectSurveyed(env.Reading, nil).Findings, x.Findings); diff != "" {
		t.Errorf("other findings than without parts (-want +got):\n%s", diff)
	}
	for id := range env.Reading.AllPolicies() {
		if id.Type == model.ServiceControlPolicy {
			t.Errorf("%s is there again", id.ID)
		}
	}
}
