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
		return Copied{"the plan as AWS CLI commands", strings.Join(w.plan.CLI(), "\n")}
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
		if why := w.missing(); why != "" {
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
	case p.OnlySwitchesAccess():
		return "Switch on trusted access", theme.Plain
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

// viewPlan draws the plan and the confirmation dialog below it.
func (w *Wizard) viewPlan(s kit.Size) []string {
	form := w.formLines(s)
	w.height = max(1, s.H-len(form)-1)
	w.planSheet(s.W)
	lines := kit.Pad(w.env.Theme, w.sheet.View(w.env.Theme, w.height), kit.Size{W: s.W, H: w.height})
	needed := w.stepsEnd
	if w.plan.Removes() {
		needed = w.specific
	}
	w.seen.add(kit.Size{W: s.W, H: len(w.sheet.Rows)}, w.sheet.Top, w.height, needed)
	if more := len(w.sheet.Rows) - w.sheet.Top - w.height; more > 0 {
		form[0] = widget.NewLine(w.env.Theme, theme.Page, s.W).
			Right(theme.Muted, phrase.Count(more, "line")+" more "+w.env.Theme.Marks.Down+" ").String()
	}
	if w.caret != nil {
		w.caret.Y += w.height
	}
	return kit.Pad(w.env.Theme, append(append(lines, form...), w.buttons(s.W)), s)
}

// seenRows notes which rows of a plan have been on the screen, one after the other
// from the first on.
type seenRows struct {
	of     kit.Size // the sheet whose rows are counted
	rows   int
	enough bool // stays so for a sheet of another width
}

// add notes that n rows from the row top on are on the screen. It is enough once
// all up to needed have been.
func (r *seenRows) add(of kit.Size, top, n, needed int) {
	if r.of != of {
		r.of, r.rows = of, 0
	}
	if top <= r.rows {
		r.rows = max(r.rows, top+n)
	}
	r.enough = r.enough || r.rows >= needed
}

// missing returns what the user must do before they can confirm; empty for
// nothing. The steps of a plan must have been in sight, and all that a removal
// says of this account.
func (w *Wizard) missing() string {
	if !w.seen.enough && !w.plan.Blocked() {
		return "Scroll to the end of the plan first: PgDn."
	}
	return w.confirm.missing(w.plan)
}

// planSheet writes the plan: title and caller, the sections of its outline, when
// it was read, and its digest. If what is to be read before confirming does not
// fit with empty lines between its sections, it is written without.
func (w *Wizard) planSheet(width int) {
	w.writePlan(width, true)
	if w.specific > w.height {
		w.writePlan(width, false)
	}
}

// writePlan writes the plan, with or without empty lines between the sections
// that are to be read before confirming it.
func (w *Wizard) writePlan(width int, airy bool) {
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
	w.specific, w.stepsEnd = len(w.sheet.Rows), len(w.sheet.Rows)
	for _, s := range p.Outline() {
		if airy || !s.Kind.Specific() {
			w.sheet.Blank()
		}
		w.section(s)
		if s.Kind.Specific() {
			w.specific = len(w.sheet.Rows)
		}
		if s.Kind <= plan.SectionSteps {
			w.stepsEnd = len(w.sheet.Rows)
		}
	}
	w.sheet.Blank()
	w.sheet.Put(theme.Muted, "Checked at "+phrase.Clock(w.since)+". Plan "+p.Digest()+".")
}

// section writes a section of the plan. Marks stand for the headings of what is
// lost, of blockers, warnings and steps.
func (w *Wizard) section(s plan.Section) {
	marks := w.env.Theme.Marks
	switch s.Kind {
	case plan.SectionLoss:
		for _, l := range s.Lines {
			w.sheet.Add(kit.SheetRow{Ground: theme.Band, Indent: 1, Mark: marks.Bar + " ", Marked: theme.Danger, Meaning: theme.Danger, Text: s.Heading + ": " + l.Text})
		}
	case plan.SectionBlockers:
		for _, l := range s.Lines {
			w.sheet.Item(marks.Denied, theme.Danger, theme.Plain, l.Text)
			w.sheet.Add(kit.SheetRow{Indent: 3, Meaning: theme.Muted, Text: l.Detail})
			w.sheet.Add(kit.SheetRow{Indent: 3, Meaning: theme.Accent, Text: l.Command})
		}
	case plan.SectionWarnings:
		for _, l := range s.Lines {
			w.sheet.Item(marks.Gap, theme.Warning, theme.Plain, l.Text)
		}
	case plan.SectionSteps:
		w.steps(s.Lines)
	default:
		meaning := theme.Plain
		if !s.Kind.Specific() {
			meaning = theme.Muted
		}
		w.sheet.Put(theme.Muted, s.Heading)
		for _, l := range s.Lines {
			w.sheet.Add(kit.SheetRow{Indent: 3, Meaning: meaning, Text: l.Text + l.Command})
		}
	}
}

// steps writes the steps, each in plain words beside its call, or above it where
// the words take half the width or leave too little for a word of the call.
func (w *Wizard) steps(lines []plan.Line) {
	const hang, margin = 6, 2
	words, longest := 0, 0
	for _, l := range lines {
		words = max(words, widget.Width(l.Text))
		for _, word := range strings.Fields(l.Detail) {
			longest = max(longest, widget.Width(word))
		}
	}
	for i, l := range lines {
		number := fmt.Sprintf("%3d  ", i+1)
		if words > w.sheet.Width/2-hang || hang+words+3+longest+margin > w.sheet.Width {
			w.sheet.Add(kit.SheetRow{Indent: 1, Mark: number, Marked: theme.Muted, Text: l.Text})
			w.sheet.Add(kit.SheetRow{Indent: hang, Meaning: theme.Muted, Text: l.Detail})
			continue
		}
		gap := strings.Repeat(" ", words-widget.Width(l.Text)+3)
		w.sheet.Add(kit.SheetRow{Indent: 1, Mark: number + l.Text + gap, Meaning: theme.Muted, Text: l.Detail})
	}
}

// callerName returns the caller in short.
func callerName(c model.Caller) string {
	if a, err := model.ParseARN(c.ARN); err == nil {
		return a.Resource
	}
	return "unknown"
}

// formLines draws the fields below an empty line. If the fields
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
			lines = w.entry(lines, s.W, i, "Reason or ticket (optional): ", &w.confirm.reason)
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
	return append([]string{widget.NewLine(w.env.Theme, theme.Page, s.W).String()}, lines...)
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
	if w.missing() != "" {
		m = theme.Muted
	}
	button(fieldConfirm, verb, m)
	return l.Right(theme.Muted, "Tab next field ").String()
}
