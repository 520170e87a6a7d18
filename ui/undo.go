package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// undo plans the way back from the last change that the journal knows.
func (a *App) undo() tea.Cmd {
	o, ok := model.Inverse(a.session.journal.Last)
	if !ok {
		return a.notice("No change is known that could be undone.")
	}
	return a.planWanted(o)
}

// settle reads back what an unfinished change left, and then plans the way on
// from there, or back.
func (a *App) settle(i pane.Settled) tea.Cmd {
	if why := a.barred(); why != "" {
		return a.notice(why)
	}
	if a.change.busy {
		return a.notice(underWay)
	}
	j := a.session.journal
	a.checks = checks{steps: model.Checks(j.Unfinished), unfinished: j.Unfinished, begun: model.Begun(j.Last, j.Unfinished), back: i.Back}
	return a.check()
}

// checks are the steps that are being read back before an unfinished change
// goes on.
type checks struct {
	steps      []model.Step         // still to be read back, the first of them now if on
	unfinished []model.JournalEntry // as the journal had it before
	begun      []model.JournalEntry // what was done, or may have been
	back       bool                 // the way back is wanted, not the way on
	on         bool                 // one is being read back
}

// check reads back the next step, or plans when there is none left.
func (a *App) check() tea.Cmd {
	if len(a.checks.steps) > 0 {
		a.checks.on, a.change.busy = true, true
		return execute(context.WithoutCancel(a.ctx), a.backend, a.checks.steps[0])
	}
	o, left := a.checks.order()
	a.session.journal.Unfinished = nil
	a.load.want(model.WantDelegations{})
	if _, shown := a.focused().(*pane.Unfinished); shown {
		a.leave()
	}
	switch {
	case left:
		return a.planWanted(o)
	case a.checks.back:
		return a.toast.show("What was begun is settled in the journal; nothing was done that could be taken back.", theme.Good)
	default:
		return a.toast.show("What was begun is settled in the journal; nothing is left to plan.", theme.Good)
	}
}

// order gives what is left to do, on or back; false if nothing is.
func (c *checks) order() (model.Order, bool) {
	if c.back {
		return model.Inverse(c.begun)
	}
	last := c.unfinished[len(c.unfinished)-1]
	if last.Step == last.Of && c.done(last) {
		return model.Order{}, false
	}
	return model.Resume(c.unfinished)
}

// done tells whether a step was open, and read back as done.
func (c *checks) done(e model.JournalEntry) bool {
	return len(model.Checks([]model.JournalEntry{e})) == 1 &&
		slices.ContainsFunc(c.begun, func(b model.JournalEntry) bool { return b.Plan == e.Plan && b.Step == e.Step })
}

// checked goes on after one step was read back. One that cannot be settled
// leaves the change unfinished.
func (a *App) checked(o model.Outcome) tea.Cmd {
	c := &a.checks
	now := c.steps[0]
	c.steps, c.on, a.change.busy = c.steps[1:], false, false
	if a.quitting {
		return tea.Quit
	}
	switch o.Result {
	case model.ResultUnknown:
		c.steps = nil
		return a.notice("It cannot be told yet what happened: " + o.Failure.Error())
	case model.ResultFailed:
		c.begun = slices.DeleteFunc(c.begun, func(b model.JournalEntry) bool { return b.Plan == now.Plan && b.Step == now.Number })
	default:
		// It was done, and so is a part of what was begun.
	}
	return a.check()
}
