package ui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// change is the one change that may be under way: from the wish to the last
// step. The zero change is none.
type change struct {
	wizard   *pane.Wizard
	token    string      // of the fresh look that is awaited; empty if none is
	approved *model.Plan // confirmed, and not begun yet
	reason   string
	exec     *model.Execution // being carried out, or ended
	busy     bool             // a step is under way
	looks    int
}

// underWay bars what would take the running steps out of sight.
const underWay = "A change is under way; its steps end first."

// planWanted begins a change, or makes its plan anew.
func (a *App) planWanted(o model.Order) tea.Cmd {
	if why := a.barred(); why != "" {
		return a.notice(why)
	}
	if a.change.busy {
		return a.notice(underWay)
	}
	if a.change.wizard == nil || !a.shows(a.change.wizard) {
		a.change = change{wizard: pane.NewWizard(a.env, o), looks: a.change.looks}
		a.overlays = append(a.overlays, a.change.wizard)
	}
	a.change.approved, a.change.exec = nil, nil
	if !pane.Complete(o) {
		return nil
	}
	a.change.wizard.ShowReading(o)
	return a.look(o)
}

// shows tells whether a pane is among the overlays.
func (a *App) shows(p kit.Pane) bool {
	for _, o := range a.overlays {
		if o == p {
			return true
		}
	}
	return false
}

// look asks for a fresh look at what a plan for the order rests on.
func (a *App) look(o model.Order) tea.Cmd {
	a.change.looks++
	a.change.token = "look " + strconv.Itoa(a.change.looks)
	a.load.want(o.Needs(a.change.token))
	return a.tick()
}

// looked goes on when the fresh look has ended: with the plan, or with its
// first step if the plan was confirmed and nothing differs.
func (a *App) looked(f model.StatusFact) tea.Cmd {
	c := &a.change
	if f.Part != model.PartFresh || f.Target != c.token || c.token == "" ||
		f.Status.Progress != model.Complete && f.Status.Progress != model.Failed {
		return nil
	}
	c.token = ""
	if c.wizard == nil || !a.shows(c.wizard) {
		return nil // left meanwhile
	}
	plan := a.env.Reading.Plan(c.wizard.Order())
	approved := c.approved
	c.approved = nil
	switch {
	case approved == nil:
		c.wizard.Show(plan, "")
	case f.Status.Progress == model.Failed:
		c.wizard.Show(plan, "Nothing was changed: the look before the first step failed. "+f.Status.Gap.Sentence())
	case plan.Digest() != approved.Digest():
		c.wizard.Show(plan, "Nothing was changed: the organization changed since the plan was made. This is the plan as of now.")
	case plan.Blocked():
		c.wizard.Show(plan, "Nothing was changed: the plan is blocked.")
	default:
		c.exec = &model.Execution{Steps: plan.Confirmed(c.reason)}
		c.wizard.Run(c.exec)
		return tea.Batch(a.step(), a.tick())
	}
	return nil
}

// approve takes a confirmed plan and looks once more before the first step.
func (a *App) approve(i pane.Approved) tea.Cmd {
	if i.Plan.Blocked() || a.barred() != "" {
		return a.notice("The plan is blocked; nothing was changed.")
	}
	a.change.approved, a.change.reason = i.Plan, i.Reason
	a.change.wizard.Check()
	return a.look(i.Plan.Order)
}

// step begins the next step, or ends the change.
func (a *App) step() tea.Cmd {
	next, ok := a.change.exec.Next()
	if !ok {
		a.change.wizard.Finish()
		if a.change.exec.Changed() {
			a.session.journal.Last = a.change.exec.Changes()
		}
		a.load.want(model.WantDelegations{})
		for _, id := range a.change.exec.Services() {
			a.load.want(model.WantService{Service: id})
		}
		if a.quitting {
			return tea.Quit
		}
		return nil
	}
	a.change.busy = true
	return execute(context.WithoutCancel(a.ctx), a.backend, next)
}

// stepEnded notes how a step ended and goes on.
func (a *App) stepEnded(msg outcomeMsg) tea.Cmd {
	if a.checks.on {
		return a.checked(msg.outcome)
	}
	a.change.busy = false
	a.change.exec.Record(msg.outcome)
	return a.step()
}

// stop ends the change after the current step.
func (a *App) stop() tea.Cmd {
	if !a.change.busy {
		return a.leave()
	}
	if a.change.exec != nil {
		a.change.exec.Stopped = true
	}
	return a.toast.show("Finishing the current step, then stopping.", theme.Warning)
}

// Interrupt is the message of a signal that asks the program to end.
type Interrupt struct{}

// quit leaves the program; a step under way is finished first.
func (a *App) quit() tea.Cmd {
	a.quitting = true
	if a.change.busy {
		if a.change.exec != nil {
			a.change.exec.Stopped = true
		}
		return a.toast.show("Finishing the current step, then quitting.", theme.Warning)
	}
	a.load.cancel()
	return tea.Quit
}

// Farewell says what is left of a change that was stopped; empty if nothing is.
func (a *App) Farewell() string {
	e := a.change.exec
	if e == nil || e.Done() {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "deputy stopped in the middle of a change: %s\n", a.change.wizard.Order().Account)
	for i, s := range e.Steps {
		state := "not begun"
		if i < len(e.Outcomes) {
			state = e.Outcomes[i].Result.String()
		}
		fmt.Fprintf(&b, "  %d  %-10s %s\n", i+1, state, a.env.Reading.Caller.Line(s.CLI()))
	}
	b.WriteString("Start deputy again: it says what is unfinished and offers the way on and back.\n")
	return b.String()
}
