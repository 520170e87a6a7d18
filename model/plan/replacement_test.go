package plan_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// crowded gives the demo organization with more administrators of a principal.
func crowded(principal model.Principal, accounts ...model.AccountID) *model.Reading {
	r := modeltest.Demo()
	for _, a := range accounts {
		held, _ := r.Delegations(a)
		r.Apply(model.DelegationsFact{Account: a, Delegations: append(slices.Clone(held), model.Delegation{Account: a, Principal: principal})})
	}
	return r
}

// A change of administrator through AWS Organizations is one plan: the one that
// is in the way leaves just before the new one comes.
func TestReplaceThroughOrganizations(t *testing.T) {
	const finops, monitoring, audit, delivery, automation model.AccountID = "333344445555", "806327065584", "566061915816", "414928452000", "558192155802"
	five := []model.AccountID{modeltest.Tooling, audit, delivery, automation}
	for _, c := range []struct {
		name     string
		reading  *model.Reading
		service  model.ServiceID
		replace  bool
		rival    model.AccountID
		steps    []string // operation, account, principal
		blockers []string
		words    string
		rivals   int
	}{
		{
			name: "the only one, without leave", reading: modeltest.Demo(), service: "compute-optimizer", rivals: 1, blockers: []string{"quota"},
			steps: []string{"Register 444455556666 compute-optimizer.amazonaws.com"},
		},
		{
			name: "the only one", reading: modeltest.Demo(), service: "compute-optimizer", replace: true, rivals: 1, words: "compute-optimizer 333344445555",
			steps: []string{"Deregister 333344445555 compute-optimizer.amazonaws.com", "Register 444455556666 compute-optimizer.amazonaws.com"},
		},
		{
			name: "two principals, of which one is held", reading: modeltest.Demo(), service: "systems-manager", replace: true, rivals: 1, words: "systems-manager 806327065584",
			steps: []string{
				"Deregister 806327065584 ssm.amazonaws.com", "Register 444455556666 ssm.amazonaws.com", "Register 444455556666 ssm-quicksetup.amazonaws.com",
			},
		},
		{
			name: "two principals, each held by another", reading: crowded("ssm-quicksetup.amazonaws.com", modeltest.Tooling), service: "systems-manager", replace: true,
			rivals: 2, words: "systems-manager 806327065584 systems-manager 222233334444",
			steps: []string{
				"Deregister 806327065584 ssm.amazonaws.com", "Register 444455556666 ssm.amazonaws.com",
				"Deregister 222233334444 ssm-quicksetup.amazonaws.com", "Register 444455556666 ssm-quicksetup.amazonaws.com",
			},
		},
		{
			name: "one of five, and it is not said which", reading: crowded("health.amazonaws.com", five...), service: "health", replace: true,
			rivals: 5, blockers: []string{"quota"}, steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "one of five, and it is said which", reading: crowded("health.amazonaws.com", five...), service: "health", replace: true, rival: audit,
			rivals: 5, words: "health 566061915816",
			steps: []string{"Deregister 566061915816 health.amazonaws.com", "Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "one of five, and the one said is none of them", reading: crowded("health.amazonaws.com", five...), service: "health", replace: true, rival: finops,
			rivals: 5, blockers: []string{"quota"}, steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "there is room", reading: modeltest.Demo(), service: "health", replace: true, rival: monitoring,
			steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan.New(c.reading, plan.Order{Direction: catalog.Register, Service: c.service, Account: modeltest.Payments, EnableAccess: true, Replace: c.replace, Rival: c.rival})
			var steps []string
			for _, s := range p.Steps {
				if s.Action != catalog.ActionEnableAccess {
					steps = append(steps, strings.TrimSuffix(s.Operation, "DelegatedAdministrator")+" "+string(s.Account)+" "+string(s.Principal))
				}
			}
			// Trusted access of some services is a road of its own, and no matter here.
			blockers := slices.DeleteFunc(modeltest.Codes(p), func(s string) bool { return s == "trusted-access" })
			if !slices.Equal(steps, c.steps) || !slices.Equal(blockers, c.blockers) {
				t.Errorf("steps %q, blockers %q; want %q, %q", steps, blockers, c.steps, c.blockers)
			}
			if p.Words() != c.words || len(p.Rivals) != c.rivals {
				t.Errorf("words %q, rivals %q; want %q, %d", p.Words(), p.Rivals, c.words, c.rivals)
			}
			if c.words != "" && !strings.Contains(p.Title, "instead of") {
				t.Errorf("the title does not say who makes room: %q", p.Title)
			}
		})
	}
}

// Who makes room says what it loses, and data that is destroyed with that.
func TestReplacedLoses(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "compute-optimizer", Account: modeltest.Payments, Replace: true})
	if !slices.ContainsFunc(p.Consequences, func(s string) bool { return strings.Contains(s, "loses the recommendations") }) {
		t.Errorf("what follows: %q", p.Consequences)
	}
	for _, s := range catalog.Services() {
		if !s.Remove.Consequences.Destroys {
			continue
		}
		p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, EnableAccess: true, Replace: true, Regions: []model.Region{"eu-central-1", "eu-west-1", "us-east-1"}})
		if len(p.Replaced) > 0 && p.Loss == "" {
			t.Errorf("%s: what the replaced account loses for good is not told", s.ID)
		}
	}
}

// When the old administrator is gone and the new one was refused, the way back
// is to register the old one again, and the way on is to register the new one.
func TestReplaceHalfDone(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "compute-optimizer", Account: modeltest.Payments, Replace: true})
	e := plan.Execution{Steps: p.Confirmed("")}
	e.Record(plan.Outcome{Result: plan.ResultDone})
	e.Record(plan.Outcome{Result: plan.ResultFailed})
	back, ok := plan.Inverse(e.Changes())
	if got := back.Commands(); !ok || !slices.Equal(got, []string{"deputy register compute-optimizer 333344445555"}) {
		t.Errorf("the way back is %q", got)
	}
}
