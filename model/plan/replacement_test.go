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

// withAdministrators returns the demo organization with more administrators for a
// principal.
func withAdministrators(principal model.Principal, accounts ...model.AccountID) *model.Reading {
	r := modeltest.Demo()
	for _, a := range accounts {
		held, _ := r.Delegations(a)
		r.Apply(model.DelegationsFact{Account: a, Delegations: append(slices.Clone(held), model.Delegation{Account: a, Principal: principal})})
	}
	return r
}

// A replacement in AWS Organizations is one plan: it removes the other
// administrator right before it registers the new one.
func TestReplaceThroughOrganizations(t *testing.T) {
	const finops, monitoring, audit, delivery, automation model.AccountID = "333344445555", "806327065584", "566061915816", "414928452000", "558192155802"
	five := []model.AccountID{modeltest.Tooling, audit, delivery, automation}
	for _, c := range []struct {
		name     string
		reading  *model.Reading
		service  model.ServiceID
		replace  bool
		replaced model.AccountID
		steps    []string // operation, account, principal
		blockers []string
		words    string
		others   int
	}{
		{
			name: "the only one, without permission", reading: modeltest.Demo(), service: "compute-optimizer", others: 1, blockers: []string{"quota"},
			steps: []string{"Register 444455556666 compute-optimizer.amazonaws.com"},
		},
		{
			name: "the only one", reading: modeltest.Demo(), service: "compute-optimizer", replace: true, others: 1, words: "compute-optimizer 333344445555",
			steps: []string{"Deregister 333344445555 compute-optimizer.amazonaws.com", "Register 444455556666 compute-optimizer.amazonaws.com"},
		},
		{
			name: "two principals, of which one is registered", reading: modeltest.Demo(), service: "systems-manager", replace: true, others: 1, words: "systems-manager 806327065584",
			steps: []string{
				"Deregister 806327065584 ssm.amazonaws.com", "Register 444455556666 ssm.amazonaws.com", "Register 444455556666 ssm-quicksetup.amazonaws.com",
			},
		},
		{
			name: "two principals, each with another account", reading: withAdministrators("ssm-quicksetup.amazonaws.com", modeltest.Tooling), service: "systems-manager", replace: true,
			others: 2, words: "systems-manager 806327065584 systems-manager 222233334444",
			steps: []string{
				"Deregister 806327065584 ssm.amazonaws.com", "Register 444455556666 ssm.amazonaws.com",
				"Deregister 222233334444 ssm-quicksetup.amazonaws.com", "Register 444455556666 ssm-quicksetup.amazonaws.com",
			},
		},
		{
			name: "one of five, and not named", reading: withAdministrators("health.amazonaws.com", five...), service: "health", replace: true,
			others: 5, blockers: []string{"quota"}, steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "one of five, and named", reading: withAdministrators("health.amazonaws.com", five...), service: "health", replace: true, replaced: audit,
			others: 5, words: "health 566061915816",
			steps: []string{"Deregister 566061915816 health.amazonaws.com", "Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "one of five, and another named", reading: withAdministrators("health.amazonaws.com", five...), service: "health", replace: true, replaced: finops,
			others: 5, blockers: []string{"quota"}, steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
		{
			name: "there is room", reading: modeltest.Demo(), service: "health", replace: true, replaced: monitoring,
			steps: []string{"Register 444455556666 health.amazonaws.com"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan.New(c.reading, plan.Order{Direction: catalog.Register, Service: c.service, Account: modeltest.Payments, EnableAccess: true, Replace: c.replace, ReplacedAccount: c.replaced})
			var steps []string
			for _, s := range p.Steps {
				if s.Action != catalog.ActionEnableAccess {
					steps = append(steps, strings.TrimSuffix(s.Operation, "DelegatedAdministrator")+" "+string(s.Account)+" "+string(s.Principal))
				}
			}
			// Trusted access of some services has a mechanism of its own, and does not matter here.
			blockers := slices.DeleteFunc(modeltest.Codes(p), func(s string) bool { return s == "trusted-access" })
			if !slices.Equal(steps, c.steps) || !slices.Equal(blockers, c.blockers) {
				t.Errorf("steps %q, blockers %q; want %q, %q", steps, blockers, c.steps, c.blockers)
			}
			if p.ConfirmationText() != c.words || len(p.Replaceable) != c.others {
				t.Errorf("words %q, other administrators %q; want %q, %d", p.ConfirmationText(), p.Replaceable, c.words, c.others)
			}
			if c.words != "" && !strings.Contains(p.Title, "instead of") {
				t.Errorf("the title does not say who makes room: %q", p.Title)
			}
		})
	}
}

// The plan says what the replaced account loses, and which data is destroyed.
func TestReplacedAccountLoses(t *testing.T) {
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

// If the former administrator is removed and the new one refused, undoing
// registers the former one again, and resuming registers the new one.
func TestReplacementInterrupted(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "compute-optimizer", Account: modeltest.Payments, Replace: true})
	e := plan.Execution{Steps: p.Confirmed("")}
	e.Record(plan.Outcome{Result: plan.ResultDone})
	e.Record(plan.Outcome{Result: plan.ResultFailed})
	back, ok := plan.Inverse(e.Changes())
	if got := back.Commands(); !ok || !slices.Equal(got, []string{"deputy register compute-optimizer 333344445555"}) {
		t.Errorf("the way back is %q", got)
	}
}
