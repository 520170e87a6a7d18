package model

import "slices"

// Resume gives the order that finishes what journal entries began. ok is false
// if they hold no change of a delegation. A plan for it rests on a fresh look,
// so it has no steps for what did happen.
func Resume(entries []JournalEntry) (o Order, ok bool) {
	o, ok = orderOf(entries)
	last := 0
	for _, e := range entries {
		last = max(last, e.Step)
	}
	if ok && o.Service != "" && last < entries[0].Of {
		o.Principals, o.Regions = nil, nil // the journal does not name the steps that were not begun
	}
	return o, ok
}

// changes gives what journal entries registered and what they removed, an order
// each; an account is empty where there was no such step.
func changes(entries []JournalEntry) (registered, removed Order, access bool) {
	registered.Direction, removed.Direction = Register, Remove
	for _, e := range entries {
		s, err := StepOf(e)
		if err != nil {
			continue // told where the entries are shown
		}
		switch s.Action {
		case ActionRegister:
			registered.include(s)
		case ActionDeregister:
			removed.include(s)
		default:
			access = true
		}
	}
	return registered, removed, access
}

// orderOf gives the order whose plan had these entries' steps.
func orderOf(entries []JournalEntry) (o Order, ok bool) {
	registered, removed, access := changes(entries)
	if o = registered; o.Account == "" {
		o = removed
	} else {
		o.Replace = removed.Account != "" && removed.Account != o.Account
	}
	o.EnableAccess = access
	return o, o.Account != ""
}

// include adds to an order what one step was about. Where the service's own API
// is the road, the catalogue knows the principals.
func (o *Order) include(s Step) {
	o.Account = s.Account
	if service, found := ServiceByPrincipal(s.Principal); found {
		o.Service = service.ID
		if service.Register.Road == RoadService {
			if service.Regions.Regional {
				o.Regions = with(o.Regions, s.Region)
			}
			o.Features = with(o.Features, s.Parameters.Get("Feature"))
			return
		}
	}
	o.Principals = with(o.Principals, s.Principal)
}

// with adds a value to a list that has none twice, unless it is empty.
func with[T ~string](list []T, value T) []T {
	if value == "" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// Inverse gives the order that answers the last change: what was registered is
// removed, what was removed is registered again, in the same Regions. A change
// of administrator is answered by changing back. It never touches trusted
// access. ok is false if the entries hold no such change.
func Inverse(last []JournalEntry) (o Order, ok bool) {
	done := slices.DeleteFunc(slices.Clone(last), func(e JournalEntry) bool { return e.Phase == Settled && e.Outcome == outcomeFailed })
	registered, removed, _ := changes(done)
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

// Checks gives the steps that read back what unfinished entries left, and
// settle them in the journal.
func Checks(unfinished []JournalEntry) []Step {
	var steps []Step
	for _, e := range unfinished {
		if s, err := StepOf(e); err == nil && (e.Phase == Intent || e.Outcome == "unknown") {
			s.Action = ActionCheck
			steps = append(steps, s)
		}
	}
	return steps
}
