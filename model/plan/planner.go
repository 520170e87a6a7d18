package plan

import (
	"deputy/model"
	"deputy/model/catalog"
)

// New returns the plan for an order, from what the reading knows. It is always
// a complete plan: blockers say why it must not be carried out, and what could
// not be checked is listed.
func New(r *model.Reading, o Order) *Plan {
	if orders := Together(o.Orders()).Orders(); len(orders) > 1 {
		return combine(r, orders)
	}
	return planOne(r, o, removedPrincipals([]Order{o}, o.Account))
}

// Blockers returns the blockers of the plan for an order, without making the
// rest of the plan: its notes take most of the time.
func Blockers(r *model.Reading, o Order) []Blocker {
	if len(o.Also) > 0 {
		return New(r, o).Blockers
	}
	return planSteps(r, o, removedPrincipals([]Order{o}, o.Account)).plan.Blockers
}

// planOne returns the plan for one service. leaving is what the account loses
// with this plan and with those that are carried out together with it.
func planOne(r *model.Reading, o Order, leaving []model.Principal) *Plan {
	p := planSteps(r, o, leaving)
	p.sayWhatStays()
	addNotes(p)
	p.plan.Terraform = importBlocks(p)
	p.plan.State = state(p)
	return p.plan
}

// planSteps returns the plan for one service with its steps and what blocks
// them, and without its notes.
func planSteps(r *model.Reading, o Order, leaving []model.Principal) *draft {
	p := &draft{situation: newSituation(r, o), leaving: leaving}
	p.plan = &Plan{Order: o, Caller: r.Caller, Organization: r.Organization.ID}
	p.plan.Order.Principals = o.principals(p.service)
	if n := r.Node(o.Account.Node()); n != nil {
		p.plan.Name = n.Name
	}
	p.setTitle()
	p.checkCaller()
	byServiceAPI := usesServiceAPI(p.service, o.Direction)
	switch {
	case byServiceAPI && o.Direction == catalog.Remove:
		removal{p}.byServiceAPI()
	case byServiceAPI:
		registration{p}.byServiceAPI()
	case o.Direction == catalog.Remove:
		removal{p}.byOrganizations()
	default:
		registration{p}.byOrganizations()
	}
	return p
}

// usesServiceAPI reports whether the service API, not AWS Organizations,
// makes a change in the given direction.
func usesServiceAPI(s catalog.Service, d catalog.Direction) bool {
	if d == catalog.Remove {
		return s.Remove.Mechanism == catalog.MechanismServiceAPI
	}
	return s.Register.Mechanism == catalog.MechanismServiceAPI
}
