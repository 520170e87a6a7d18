package plan

import (
	"fmt"
	"slices"

	"deputy/model/catalog"
)

// Resume returns the order that finishes what journal entries began. ok is
// false if they hold no change of a delegation. The order is planned after a
// fresh look, so the plan has no steps for what is done already.
func Resume(entries []JournalEntry) (o Order, ok bool) {
	for _, e := range slices.Backward(entries) {
		if e.Order != nil {
			return *e.Order, true
		}
	}
	// Journals of earlier versions do not have the steps that were not begun.
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

// orderOf returns the order whose plan had the steps of these entries.
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
					o.Replace, o.ReplacedAccount = true, r.Account
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

// Begun returns all that an unfinished plan did, or may have done: its finished
// steps are those of the last change, its open ones the unfinished. Inverse
// undoes it.
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

// Progress says in one sentence how far an unfinished step and its plan came.
func (e JournalEntry) Progress() string {
	left := e.Of - e.Step
	rest := ""
	switch {
	case left == 1:
		rest = " The next step was not started."
	case left > 1:
		rest = fmt.Sprintf(" The next %d steps were not started.", left)
	}
	switch {
	case e.Phase == Intent:
		return "deputy was about to make this call, and the journal does not say how it ended." + rest
	case e.Outcome == outcomeUnknown:
		return "No answer came, and reading back did not show the outcome." + rest
	case e.Outcome == outcomeFailed:
		return "It failed after earlier steps of its plan were done." + rest
	default:
		return "It was done." + rest
	}
}

// StepsLeft returns how many steps of the unfinished plans are not known to be
// done.
func (f JournalFact) StepsLeft() int {
	left := map[string]int{}
	for _, e := range f.Unfinished {
		left[e.Plan] = max(left[e.Plan], e.Of-e.Step+1)
	}
	done := map[string]int{}
	for _, e := range f.Last {
		done[e.Plan]++
		if _, found := left[e.Plan]; found {
			left[e.Plan] = e.Of - done[e.Plan]
		}
	}
	sum := 0
	for _, n := range left {
		sum += n
	}
	return sum
}

// Checks returns the steps that find out how unfinished entries ended, and
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

// Unfinished returns the entries of steps that did not finish, oldest first:
// each step whose outcome is not known; and, if the last plan changed something
// and has steps left, its last step and the failed ones before it. A step is
// settled by a later outcome for the same plan and step, or by a later step
// that did the same or the inverse.
func Unfinished(entries []JournalEntry) []JournalEntry {
	all := journalRuns(entries)
	var unfinished []JournalEntry
	for i, x := range all {
		for k, s := range x.steps {
			if s.open() && !settledLater(s, x.steps[k+1:], all[i+1:]) {
				unfinished = append(unfinished, s.JournalEntry)
			}
		}
	}
	if len(all) == 0 {
		return unfinished
	}
	steps := all[len(all)-1].steps
	last := steps[len(steps)-1]
	for k, s := range steps[:len(steps)-1] {
		if !s.open() && !s.done() && slices.ContainsFunc(steps, journalStep.done) && !settledLater(s, steps[k+1:], nil) {
			unfinished = append(unfinished, s.JournalEntry)
		}
	}
	if !last.open() && slices.ContainsFunc(steps, journalStep.done) && (last.Step < last.Of || !last.done()) {
		unfinished = append(unfinished, last.JournalEntry)
	}
	return unfinished
}
