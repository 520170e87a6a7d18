package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/plan"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// recovery settles a change that did not finish: it reads back the steps whose
// outcome the journal does not know, one at a time, and then orders what is
// left of the change, or its inverse.
type recovery struct {
	change *change

	steps      []plan.Step         // still to be read back, the first of them now if on
	unfinished []plan.JournalEntry // as the journal had it before
	started    []plan.JournalEntry // what was done, or may have been
	back       bool                // undo what was done, instead of doing what is left
	on         bool                // a step is being read back
}

// begin begins to read back what an unfinished change left. With back, what was
// done of it is to be undone.
func (r *recovery) begin(back bool) tea.Cmd {
	c := r.change
	if why := c.env.WhyReadOnly; why != "" {
		return c.toast.notice(why)
	}
	if c.busy {
		return c.toast.notice(underWay)
	}
	j := c.session.journal
	*r = recovery{change: c, steps: plan.Checks(j.Unfinished), unfinished: j.Unfinished, started: plan.Begun(j.Last, j.Unfinished), back: back}
	return r.next()
}

// next reads back the next step, or orders the change when there is none left.
func (r *recovery) next() tea.Cmd {
	c := r.change
	if len(r.steps) > 0 {
		r.on, c.busy = true, true
		return c.session.execute(r.steps[0])
	}
	o, left := r.order()
	c.session.journal.Unfinished = nil
	c.session.load.want(model.WantDelegations{})
	if _, shown := c.layout.focused().(*pane.Unfinished); shown {
		c.layout.leave()
	}
	switch {
	case left:
		return c.order(o)
	case r.back:
		return c.toast.show("The journal is up to date: no step took effect, so there is nothing to undo.", theme.Good)
	default:
		return c.toast.show("The journal is up to date: nothing is left to do.", theme.Good)
	}
}

// order returns what is left to do or to undo; false if nothing is.
func (r *recovery) order() (plan.Order, bool) {
	if r.back {
		return plan.Inverse(r.started)
	}
	last := r.unfinished[len(r.unfinished)-1]
	if last.Step == last.Of && r.done(last) {
		return plan.Order{}, false
	}
	return plan.Resume(r.unfinished)
}

// done reports whether a step was open, and read back as done.
func (r *recovery) done(e plan.JournalEntry) bool {
	return len(plan.Checks([]plan.JournalEntry{e})) == 1 &&
		slices.ContainsFunc(r.started, func(b plan.JournalEntry) bool { return b.Plan == e.Plan && b.Step == e.Step })
}

// stepEnded goes on after one step was read back. One whose outcome stays
// unknown leaves the change unfinished.
func (r *recovery) stepEnded(o plan.Outcome) tea.Cmd {
	c := r.change
	now := r.steps[0]
	r.steps, r.on, c.busy = r.steps[1:], false, false
	if c.quitting {
		return c.session.end()
	}
	if o.Unrecorded != "" {
		r.steps = nil
		return c.toast.notice(o.Unrecorded)
	}
	switch o.Result {
	case plan.ResultUnknown:
		r.steps = nil
		return c.toast.notice("deputy cannot tell yet what happened: " + o.Failure.Error())
	case plan.ResultFailed:
		r.started = slices.DeleteFunc(r.started, func(b plan.JournalEntry) bool { return b.Plan == now.Plan && b.Step == now.Number })
	default:
		// It was done, and so is a part of what was started.
	}
	return r.next()
}
