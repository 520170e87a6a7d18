package ui

import (
	"context"

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
	a.checks = checks{steps: model.Checks(a.session.journal.Unfinished), back: i.Back}
	return a.check()
}

// checks are the steps that are being read back before an unfinished change
// goes on.
type checks struct {
	steps []model.Step
	back  bool // the way back is wanted, not the way on
	on    bool // one is under way
}

// check reads back the next step, or plans when there is none left.
func (a *App) check() tea.Cmd {
	if len(a.checks.steps) > 0 {
		next := a.checks.steps[0]
		a.checks.steps, a.checks.on, a.change.busy = a.checks.steps[1:], true, true
		return execute(context.WithoutCancel(a.ctx), a.backend, next)
	}
	o, ok := model.Resume(a.session.journal.Unfinished)
	if a.checks.back {
		o, ok = model.WayBack(a.session.journal.Last, a.session.journal.Unfinished)
	}
	a.session.journal.Unfinished = nil
	a.load.want(model.WantDelegations{})
	if _, shown := a.focused().(*pane.Unfinished); shown {
		a.leave()
	}
	if !ok {
		return a.toast.show("What was begun is settled in the journal; nothing is left to plan.", theme.Good)
	}
	return a.planWanted(o)
}

// checked goes on after one step was read back. One that cannot be settled
// leaves the change unfinished.
func (a *App) checked(o model.Outcome) tea.Cmd {
	a.checks.on, a.change.busy = false, false
	if a.quitting {
		return tea.Quit
	}
	if o.Result == model.ResultUnknown {
		a.checks.steps = nil
		return a.notice("It cannot be told yet what happened: " + o.Failure.Error())
	}
	return a.check()
}
