package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

const (
	demoPayments  model.AccountID = "444455556666"
	demoSuspended model.AccountID = "335854285905"
)

// everywhere are the Regions that the demo organization has enabled.
var everywhere = []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}

// servicesWithAPI returns the services with a service API.
func servicesWithAPI() []catalog.Service {
	return slices.DeleteFunc(slices.Clone(catalog.Services()), func(s catalog.Service) bool { return s.Register.Mechanism != catalog.MechanismServiceAPI })
}

// withoutService returns the demo organization without anything of a service, but trusted
// access.
func withoutService(s catalog.Service) *model.Snapshot {
	o := sample.Demo()
	o.Settings = slices.DeleteFunc(o.Settings, func(t model.Setting) bool { return t.Service == s.ID })
	o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool { return isOf(s, d.Principal) })
	for _, p := range s.TrustedAccess.Principals {
		if !slices.ContainsFunc(o.TrustedAccess, func(t model.TrustedAccess) bool { return t.Principal == p.Name }) {
			o.TrustedAccess = append(o.TrustedAccess, model.TrustedAccess{Principal: p.Name})
		}
	}
	return o
}

// isOf reports whether a principal is one of the service's.
func isOf(s catalog.Service, p model.Principal) bool {
	return slices.ContainsFunc(s.Principals, func(d catalog.DelegationPrincipal) bool { return d.Name == p })
}

// withAdministrator returns the demo organization with the account as the service's only
// administrator in the given Regions.
func withAdministrator(s catalog.Service, account model.AccountID, regions ...model.Region) *model.Snapshot {
	o := withoutService(s)
	addAdministrator(o, s, account, regions...)
	return o
}

// addAdministrator makes the account one more administrator of the service.
func addAdministrator(o *model.Snapshot, s catalog.Service, account model.AccountID, regions ...model.Region) {
	if !s.Regions.Regional {
		regions = []model.Region{""}
	}
	for _, r := range regions {
		t := model.Setting{Service: s.ID, Region: r, Account: account, State: model.SettingEnabled}
		first := !slices.ContainsFunc(o.Settings, func(t model.Setting) bool { return t.Service == s.ID })
		switch {
		case s.Register.Mechanism != catalog.MechanismServiceAPI:
			continue
		case len(s.Features) > 0:
			t.Feature = s.Features[0].Value
		case s.ID == "firewall-manager" && first:
			t.Feature = model.FeatureDefaultAdmin
		case s.ID == "network-security-manager":
			t.Priority = 1
			for _, other := range o.Settings {
				if other.Service == s.ID && other.Region == r {
					t.Priority++
				}
			}
		}
		o.Settings = append(o.Settings, t)
	}
	if account == o.Organization.Management {
		return // AWS Organizations never has it
	}
	for _, p := range s.Principals {
		o.Delegations = append(o.Delegations, model.Delegation{Account: account, Principal: p.Name})
	}
}

// orderFor returns an order for the service in all Regions of the demo.
func orderFor(d catalog.Direction, s catalog.Service, account model.AccountID, regions ...model.Region) plan.Order {
	o := plan.Order{Direction: d, Service: s.ID, Account: account}
	if s.Regions.Regional {
		o.Regions = regions
	}
	return o
}

// planFor reads what a plan needs, and makes it.
func planFor(t testing.TB, b *Backend, o plan.Order) *plan.Plan {
	t.Helper()
	r, _ := read(t, b, o.Needs("look"), model.WantTree{})
	return plan.New(r, o)
}

// executePlan carries a plan out to its end.
func executePlan(t testing.TB, b *Backend, p *plan.Plan) []plan.Outcome {
	t.Helper()
	if p.Blocked() {
		t.Fatalf("the plan is blocked: %+v", p.Blockers)
	}
	e := plan.Execution{Steps: p.Confirmed("test")}
	for step, ok := e.Next(); ok; step, ok = e.Next() {
		e.Record(b.Execute(t.Context(), step))
	}
	return e.Outcomes
}

// wantAllDone wants every step of a plan to be done.
func wantAllDone(t testing.TB, p *plan.Plan, outcomes []plan.Outcome) {
	t.Helper()
	for i, o := range outcomes {
		if o.Result != plan.ResultDone {
			t.Errorf("step %d, %s: %v, %s", i+1, p.Steps[i].CLI(), o.Result, outcomeText(o))
		}
	}
	if len(outcomes) != len(p.Steps) {
		t.Errorf("%d of %d steps were made", len(outcomes), len(p.Steps))
	}
}

// calls returns the changing calls that the server took, in order.
func calls(s *emulator.Server) []string {
	var all []string
	for _, c := range s.Journal() {
		if c.Changes() {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s:%s %s", c.Service, c.Operation, c.Region)))
		}
	}
	return all
}

// administrators returns what the server has of a service: the service's own
// settings, and the accounts that Organizations has, once for each principal.
func administrators(s *emulator.Server, of catalog.Service) (own, registered []string) {
	now := s.Snapshot()
	for _, t := range now.Settings {
		if t.Service == of.ID {
			own = append(own, strings.Join(strings.Fields(string(t.Account)+" "+string(t.Region)+" "+t.Feature), " "))
		}
	}
	for _, d := range now.Delegations {
		if isOf(of, d.Principal) {
			registered = append(registered, string(d.Account))
		}
	}
	return own, registered
}

// delegateBackend returns a backend that can act as the delegate.
func delegateBackend(s *emulator.Server) *Backend {
	return New(Options{Transport: s.Transport(), Demo: true, DelegateRole: "OrganizationAccountAccessRole"})
}

// Registering a service in all Regions of the demo and removing it again: what
// stands is what the plan said, and Organizations agrees.
func TestServiceAPIRegistersAndRemoves(t *testing.T) {
	for _, service := range servicesWithAPI() {
		t.Run(string(service.ID), func(t *testing.T) {
			s := emulator.New(withoutService(service))
			b := delegateBackend(s)
			p := planFor(t, b, orderFor(catalog.Register, service, demoTooling, everywhere...))
			wantAllDone(t, p, executePlan(t, b, p))
			own, registered := administrators(s, service)
			if want := len(p.Steps); service.Register.OrganizationsFirst && len(own) != want-1 || !service.Register.OrganizationsFirst && len(own) != want {
				t.Errorf("own: %q after %d steps", own, want)
			}
			if diff := cmp.Diff([]string{string(demoTooling)}, registered); diff != "" {
				t.Errorf("registered (-want +got):\n%s", diff)
			}
			if again := planFor(t, b, orderFor(catalog.Register, service, demoTooling, everywhere...)); !blockedBy(again, "nothing-to-do") {
				t.Errorf("registering again: %+v, %d steps", again.Blockers, len(again.Steps))
			}
			p = planFor(t, b, orderFor(catalog.Remove, service, demoTooling, everywhere...))
			wantAllDone(t, p, executePlan(t, b, p))
			if own, registered = administrators(s, service); len(own)+len(registered) > 0 {
				t.Errorf("left: %q, %q", own, registered)
			}
			if again := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, everywhere...)); !blockedBy(again, "not-registered") {
				t.Errorf("removing again: %+v, %d steps", again.Blockers, len(again.Steps))
			}
		})
	}
}

// blockedBy reports whether a plan has a blocker of that code.
func blockedBy(p *plan.Plan, code string) bool {
	return slices.ContainsFunc(p.Blockers, func(b plan.Blocker) bool { return b.Code == code })
}
