package pane

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// wizardStage is how far a change is.
type wizardStage uint8

// The stages of a change, in their order.
const (
	wizardChoosing wizardStage = iota + 1 // the service or the account is missing
	wizardReading                         // the fresh look before the plan
	wizardRegions                         // no Region is chosen yet
	wizardPlan                            // the plan, to be confirmed
	wizardChecking                        // confirmed: the fresh look before the first step
	wizardRunning                         // steps are being carried out
	wizardDone                            // how it ended
)

// ignoreKeysFor is how long a new plan ignores all keys, so that what the user
// typed before seeing it cannot confirm it.
const ignoreKeysFor = 400 * time.Millisecond

// Wizard guides the user through one change: choose, read the plan, confirm it,
// watch its steps. It decides nothing: package model makes the plans, and
// package ui carries them out.
type Wizard struct {
	env    *Env
	order  plan.Order
	stage  wizardStage
	since  time.Time // when the stage began
	height int       // of the scrolled part in the last view

	choice  chooser
	region  regionChooser
	plan    *plan.Plan
	sheet   kit.Sheet
	notice  string // why the plan is a new one
	confirm confirmForm
	// specific is how many rows of the plan are about this change, and stepsEnd
	// how many there are up to the last step.
	specific, stepsEnd int
	seen               seenRows

	exec  *plan.Execution
	caret *tea.Position
}

// NewWizard begins a change with what the order already says.
func NewWizard(env *Env, o plan.Order) *Wizard {
	w := &Wizard{env: env, order: o}
	w.enter(wizardChoosing)
	w.choice = newChooser(env, o)
	return w
}

// Complete reports whether the order names all that a plan needs.
func Complete(o plan.Order) bool {
	return o.Account != "" && (o.Service != "" || len(o.Principals) > 0)
}

// Order returns the change that the wizard is about.
func (w *Wizard) Order() plan.Order { return w.order }

// enter begins a stage.
func (w *Wizard) enter(s wizardStage) {
	w.stage, w.since = s, w.env.Now
	w.caret = nil
}

// ShowReading shows that deputy reads again what the order concerns.
func (w *Wizard) ShowReading(o plan.Order) {
	w.order = o
	w.enter(wizardReading)
}

// Show shows a plan. The notice says why it replaces the one before; empty if
// it does not.
func (w *Wizard) Show(p *plan.Plan, notice string) {
	w.plan, w.notice, w.order = p, notice, p.Order
	if slices.ContainsFunc(p.Each(), onlyRegions) {
		w.region = newRegionChooser(w.env, p)
		w.enter(wizardRegions)
		return
	}
	w.confirm = newConfirmForm(p)
	w.sheet.Top, w.seen = 0, seenRows{}
	w.enter(wizardPlan)
}

// onlyRegions reports whether only the choice of Regions blocks the plan.
func onlyRegions(p *plan.Plan) bool { return len(p.Blockers) == 1 && p.Blockers[0].Code == "regions" }

// Check shows that deputy reads again before the first step.
func (w *Wizard) Check() { w.enter(wizardChecking) }

// Run shows the steps as package ui carries them out and records their outcomes
// in the execution.
func (w *Wizard) Run(e *plan.Execution) {
	w.exec = e
	w.sheet.Top = 0
	w.enter(wizardRunning)
}

// Finish shows how the execution ended.
func (w *Wizard) Finish() { w.enter(wizardDone) }

// View draws the stage.
func (w *Wizard) View(s kit.Size, _ bool) []string {
	w.caret = nil
	switch w.stage {
	case wizardChoosing:
		lines, caret := w.choice.view(w.env, s)
		w.caret = caret
		return kit.Pad(w.env.Theme, lines, s)
	case wizardRegions:
		return kit.Pad(w.env.Theme, w.region.view(w.env, s), s)
	case wizardPlan:
		return w.viewPlan(s)
	case wizardRunning, wizardDone:
		w.runSheet(s.W)
	default:
		w.readingSheet(s.W)
	}
	w.height = s.H
	return kit.Pad(w.env.Theme, w.sheet.View(w.env.Theme, s.H), s)
}

// readingSheet writes that deputy is reading.
func (w *Wizard) readingSheet(width int) {
	t := w.env.Theme
	w.sheet.Reset(width)
	text := "Reading the administrators, trusted access and the account's state."
	if w.stage == wizardChecking {
		text = "Checking again before the first step. deputy has changed nothing yet."
	}
	w.sheet.Item(w.env.Spinner(), theme.Accent, theme.Plain, text)
	for _, id := range w.order.Needs("").Services {
		s, _ := catalog.ByID(id)
		if _, st := w.env.Reading.Settings(id); st.Total > 0 {
			w.sheet.Item(t.Marks.Dot, theme.Muted, theme.Muted, fmt.Sprintf("%s: read in %d of %s", s.Name, st.Done, phrase.Count(st.Total, "Region")))
		}
	}
}

// Do carries out a command.
func (w *Wizard) Do(c kit.Command) kit.Intent {
	switch w.stage {
	case wizardChoosing:
		if c == kit.Close {
			return Gone{}
		}
		return w.choice.do(c)
	case wizardRegions:
		if c == kit.Close {
			return Gone{}
		}
		return w.region.do(c)
	case wizardPlan:
		return w.doPlan(c)
	case wizardRunning:
		if c == kit.Close {
			return Stopped{}
		}
	case wizardDone:
		switch c {
		case kit.Close:
			return Gone{}
		case kit.Open:
			if w.exec.Done() {
				return Gone{}
			}
			return PlanWanted{w.order}
		case kit.Undo:
			if w.exec.Changed() {
				return undo(w.exec)
			}
		default:
		}
	default:
		if c == kit.Close {
			return Gone{}
		}
	}
	w.sheet.Scroll(c, w.height)
	return nil
}

// undo asks for the plan that undoes an execution.
func undo(e *plan.Execution) kit.Intent {
	if o, ok := plan.Inverse(e.Changes()); ok {
		return PlanWanted{o}
	}
	return Noticed{"Trusted access stays on: deputy never switches it off.", theme.Warning}
}

// Can implements kit.Pane.
func (w *Wizard) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Close, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End:
		return true, ""
	case kit.Open:
		return w.stage != wizardReading && w.stage != wizardChecking && w.stage != wizardRunning, ""
	case kit.NextTab, kit.PrevTab, kit.Left, kit.Right, kit.CopyText:
		return w.stage == wizardPlan, ""
	case kit.Terraform:
		if w.stage == wizardPlan && w.plan.Terraform == "" {
			return false, "Terraform has no resource for this setting."
		}
		return w.stage == wizardPlan, ""
	case kit.Undo:
		return w.stage == wizardDone && w.exec.Changed(), ""
	default:
		return false, ""
	}
}

// Label implements kit.Labeller.
func (w *Wizard) Label(c kit.Command) string {
	switch {
	case c == kit.Open && w.stage == wizardChoosing && len(w.choice.chosen()) > 1:
		return fmt.Sprintf("plan these %d together", len(w.choice.chosen()))
	case c == kit.Open && w.stage == wizardChoosing:
		return "choose"
	case c == kit.Open && w.stage == wizardRegions:
		return "show plan"
	case c == kit.Open && w.stage == wizardPlan:
		return w.confirm.enterLabel(w.plan)
	case c == kit.Open && w.stage == wizardDone:
		if w.exec.Done() {
			return "done"
		}
		return "plan the rest"
	case c == kit.NextTab:
		return "next field"
	case c == kit.CopyText:
		return "copy as AWS CLI"
	case c == kit.Close && w.stage == wizardRunning:
		return "stop after step"
	case c == kit.Close && w.stage == wizardPlan:
		return "cancel"
	default:
		return ""
	}
}

// Mouse scrolls, chooses a row, or moves the focus to a field. It never
// confirms.
func (w *Wizard) Mouse(m kit.Mouse) kit.Intent {
	switch {
	case w.stage == wizardChoosing:
		return w.choice.mouse(m)
	case w.stage == wizardRegions:
		return w.region.mouse(m)
	case m.Wheel < 0:
		w.sheet.Scroll(kit.Up, w.height)
	case m.Wheel > 0:
		w.sheet.Scroll(kit.Down, w.height)
	}
	return nil
}

// Confirming reports whether Enter confirms the plan.
func (w *Wizard) Confirming() bool { return w.stage == wizardPlan && w.confirm.on(fieldConfirm) }

// Typing reports whether keys go to the wizard first: it takes text, and
// ignores what the user typed before a plan appeared.
func (w *Wizard) Typing() bool {
	return w.stage == wizardChoosing || w.stage == wizardRegions || w.stage == wizardPlan
}

// Key edits text or ticks a checkbox.
func (w *Wizard) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if name := k.String(); name == "esc" || name == "ctrl+c" {
		return nil, false
	}
	if w.stage == wizardChoosing {
		return w.choice.key(k)
	}
	if w.env.Now.Sub(w.since) < ignoreKeysFor {
		return nil, true
	}
	if w.stage == wizardRegions {
		return w.region.key(k)
	}
	return w.confirm.key(w, k)
}

// Paste pastes into the field with the focus. The words that confirm a removal
// must be typed: pasting them is refused on purpose.
func (w *Wizard) Paste(text string) kit.Intent {
	switch {
	case w.stage == wizardChoosing:
		w.choice.paste(text)
	case w.stage == wizardPlan && w.confirm.on(fieldWords):
		return Noticed{"Type the words yourself: deputy does not take pasted ones.", theme.Warning}
	case w.stage == wizardPlan && w.confirm.on(fieldReason):
		w.confirm.reason.Paste(text)
	}
	return nil
}

// Caret returns the place of the text cursor in the last view.
func (w *Wizard) Caret() *tea.Position { return w.caret }

// runSheet writes the steps and how they ended.
func (w *Wizard) runSheet(width int) {
	w.sheet.Reset(width)
	w.sheet.Put(theme.Strong, w.plan.Title)
	w.sheet.Blank()
	at := 0
	for i, s := range w.exec.Steps {
		if i == len(w.exec.Outcomes) {
			at = len(w.sheet.Rows)
		}
		w.stepRow(i, s)
	}
	if w.stage == wizardRunning && at >= w.sheet.Top+w.height-2 {
		w.sheet.Top = at - w.height + 3 // the step under way stays in sight
	}
	w.sheet.Blank()
	if w.stage == wizardRunning {
		text := "deputy always finishes a step that it has started. Esc stops after it."
		if w.exec.Stopped {
			text = "Stopping after this step."
		}
		w.sheet.Put(theme.Muted, text)
		return
	}
	for _, r := range resultRows(w.exec, w.env) {
		w.sheet.Add(r)
	}
}

// stepRow writes one step and its outcome.
func (w *Wizard) stepRow(i int, s plan.Step) {
	t := w.env.Theme
	mark, meaning, aside := t.Marks.Dot, theme.Muted, "not started"
	switch {
	case i < len(w.exec.Outcomes):
		mark, meaning = resultMark(t, w.exec.Outcomes[i].Result)
		aside = w.exec.Outcomes[i].Result.String()
	case i == len(w.exec.Outcomes) && w.stage == wizardRunning:
		mark, meaning, aside = w.env.Spinner(), theme.Accent, "running"
	}
	w.sheet.Add(kit.SheetRow{Indent: 1, Mark: mark + " ", Marked: meaning, Text: s.Call(), Aside: aside + " "})
	if i >= len(w.exec.Outcomes) {
		return
	}
	o := w.exec.Outcomes[i]
	if o.Failure != nil {
		w.sheet.Add(kit.SheetRow{Indent: 5, Meaning: theme.Danger, Text: sentence(o.Failure.Cause)})
		w.sheet.Add(kit.SheetRow{Indent: 5, Text: sentence(o.Failure.Fix)})
	}
	if o.Note != "" {
		w.sheet.Add(kit.SheetRow{Indent: 5, Meaning: theme.Muted, Text: sentence(o.Note)})
	}
	if o.Unrecorded != "" {
		w.sheet.Add(kit.SheetRow{Indent: 5, Meaning: theme.Warning, Text: sentence(o.Unrecorded)})
	}
}

// resultMark returns the mark of a step's result, and its colour.
func resultMark(t *theme.Theme, r plan.Result) (string, theme.Meaning) {
	switch r {
	case plan.ResultDone:
		return t.Marks.Allowed, theme.Good
	case plan.ResultNotVisible:
		return t.Marks.Unknown, theme.Warning
	case plan.ResultUnknown:
		return t.Marks.Depends, theme.Warning
	default:
		return t.Marks.Denied, theme.Danger
	}
}
