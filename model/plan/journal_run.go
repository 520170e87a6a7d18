package plan

import (
	"fmt"
	"slices"

	"deputy/model/catalog"
)

// journalRun is one execution of a plan in the journal.
type journalRun struct {
	steps []journalStep
}

// journalStep is a step in the journal, as its latest entry describes it.
type journalStep struct{ JournalEntry }

// open reports whether it is not known how the step ended.
func (s journalStep) open() bool { return s.Phase == Intent || s.Outcome == outcomeUnknown }

// done reports whether the step is known to have changed something.
func (s journalStep) done() bool { return s.Phase == Settled && s.Outcome == outcomeDone }

// journalRuns returns the executions in a journal. A plan may be carried out
// twice, so its digest does not identify an execution: an intent begins a new
// one unless it is for a later step of the plan that is being carried out. An
// outcome belongs to the last execution with its step. It forms one of its own
// if the line of its intent was lost.
func journalRuns(entries []JournalEntry) []journalRun {
	var all []journalRun
	for _, e := range entries {
		if e.Phase == Settled && settle(all, e) {
			continue
		}
		if n := len(all); n > 0 {
			last := all[n-1].steps[len(all[n-1].steps)-1]
			if last.Plan == e.Plan && e.Step > last.Step {
				all[n-1].steps = append(all[n-1].steps, journalStep{e})
				continue
			}
		}
		all = append(all, journalRun{[]journalStep{{e}}})
	}
	return all
}

// settle adds an outcome to its step, and reports whether there is one. A step
// whose outcome is known keeps it.
func settle(all []journalRun, e JournalEntry) bool {
	for i := len(all) - 1; i >= 0; i-- {
		for k, s := range all[i].steps {
			if s.Plan == e.Plan && s.Step == e.Step {
				if s.open() {
					all[i].steps[k] = journalStep{e}
				}
				return true
			}
		}
	}
	return false
}

// settledLater reports whether a later step in the same or a later execution
// settled what this step left open.
func settledLater(s journalStep, rest []journalStep, later []journalRun) bool {
	settles := func(l journalStep) bool { return l.done() && l.subject() == s.subject() }
	return slices.ContainsFunc(rest, settles) ||
		slices.ContainsFunc(later, func(x journalRun) bool { return slices.ContainsFunc(x.steps, settles) })
}

// subject returns what a step is about. It is the same for a change and its
// inverse.
func (s journalStep) subject() string {
	step, err := StepOf(s.JournalEntry)
	if err != nil {
		return fmt.Sprintf("%q %q %q %q", s.Service, s.Region, s.Operation, s.Parameters)
	}
	return fmt.Sprintf("%q %t %q %q %q %q", s.Service, step.Action == catalog.ActionEnableAccess, step.Account, step.Principal,
		step.Region, step.Parameters.Get("Feature"))
}

// mostSteps is how many of the last steps are known, to find them among the calls that
// AWS has logged.
const mostSteps = 2000

// DoneSteps returns the last steps that changed something, oldest first.
func DoneSteps(entries []JournalEntry) []JournalEntry {
	var done []JournalEntry
	for _, x := range journalRuns(entries) {
		for _, s := range x.steps {
			if s.done() {
				done = append(done, s.JournalEntry)
			}
		}
	}
	return done[max(0, len(done)-mostSteps):]
}

// LastChange returns the successful steps of the last plan that changed
// something, oldest first.
func LastChange(entries []JournalEntry) []JournalEntry {
	if all := lastChanges(entries, 1); len(all) > 0 {
		return all[0]
	}
	return nil
}

// EarlierChanges returns the same of the plans before that one, at most a few, the
// latest first.
func EarlierChanges(entries []JournalEntry) [][]JournalEntry {
	all := lastChanges(entries, 1+mostEarlier)
	return all[min(1, len(all)):]
}

// mostEarlier is how many changes before the last one are known.
const mostEarlier = 4

// lastChanges returns the successful steps of the last plans that changed something,
// at most so many, the latest first.
func lastChanges(entries []JournalEntry, most int) (changes [][]JournalEntry) {
	all := journalRuns(entries)
	for _, x := range slices.Backward(all) {
		var done []JournalEntry
		for _, s := range x.steps {
			if s.done() {
				done = append(done, s.JournalEntry)
			}
		}
		if len(done) > 0 {
			changes = append(changes, done)
		}
		if len(changes) == most {
			break
		}
	}
	return changes
}

// Changed notes a change that was made since the journal was read: its successful
// steps.
func (f *JournalFact) Changed(steps []JournalEntry) {
	if len(f.Last) > 0 {
		f.Earlier = slices.Insert(f.Earlier, 0, f.Last)
		f.Earlier = f.Earlier[:min(len(f.Earlier), mostEarlier)]
	}
	f.Last, f.Steps = steps, append(f.Steps, steps...)
}
