package plan

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
)

const (
	auditAccount   model.AccountID = "222233334444"
	networkAccount model.AccountID = "333344445555"
)

// regionSteps returns the steps of a plan that calls a service API in
// Regions.
func regionSteps(a catalog.Action, regions ...model.Region) []Step {
	var steps []Step
	for _, region := range regions {
		steps = append(steps, Step{Action: a, API: "guardduty", Region: region, Account: auditAccount})
	}
	return steps
}

// carried goes through an execution with one outcome for each Region. A Region
// without one succeeds.
func carried(e *Execution, outcomes map[model.Region]Outcome) *Execution {
	for s, ok := e.Next(); ok; s, ok = e.Next() {
		o, there := outcomes[s.Region]
		if !there {
			o = Outcome{Result: ResultDone}
		}
		e.Record(o)
	}
	return e
}

func failed(kind model.FailureKind, cause string) Outcome {
	return Outcome{Result: ResultFailed, Failure: &model.Failure{Kind: kind, Cause: cause}}
}

// A Region that refuses a registration does not stop the others. A failure that
// may concern the whole plan, an unknown outcome and a removal do.
func TestRegionsAreIndependent(t *testing.T) {
	all := []model.Region{"ap-south-1", "eu-west-1", "us-east-1"}
	refused := failed(model.FailureConstraint, "It is not so here.")
	for name, c := range map[string]struct {
		steps []Step
		first Outcome
		want  []string
	}{
		"refused": {regionSteps(catalog.ActionRegister, all...), refused, []string{"Not registered in ap-south-1: It is not so here.", "Registered in 2 Regions: eu-west-1, us-east-1."}},
		"denied at first": {regionSteps(catalog.ActionRegister, all...), failed(model.FailureDenied, "No."), []string{
			"Not registered in ap-south-1: No.", "Not started in 2 Regions: eu-west-1, us-east-1.",
		}},
		"denied later": {regionSteps(catalog.ActionRegister, "af-south-1", "ap-south-1", "eu-west-1"), failed(model.FailureDenied, "No."), []string{
			"Registered in 2 Regions: af-south-1, eu-west-1.", "Not registered in ap-south-1: No.",
		}},
		"credentials": {regionSteps(catalog.ActionRegister, all...), failed(model.FailureCredentials, "Expired."), []string{
			"Not registered in ap-south-1: Expired.", "Not started in 2 Regions: eu-west-1, us-east-1.",
		}},
		"unknown": {regionSteps(catalog.ActionRegister, all...), Outcome{Result: ResultUnknown, Failure: &model.Failure{Kind: model.FailureNetwork, Cause: "no answer"}}, []string{
			"Unknown in ap-south-1: no answer.", "Not started in 2 Regions: eu-west-1, us-east-1.",
		}},
		"removal": {regionSteps(catalog.ActionDeregister, all...), refused, []string{
			"Not removed in ap-south-1: It is not so here.", "Not started in 2 Regions: eu-west-1, us-east-1.",
		}},
		"one Region": {regionSteps(catalog.ActionRegister, "ap-south-1"), refused, nil},
	} {
		e := carried(&Execution{Steps: c.steps}, map[model.Region]Outcome{"ap-south-1": c.first})
		if got := e.RegionSummary(); !slices.Equal(got, c.want) || e.Done() {
			t.Errorf("%s: %q, done %t", name, got, e.Done())
		}
	}
	last := Step{Action: catalog.ActionDeregister, API: "organizations", Account: networkAccount}
	e := carried(&Execution{Steps: append(regionSteps(catalog.ActionRegister, all...), last)}, map[model.Region]Outcome{"ap-south-1": refused})
	if left := e.Left(); len(left) != 1 || left[0].API != "organizations" {
		t.Errorf("after a refusal the step in Organizations was made: %+v left", left)
	}
}

// A step that was refused in the middle of a plan is unfinished, and resuming is
// about its Region only.
func TestRefusedRegionIsUnfinished(t *testing.T) {
	var entries []JournalEntry
	for i, region := range []model.Region{"ap-south-1", "eu-west-1", "us-east-1"} {
		e := JournalEntry{
			Phase: Intent, Plan: "0123456789abcdef", Step: i + 1, Of: 3, Service: "guardduty", Region: region,
			Operation: "EnableOrganizationAdminAccount", Parameters: catalog.Parameters{{Name: "AdminAccountId", Value: string(auditAccount)}},
		}
		entries = append(entries, e)
		if e.Phase, e.Outcome = Settled, "done"; region == "eu-west-1" {
			e.Outcome = "failed"
		}
		entries = append(entries, e)
	}
	left := Unfinished(entries)
	if len(left) != 1 || left[0].Region != "eu-west-1" {
		t.Fatalf("unfinished is %+v", left)
	}
	if o, ok := Resume(left); !ok || o.Service != "guardduty" || !slices.Equal(o.Regions, []model.Region{"eu-west-1"}) && o.Regions != nil {
		t.Errorf("going on is %+v, %t", o, ok)
	}
}
