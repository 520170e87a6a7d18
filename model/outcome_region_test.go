package model

import (
	"slices"
	"testing"
)

const (
	auditAccount   AccountID = "222233334444"
	networkAccount AccountID = "333344445555"
)

// regionSteps gives the steps of a plan in Regions by a service's own API.
func regionSteps(a Action, regions ...Region) []Step {
	var steps []Step
	for _, region := range regions {
		steps = append(steps, Step{Action: a, API: "guardduty", Region: region, Account: auditAccount})
	}
	return steps
}

// carried carries an execution on, with one outcome for each Region; a Region
// without one is done.
func carried(e *Execution, outcomes map[Region]Outcome) *Execution {
	for s, ok := e.Next(); ok; s, ok = e.Next() {
		o, there := outcomes[s.Region]
		if !there {
			o = Outcome{Result: ResultDone}
		}
		e.Record(o)
	}
	return e
}

func failed(kind FailureKind, cause string) Outcome {
	return Outcome{Result: ResultFailed, Failure: &Failure{Kind: kind, Cause: cause}}
}

// A Region that refuses a registration does not stop the others; what may be
// the plan's own trouble, an unknown outcome and a removal do.
func TestRegionsBesideEachOther(t *testing.T) {
	all := []Region{"ap-south-1", "eu-west-1", "us-east-1"}
	refused := failed(FailureConstraint, "It is not so here.")
	for name, c := range map[string]struct {
		steps []Step
		first Outcome
		want  []string
	}{
		"refused": {regionSteps(ActionRegister, all...), refused, []string{"Not registered in ap-south-1: It is not so here.", "Registered in 2 Regions: eu-west-1, us-east-1."}},
		"denied at first": {regionSteps(ActionRegister, all...), failed(FailureDenied, "No."), []string{
			"Not registered in ap-south-1: No.", "Not begun in 2 Regions: eu-west-1, us-east-1.",
		}},
		"denied later": {regionSteps(ActionRegister, "af-south-1", "ap-south-1", "eu-west-1"), failed(FailureDenied, "No."), []string{
			"Registered in 2 Regions: af-south-1, eu-west-1.", "Not registered in ap-south-1: No.",
		}},
		"credentials": {regionSteps(ActionRegister, all...), failed(FailureCredentials, "Expired."), []string{
			"Not registered in ap-south-1: Expired.", "Not begun in 2 Regions: eu-west-1, us-east-1.",
		}},
		"unknown": {regionSteps(ActionRegister, all...), Outcome{Result: ResultUnknown, Failure: &Failure{Kind: FailureNetwork, Cause: "no answer"}}, []string{
			"Not known in ap-south-1: no answer.", "Not begun in 2 Regions: eu-west-1, us-east-1.",
		}},
		"removal": {regionSteps(ActionDeregister, all...), refused, []string{
			"Not removed in ap-south-1: It is not so here.", "Not begun in 2 Regions: eu-west-1, us-east-1.",
		}},
		"one Region": {regionSteps(ActionRegister, "ap-south-1"), refused, nil},
	} {
		e := carried(&Execution{Steps: c.steps}, map[Region]Outcome{"ap-south-1": c.first})
		if got := e.Standing(); !slices.Equal(got, c.want) || e.Done() {
			t.Errorf("%s: %q, done %t", name, got, e.Done())
		}
	}
	last := Step{Action: ActionDeregister, API: "organizations", Account: networkAccount}
	e := carried(&Execution{Steps: append(regionSteps(ActionRegister, all...), last)}, map[Region]Outcome{"ap-south-1": refused})
	if left := e.Left(); len(left) != 1 || left[0].API != "organizations" {
		t.Errorf("after a refusal the step in Organizations was made: %+v left", left)
	}
}

// What was refused in the middle of a plan is unfinished, and going on is about
// that Region alone.
func TestRefusedRegionIsUnfinished(t *testing.T) {
	var entries []JournalEntry
	for i, region := range []Region{"ap-south-1", "eu-west-1", "us-east-1"} {
		e := JournalEntry{
			Phase: Intent, Plan: "0123456789abcdef", Step: i + 1, Of: 3, Service: "guardduty", Region: region,
			Operation: "EnableOrganizationAdminAccount", Parameters: Parameters{{"AdminAccountId", string(auditAccount)}},
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
	if o, ok := Resume(left); !ok || o.Service != "guardduty" || !slices.Equal(o.Regions, []Region{"eu-west-1"}) && o.Regions != nil {
		t.Errorf("going on is %+v, %t", o, ok)
	}
}
