package plan

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// Resume gives the order that finishes what journal entries began. ok is false
// if they hold no change of a delegation. A plan for it rests on a fresh look,
// so it has no steps for what did happen.
func Resume(entries []JournalEntry) (o Order, ok bool) {
	for _, e := range slices.Backward(entries) {
		if e.Order != nil {
			return *e.Order, true
		}
	}
	// Journals of earlier versions do not name the steps that were not begun.
	o, ok = orderOf(entries)
	last := 0
	for _, e := range entries {
		last = max(last, e.Step)
	}
	if ok && last < entries[0].Of {
		o = o.Each(func(one *Order) {
			if one.Service != "" {
				one.Principals, one.Regions = nil, nil
			}
		})
	}
	return o, ok
}

// changeSet are what journal entries did to one service: an order for each account
// that was registered, and for each that was removed.
type changeSet struct{ registered, removed []Order }

// changeSets gives what journal entries did, service by service, and whether they
// switched trusted access on.
func changeSets(entries []JournalEntry) (all []*changeSet, access bool) {
	services := map[string]*changeSet{}
	for _, e := range entries {
		s, err := StepOf(e)
		if err != nil {
			continue // told where the entries are shown
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
			d.registered = included(d.registered, catalog.Register, s)
		} else {
			d.removed = included(d.removed, catalog.Remove, s)
		}
	}
	return all, access
}

// included adds a step to the order for its account.
func included(orders []Order, d catalog.Direction, s Step) []Order {
	i := slices.IndexFunc(orders, func(o Order) bool { return o.Account == s.Account })
	if i < 0 {
		i, orders = len(orders), append(orders, Order{Direction: d})
	}
	orders[i].include(s)
	return orders
}

// orderOf gives the order whose plan had these entries' steps.
func orderOf(entries []JournalEntry) (o Order, ok bool) {
	all, access := changeSets(entries)
	var orders []Order
	for _, d := range all {
		if len(d.registered) == 0 {
			orders = append(orders, d.removed...)
			continue
		}
		for _, o := range d.registered {
			for _, r := range d.removed {
				if r.Account != o.Account {
					o.Replace, o.Rival = true, r.Account
				}
			}
			orders = append(orders, o)
		}
	}
	o = Together(orders)
	if access {
		o = o.Each(func(one *Order) { one.EnableAccess = true })
	}
	return o, len(orders) > 0
}

// include adds to an order what one step was about. Where the service's own API
// is the road, the catalogue knows the principals.
func (o *Order) include(s Step) {
	o.Account = s.Account
	if service, found := catalog.ByPrincipal(s.Principal); found {
		o.Service = service.ID
		if service.Register.Mechanism == catalog.MechanismServiceAPI {
			if service.Regions.Regional {
				o.Regions = with(o.Regions, s.Region)
			}
			o.Features = with(o.Features, s.Parameters.Get("Feature"))
			return
		}
	}
	o.Principals = with(o.Principals, s.Principal)
}

// Inverse gives the order that answers the last change: what was registered is
// removed, what was removed is registered again, in the same Regions. A change
// of administrator is answered by changing back. It never touches trusted
// access. ok is false if the entries hold no such change.
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

// inverse gives the orders that answer what was done to one service.
func (d *changeSet) inverse() []Order {
	var orders []Order
	var back []model.Principal
	for _, o := range d.removed {
		o.Direction = catalog.Register
		for _, r := range d.registered {
			if r.Account != o.Account {
				o.Replace, o.Rival = true, r.Account
			}
		}
		back = append(back, o.Principals...)
		orders = append(orders, o)
	}
	for _, o := range d.registered {
		o.Direction = catalog.Remove
		// What changes back goes with that; the rest nobody had before.
		all := len(o.Principals)
		o.Principals = slices.DeleteFunc(slices.Clone(o.Principals), func(p model.Principal) bool { return slices.Contains(back, p) })
		if len(orders) == 0 || all > 0 && len(o.Principals) > 0 {
			orders = append(orders, o)
		}
	}
	return orders
}

// Begun gives all that a plan which is unfinished did, or may have done: the
// steps that were done are those of the last change, the open ones are the
// unfinished. The way back is the inverse of it.
func Begun(last, unfinished []JournalEntry) []JournalEntry {
	var begun []JournalEntry
	for _, e := range last {
		same := func(u JournalEntry) bool { return u.Plan == e.Plan }
		if slices.ContainsFunc(unfinished, same) && !slices.ContainsFunc(unfinished, func(u JournalEntry) bool { return same(u) && u.Step == e.Step }) {
			begun = append(begun, e)
		}
	}
	return append(begun, unfinished...)
}

// Standing tells in one sentence how far an unfinished step and its plan came,
// as the journal has it.
func (e JournalEntry) Standing() string {
	left := e.Of - e.Step
	rest := ""
	switch {
	case left == 1:
		rest = " The step after it was not begun."
	case left > 1:
		rest = fmt.Sprintf(" The %d steps after it were not begun.", left)
	}
	switch {
	case e.Phase == Intent:
		return "It was about to be called, and how that ended was not written." + rest
	case e.Outcome == outcomeUnknown:
		return "No answer came, and reading back did not settle it." + rest
	case e.Outcome == outcomeFailed:
		return "It failed, after earlier steps of its plan were done." + rest
	default:
		return "It was done." + rest
	}
}

// Checks gives the steps that read back what unfinished entries left, and
// settle them in the journal.
func Checks(unfinished []JournalEntry) []Step {
	var steps []Step
	for _, e := range unfinished {
		if s, err := StepOf(e); err == nil && (e.Phase == Intent || e.Outcome == outcomeUnknown) {
			s.Action = catalog.ActionCheck
			steps = append(steps, s)
		}
	}
	return steps
}
