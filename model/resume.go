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
		o.Principals = nil // the journal does not name the steps that were not begun
	}
	return o, ok
}

// orderOf gives the order whose plan had these entries' steps.
func orderOf(entries []JournalEntry) (o Order, ok bool) {
	for _, e := range entries {
		s, err := StepOf(e)
		if err != nil {
			continue // told where the entries are shown
		}
		switch s.Action {
		case ActionRegister:
			o.Direction = Register
		case ActionDeregister:
			o.Direction = Remove
		default:
			o.EnableAccess = true
			continue
		}
		o.Account = s.Account
		if s.Principal != "" && !slices.Contains(o.Principals, s.Principal) {
			o.Principals = append(o.Principals, s.Principal)
		}
		if s.Region != "" && !slices.Contains(o.Regions, s.Region) {
			o.Regions = append(o.Regions, s.Region)
		}
	}
	if len(o.Principals) == 0 {
		return Order{}, false
	}
	if s, found := ServiceByPrincipal(o.Principals[0]); found {
		o.Service = s.ID
	}
	return o, true
}

// Inverse gives the order that answers the last change: what was registered is
// removed, what was removed is registered again. It never touches trusted
// access. ok is false if the entries hold no such change.
func Inverse(last []JournalEntry) (o Order, ok bool) {
	done := slices.DeleteFunc(slices.Clone(last), func(e JournalEntry) bool { return e.Phase == Settled && e.Outcome == "failed" })
	if o, ok = orderOf(done); !ok {
		return Order{}, false
	}
	o.Undo, o.EnableAccess = true, false
	if o.Direction == Register {
		o.Direction = Remove
	} else {
		o.Direction = Register
	}
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
