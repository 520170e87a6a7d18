package pane

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// doPlan carries out a command while a plan is shown.
func (w *Wizard) doPlan(c kit.Command) kit.Intent {
	switch c {
	case kit.NextTab, kit.Right:
		w.confirm.move(1)
	case kit.PrevTab, kit.Left:
		w.confirm.move(-1)
	case kit.Close:
		return Gone{}
	case kit.CopyText:
		return Copied{"the plan as AWS CLI lines", strings.Join(w.commands(), "\n")}
	case kit.Terraform:
		return Copied{"the Terraform import block", w.plan.Terraform}
	case kit.Open:
		return w.enterPressed()
	default:
		w.sheet.Scroll(c, w.height)
	}
	return nil
}

// enterPressed cancels or confirms if the focus is on a button, and else moves
// to the next field.
func (w *Wizard) enterPressed() kit.Intent {
	switch w.confirm.focus().kind {
	case fieldCancel:
		return Gone{}
	case fieldConfirm:
		if why := w.confirm.missing(w.plan); why != "" {
			return Noticed{why, theme.Warning}
		}
		return Approved{w.plan, strings.TrimSpace(w.confirm.reason.Value())}
	default:
		w.confirm.move(1)
		return nil
	}
}

// enterLabel returns what Enter does at the field with the focus.
func (f *confirmForm) enterLabel(p *plan.Plan) string {
	switch f.focus().kind {
	case fieldCancel:
		return "cancel"
	case fieldConfirm:
		verb, _ := planVerb(p)
		return strings.ToLower(verb)
	default:
		return "next field"
	}
}

// planVerb returns the label of the button that confirms a plan, and the
// button's colour.
func planVerb(p *plan.Plan) (string, theme.Meaning) {
	registers := func(part *plan.Plan) bool { return part.Order.Direction != catalog.Remove }
	switch {
	case !slices.ContainsFunc(p.Each(), registers):
		return "Remove", theme.Danger
	case p.Removes():
		return "Replace", theme.Danger
	default:
		return "Register", theme.Plain
	}
}

// typedVerb returns what the words that a user types are for.
func typedVerb(p *plan.Plan) string {
	if p.Removes() {
		return "remove"
	}
	return "register"
}

// commands returns the plan as AWS CLI lines.
func (w *Wizard) commands() []string {
	lines := make([]string, len(w.plan.Steps))
	for i, s := range w.plan.Steps {
		lines[i] = plan.CommandLine(w.plan.Caller, s.CLI())
	}
	return lines
}

// viewPlan draws the plan and the confirmation dialog below it.
func (w *Wizard) viewPlan(s kit.Size) []string {
	form := w.formLines(s)
	w.height = max(1, s.H-len(form))
	w.planSheet(s.W)
	lines := kit.Pad(w.env.Theme, w.sheet.View(w.env.Theme, w.height), kit.Size{W: s.W, H: w.height})
	if more := len(w.sheet.Rows) - w.sheet.Top - w.height; more > 0 {
		form[0] = widget.NewLine(w.env.Theme, theme.Page, s.W).
			Right(theme.Muted, fmt.Sprintf("%d more lines below ", more)).String()
	}
	if w.caret != nil {
		w.caret.Y += w.height
	}
	return kit.Pad(w.env.Theme, append(lines, form...), s)
}

// planSheet writes the plan in the order in which a careful person asks: what
// blocks it, what will be called, what is lost, the consequences, and what is
// not checked.
func (w *Wizard) planSheet(width int) {
	t, p := w.env.Theme, w.plan
	w.sheet.Reset(width)
	caller := "caller: " + callerName(p.Caller)
	if widget.Width(p.Title)+widget.Width(caller)+5 <= width {
		w.sheet.Add(kit.SheetRow{Indent: 1, Meaning: theme.Strong, Text: p.Title, Aside: caller + " "})
	} else {
		w.sheet.Put(theme.Strong, p.Title)
		w.sheet.Put(theme.Muted, caller)
	}
	if w.notice != "" {
		w.sheet.Item(t.Marks.Gap, theme.Warning, theme.Warning, w.notice)
	}
	w.sheet.Blank()
	for _, b := range p.Blockers {
		w.sheet.Item(t.Marks.Denied, theme.Danger, theme.Plain, b.Text)
		if b.Fix != "" {
			w.sheet.Add(kit.SheetRow{Indent: 3, Meaning: theme.Muted, Text: b.Fix})
		}
		if b.Run != "" {
			w.sheet.Add(kit.SheetRow{Indent: 3, Meaning: theme.Accent, Text: b.Run})
		}
	}
	w.sheet.Blank()
	for i, s := range p.Steps {
		w.sheet.Add(kit.SheetRow{Indent: 1, Mark: fmt.Sprintf("%3d  ", i+1), Marked: theme.Muted, Text: stepText(s)})
	}
	w.sheet.Blank()
	for _, part := range p.Losses() {
		w.sheet.Add(kit.SheetRow{Ground: theme.Band, Indent: 1, Mark: t.Marks.Bar + " ", Marked: theme.Danger, Meaning: theme.Danger, Text: p.LossOf(part)})
	}
	w.sheet.Blank()
	w.section("What it grants", p.Grants)
	w.section("What follows", p.Consequences)
	for _, x := range p.Warnings {
		w.sheet.Item(t.Marks.Gap, theme.Warning, theme.Plain, x.Text)
	}
	w.sheet.Blank()
	for _, x := range p.Unchecked {
		w.sheet.Item(t.Marks.Depends, theme.Muted, theme.Muted, x)
	}
	w.sheet.Blank()
	w.section("The same with the AWS CLI", w.commands())
	w.sheet.Put(theme.Muted, "Read afresh at "+phrase.Clock(w.since)+". Plan "+p.Digest()+".")
}

// section writes a heading and lines; nothing if there are none.
func (w *Wizard) section(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	w.sheet.Put(theme.Muted, title)
	for _, l := range lines {
		w.sheet.Add(kit.SheetRow{Indent: 3, Text: l})
	}
	w.sheet.Blank()
}

// callerName returns the caller in short.
func callerName(c model.Caller) string {
	if a, err := model.ParseARN(c.ARN); err == nil {
		return a.Resource
	}
	return "not known"
}

// formLines draws the fields and the buttons below an empty line. If the fields
// take more than half the height, it shows those around the focus.
func (w *Wizard) formLines(s kit.Size) []string {
	var lines []string
	focus := 0
	for i, x := range w.confirm.fields {
		if w.confirm.at == i {
			focus = len(lines)
		}
		switch x.kind {
		case fieldWords:
			lines = w.entry(lines, s.W, i, "Type  "+w.plan.ConfirmationText()+"  to "+typedVerb(w.plan)+": ", &w.confirm.words)
		case fieldReason:
			lines = w.entry(lines, s.W, i, "Reason or ticket (may be empty): ", &w.confirm.reason)
		case fieldCancel, fieldConfirm: // the buttons
		default:
			mark := "[ ] "
			ticked, text := w.checkbox(x)
			if ticked {
				mark = "[x] "
			}
			lines = append(lines, w.field(s.W, i).Put(theme.Plain, mark+text).String())
		}
	}
	top, most := 0, max(4, s.H/2)
	if len(lines) > most {
		top = min(max(0, focus-most/2), len(lines)-most)
		lines = lines[top : top+most]
	}
	if w.caret != nil {
		w.caret.Y += 1 - top
	}
	lines = append([]string{widget.NewLine(w.env.Theme, theme.Page, s.W).String()}, lines...)
	return append(lines, w.buttons(s.W))
}

// entry draws a text field, on a line of its own if its label takes most of the
// width.
func (w *Wizard) entry(lines []string, width, i int, label string, in *kit.Input) []string {
	l := w.field(width, i).Put(theme.Plain, label)
	if l.Left() <= widget.Width(label)/2 {
		lines = append(lines, l.String())
		l = w.field(width, i).Space(2)
	}
	caret := in.Draw(l, theme.Strong, l.Left()-1)
	if w.confirm.at == i {
		w.caret = &tea.Position{X: caret, Y: len(lines)}
	}
	return append(lines, l.String())
}

// field begins the line of a field.
func (w *Wizard) field(width, i int) *widget.Line {
	return w.env.Row(w.confirm.at == i, true, width).Space(1)
}

// buttons draws Cancel and, if the plan is not blocked, the button that
// confirms it.
func (w *Wizard) buttons(width int) string {
	l := widget.NewLine(w.env.Theme, theme.Page, width).Space(2)
	button := func(kind fieldKind, label string, m theme.Meaning) {
		if w.confirm.on(kind) {
			l.PutOn(theme.Strong, theme.Cursor, "[ "+label+" ]").Space(2)
			return
		}
		l.Put(m, "  "+label+"  ").Space(2)
	}
	button(fieldCancel, "Cancel", theme.Plain)
	if w.plan.Blocked() {
		return l.Right(theme.Muted, "blocked ").String()
	}
	verb, m := planVerb(w.plan)
	if w.confirm.missing(w.plan) != "" {
		m = theme.Muted
	}
	button(fieldConfirm, verb, m)
	return l.Right(theme.Muted, "Tab next field ").String()
}
