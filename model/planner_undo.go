package model

import "slices"

// Inverse gives the order that answers the last change: what was registered is
// removed, what was removed is registered again, in the same Regions. A change
// of administrator is answered by changing back. It never touches trusted
// access. ok is false if the entries hold no such change.
func Inverse(last []JournalEntry) (o Order, ok bool) {
	var done []Step
	for _, e := range last {
		if e.Phase != Settled || e.Outcome == outcomeFailed {
			continue
		}
		if s, err := StepOf(e); err == nil {
			done = append(done, s)
		}
	}
	return InverseOf(done)
}

// InverseOf is Inverse for the steps themselves, all of which were done.
func InverseOf(done []Step) (o Order, ok bool) {
	var registered, removed Order
	for _, s := range done {
		switch s.Action {
		case ActionRegister:
			registered.answers(s)
		case ActionDeregister:
			removed.answers(s)
		default:
		}
	}
	switch {
	case removed.Account != "":
		o, o.Direction = removed, Register
		o.Replace = registered.Account != "" && registered.Account != removed.Account
	case registered.Account != "":
		o, o.Direction = registered, Remove
	default:
		return Order{}, false
	}
	o.Undo = true
	return o, true
}

// answers adds to an order what one step was about. Where the service's own API
// is the road, the catalogue knows the principals.
func (o *Order) answers(s Step) {
	o.Account = s.Account
	if service, ok := ServiceByPrincipal(s.Principal); ok {
		o.Service = service.ID
		if service.Register.Road == RoadService {
			o.Regions = with(o.Regions, s.Region, service.Regions.Regional)
			o.Features = with(o.Features, s.Parameters.Get("Feature"), true)
			return
		}
	}
	o.Principals = with(o.Principals, s.Principal, true)
}

// with adds a value to a list that has none twice, unless it is empty.
func with[T ~string](list []T, value T, wanted bool) []T {
	if !wanted || value == "" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}
