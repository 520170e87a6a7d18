package plan

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// changeSet is what journal entries did to one service: an order for each
// account that was registered, and for each that was removed.
type changeSet struct{ registered, removed []Order }

// changeSets returns what journal entries did, service by service, and whether
// they switched on trusted access.
func changeSets(entries []JournalEntry) (all []*changeSet, access bool) {
	services := map[string]*changeSet{}
	for _, e := range entries {
		s, err := StepOf(e)
		if err != nil {
			continue // the error is shown with the entries
		}
		access = access || s.Action == catalog.ActionEnableAccess
		if s.Action != catalog.ActionRegister && s.Action != catalog.ActionDeregister {
			continue
		}
		name := string(s.Principal)
		if service, found := catalog.ByPrincipal(s.Principal); found {
			name = string(service.ID)
		}
		d := services[name]
		if d == nil {
			d = &changeSet{}
			services[name], all = d, append(all, d)
		}
		if s.Action == catalog.ActionRegister {
			d.registered = addStep(d.registered, catalog.Register, s)
		} else {
			d.removed = addStep(d.removed, catalog.Remove, s)
		}
	}
	return all, access
}

// addStep adds a step to the order for its account.
func addStep(orders []Order, d catalog.Direction, s Step) []Order {
	i := slices.IndexFunc(orders, func(o Order) bool { return o.Account == s.Account })
	if i < 0 {
		i, orders = len(orders), append(orders, Order{Direction: d})
	}
	orders[i].include(s)
	return orders
}

// include adds what a step was about. For services with a service API,
// the catalogue knows the principals.
func (o *Order) include(s Step) {
	o.Account = s.Account
	if service, found := catalog.ByPrincipal(s.Principal); found {
		o.Service = service.ID
		if service.Register.Mechanism == catalog.MechanismServiceAPI {
			if service.Regions.Regional {
				o.Regions = appendOnce(o.Regions, s.Region)
			}
			o.Features = appendOnce(o.Features, s.Parameters.Get("Feature"))
			return
		}
	}
	o.Principals = appendOnce(o.Principals, s.Principal)
}

// Inverse returns the order that undoes the last change: what was registered is
// removed, and what was removed is registered again, in the same Regions. It
// undoes a replacement by replacing in the other direction, and never changes
// trusted access. ok is false if the entries hold no such change.
func Inverse(last []JournalEntry) (o Order, ok bool) {
	done := slices.DeleteFunc(slices.Clone(last), func(e JournalEntry) bool { return e.Phase == Settled && e.Outcome == outcomeFailed })
	all, _ := changeSets(done)
	var orders []Order
	for _, d := range all {
		orders = append(orders, d.inverse()...)
	}
	o = Together(orders)
	return o.Each(func(one *Order) { one.Undo = true }), len(orders) > 0
}

// inverse returns the orders that undo what was done to one service.
func (d *changeSet) inverse() []Order {
	var orders []Order
	var back []model.Principal
	for _, o := range d.removed {
		o.Direction = catalog.Register
		for _, r := range d.registered {
			if r.Account != o.Account {
				o.Replace, o.ReplacedAccount = true, r.Account
			}
		}
		back = append(back, o.Principals...)
		orders = append(orders, o)
	}
	for _, o := range d.registered {
		o.Direction = catalog.Remove
		// Principals that go back to their former administrator are in its order already.
		all := len(o.Principals)
		o.Principals = slices.DeleteFunc(slices.Clone(o.Principals), func(p model.Principal) bool { return slices.Contains(back, p) })
		if len(orders) == 0 || all > 0 && len(o.Principals) > 0 {
			orders = append(orders, o)
		}
	}
	return orders
}
