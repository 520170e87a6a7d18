package aws

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

// severally returns an order for several services of one account, in Regions for
// those that have them.
func severally(d catalog.Direction, account model.AccountID, regions []model.Region, services ...model.ServiceID) plan.Order {
	var orders []plan.Order
	for _, s := range services {
		orders = append(orders, plan.Order{Direction: d, Service: s, Account: account})
	}
	return plan.Together(orders).In(regions, nil)
}

// without returns the demo organization in which nobody administers the services.
func without(services ...model.ServiceID) *model.Snapshot {
	o := sample.Demo()
	for _, id := range services {
		s, _ := catalog.ByID(id)
		o.Settings = slices.DeleteFunc(o.Settings, func(t model.Setting) bool { return t.Service == id })
		o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool { return s.HasPrincipal(d.Principal) })
	}
	return o
}

// held returns what the server has of the delegations and settings.
func administratorsNow(s *emulator.Server) (held []string) {
	now := s.Snapshot()
	for _, d := range now.Delegations {
		held = append(held, string(d.Account)+" "+string(d.Principal))
	}
	for _, t := range now.Settings {
		held = append(held, string(t.Account)+" "+string(t.Service)+" "+string(t.Region)+" "+t.Feature)
	}
	slices.Sort(held)
	return held
}

// A plan of several services does what their single plans do, one after the
// other; its way back leaves the organization as it was.
func TestSeveralThereAndBack(t *testing.T) {
	services := []model.ServiceID{"guardduty", "account-management", "macie", "backup", "cloudtrail"}
	regions := []model.Region{"eu-central-1", "eu-west-1"}
	order := severally(catalog.Register, demoPayments, regions, services...)

	single := emulator.New(without(services...))
	for _, one := range order.Orders() {
		b := unpaced(single)
		p := planFor(t, b, one)
		wantAllDone(t, p, executePlan(t, b, p))
	}

	server := emulator.New(without(services...))
	before := administratorsNow(server)
	b := unpaced(server)
	p := planFor(t, b, order)
	outcomes := executePlan(t, b, p)
	wantAllDone(t, p, outcomes)
	if d := cmp.Diff(administratorsNow(single), administratorsNow(server)); d != "" {
		t.Errorf("single plans and the one for all differ (-single +all):\n%s", d)
	}
	if d := cmp.Diff(calls(single), calls(server)); d != "" {
		t.Errorf("the calls differ (-single +all):\n%s", d)
	}

	e := plan.Execution{Steps: p.Confirmed(""), Outcomes: outcomes}
	back, ok := plan.Inverse(e.Changes())
	if !ok {
		t.Fatal("there is no way back")
	}
	p = planFor(t, b, back)
	wantAllDone(t, p, executePlan(t, b, p))
	if d := cmp.Diff(before, administratorsNow(server)); d != "" {
		t.Errorf("after the way back (-before +after):\n%s", d)
	}
}

// When a service in the middle fails, those before it are whole, those after it
// were not begun, and the plan that the journal's order gives does the rest.
func TestSeveralGoOn(t *testing.T) {
	services := []model.ServiceID{"account-management", "backup", "guardduty"}
	order := severally(catalog.Register, demoPayments, []model.Region{"eu-central-1", "eu-west-1"}, services...)
	server := emulator.New(without(services...), emulator.WithFaults(emulator.Faults{Fail: []emulator.Failure{
		{Operation: "guardduty:EnableOrganizationAdminAccount", Nth: 2, Code: "AccessDeniedException"},
	}}))
	b := unpaced(server)
	p := planFor(t, b, order)
	outcomes := executePlan(t, b, p)
	if last := outcomes[len(outcomes)-1]; last.Result == plan.ResultDone {
		t.Fatalf("no step failed: %+v", outcomes)
	}
	on, ok := plan.Resume(plan.Unfinished(b.options.Store.(*memoryStore).entries))
	if !ok {
		t.Fatal("the journal does not say what is left")
	}
	server.SetFaults(emulator.Faults{})
	rest := planFor(t, b, on)
	wantAllDone(t, rest, executePlan(t, b, rest))
	if len(rest.Steps) != len(p.Steps)-len(outcomes)+1 {
		t.Errorf("what is left has %d steps, of %d", len(rest.Steps), len(p.Steps))
	}
	if again := planFor(t, b, order); !again.Blocked() {
		t.Errorf("not everything was done: %+v", again.Steps)
	}
}
