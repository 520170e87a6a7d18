package ui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// underWay is why nothing may take the running steps out of sight.
const underWay = "A change is running: wait for it, or press Esc to stop after this step."

// change is the one change that may be under way. It goes from the order (what
// the user wants) by a fresh look at the organization to a plan, from the
// confirmed plan by a second look to its first step, and then step by step.
type change struct {
	env     *pane.Env
	session *session
	layout  *layout
	toast   *toast
	spinner *spinner

	wizard   *pane.Wizard    // nil if no change was started
	token    string          // of the fresh look that is awaited; empty if none is
	looks    int             // how many fresh looks there were
	approved *plan.Plan      // confirmed, and not started yet
	reason   string          // for the journal
	exec     *plan.Execution // being carried out, or ended
	busy     bool            // a step is under way
	quitting bool            // the program ends after it
}

// order begins a change, or makes its plan again for another order.
func (c *change) order(o plan.Order) tea.Cmd {
	if why := c.env.WhyReadOnly; why != "" {
		return c.toast.notice(why)
	}
	if c.busy {
		return c.toast.notice(underWay)
	}
	if c.wizard == nil || !c.layout.has(c.wizard) {
		c.wizard, c.token, c.reason = pane.NewWizard(c.env, o), "", ""
		c.layout.push(c.wizard)
	}
	c.approved, c.exec = nil, nil
	if !pane.Complete(o) {
		return nil
	}
	c.wizard.ShowReading(o)
	return c.look(o)
}

// undo plans the inverse of the last change in the journal.
func (c *change) undo() tea.Cmd {
	o, ok := plan.Inverse(c.session.journal.Last)
	if !ok {
		return c.toast.notice("There is no change to undo.")
	}
	return c.order(o)
}

// look asks for a fresh look at what a plan for the order depends on.
func (c *change) look(o plan.Order) tea.Cmd {
	c.looks++
	c.token = "look " + strconv.Itoa(c.looks)
	c.session.load.want(o.Needs(c.token))
	return c.spinner.start()
}

// lookAgain asks a new run for the fresh look that the run before did not
// answer.
func (c *change) lookAgain() {
	if c.token != "" {
		c.session.load.want(c.wizard.Order().Needs(c.token))
	}
}

// looked goes on when the fresh look has ended: with the plan, or with its
// first step if the plan was confirmed and nothing differs.
func (c *change) looked(f model.StatusFact) tea.Cmd {
	if f.Part != model.PartFresh || f.Target != c.token || c.token == "" ||
		f.Status.Progress != model.Complete && f.Status.Progress != model.Failed {
		return nil
	}
	c.token = ""
	if c.wizard == nil || !c.layout.has(c.wizard) {
		return nil // left meanwhile
	}
	now, approved := plan.New(c.env.Reading, c.wizard.Order()), c.approved
	c.approved = nil
	switch {
	case approved == nil:
		c.wizard.Show(now, "")
	case f.Status.Progress == model.Failed:
		c.wizard.Show(now, "deputy changed nothing: its check before the first step failed. "+f.Status.Gap.Sentence())
	case now.Digest() != approved.Digest():
		changes := strings.TrimSpace("deputy changed nothing: the organization has changed since this plan. " + now.ChangedSince(approved))
		c.wizard.Show(now, changes+" This is the new plan.")
	case now.Blocked():
		c.wizard.Show(now, "deputy changed nothing: the plan is blocked.")
	default:
		c.exec = &plan.Execution{Steps: now.Confirmed(c.reason)}
		c.session.needsNoAlarm(now.Digest())
		c.wizard.Run(c.exec)
		return tea.Batch(c.step(), c.spinner.start())
	}
	return nil
}

// approve takes a confirmed plan and looks once more before the first step.
func (c *change) approve(i pane.Approved) tea.Cmd {
	if i.Plan.Blocked() || c.env.WhyReadOnly != "" {
		return c.toast.notice("The plan is blocked. deputy changed nothing.")
	}
	c.approved, c.reason = i.Plan, i.Reason
	c.wizard.Check()
	return c.look(i.Plan.Order)
}

// step begins the next step, or ends the change.
func (c *change) step() tea.Cmd {
	next, ok := c.exec.Next()
	if ok {
		c.busy = true
		return c.session.execute(next)
	}
	c.wizard.Finish()
	if c.exec.Changed() {
		c.session.journal.Changed(c.exec.Changes())
	}
	c.session.load.want(model.WantDelegations{})
	for _, id := range c.exec.Services() {
		c.session.load.want(model.WantService{Service: id})
	}
	if c.quitting {
		return c.session.end()
	}
	return nil
}

// stepEnded notes how a step ended and goes on.
func (c *change) stepEnded(o plan.Outcome) tea.Cmd {
	c.busy = false
	c.exec.Record(o)
	return c.step()
}

// waiting reports whether a step or a fresh look is under way.
func (c *change) waiting() bool { return c.busy || c.token != "" }

// stop ends the change after the current step.
func (c *change) stop() tea.Cmd {
	if !c.busy {
		c.layout.leave()
		return nil
	}
	return c.finishStep("Finishing the current step, then stopping.")
}

// quit ends the program, but not before a step under way has ended.
func (c *change) quit() tea.Cmd {
	c.quitting = true
	if !c.busy {
		return c.session.end()
	}
	return c.finishStep("Finishing the current step, then quitting.")
}

// finishStep lets no further step begin.
func (c *change) finishStep(text string) tea.Cmd {
	if c.exec != nil {
		c.exec.Stopped = true
	}
	return c.toast.show(text, theme.Warning)
}

// stopped says what is left of a change that was stopped, or that is not in the
// journal; empty if nothing is.
func (c *change) stopped() string {
	e := c.exec
	switch {
	case e == nil:
		return ""
	case e.Done() && e.Unrecorded() != "":
		return fmt.Sprintf("All steps of a change are done: %s\n%s\n", c.wizard.Order().Account, phrase.Sentence(e.Unrecorded()))
	case e.Done():
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "deputy stopped in the middle of a change: %s\n", c.wizard.Order().Account)
	for i, s := range e.Steps {
		state := "not started"
		if i < len(e.Outcomes) {
			state = e.Outcomes[i].Result.String()
		}
		fmt.Fprintf(&b, "  %d  %-11s %s\n", i+1, state, plan.CommandLine(c.env.Reading.Caller, s.CLI()))
	}
	b.WriteString("Start deputy again: it shows what did not finish, and plans to complete or undo it.\n")
	return b.String()
}
