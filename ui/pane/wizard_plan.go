package pane

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// formFocus is a field of the form under a plan.
type formFocus uint8

const (
	focusAccess  formFocus = iota + 1 // let the plan switch trusted access on
	focusReplace                      // let the plan remove who is in the way
	focusInstead                      // take the other road, for the service refuses its own
	focusTick                         // I know what is lost
	focusWords                        // type SERVICE ACCOUNT
	focusReason                       // a reason or ticket
	focusCancel                       // has the focus at first
	focusConfirm
)

// form is what must be done to confirm a plan.
type form struct {
	fields []formFocus
	focus  formFocus
	ticked bool
	words  input
	reason input
}

// newForm gives the form of a plan; a blocked one can only be left, or changed
// so that it is not blocked.
func newForm(p *model.Plan) form {
	f := form{focus: focusCancel, words: newInput(), reason: newInput()}
	if accessOffered(p) {
		f.fields = append(f.fields, focusAccess)
	}
	if p.Order.Replace || replaceOffered(p) {
		f.fields = append(f.fields, focusReplace)
	}
	if s, ok := model.ServiceByID(p.Order.Service); ok && p.Order.Direction == model.Remove && s.Remove.Instead != nil {
		f.fields = append(f.fields, focusInstead)
	}
	if !p.Blocked() {
		if p.Loss != "" {
			f.fields = append(f.fields, focusTick)
		}
		if p.Words() != "" {
			f.fields = append(f.fields, focusWords)
		}
		f.fields = append(f.fields, focusReason)
	}
	f.fields = append(f.fields, focusCancel)
	if !p.Blocked() {
		f.fields = append(f.fields, focusConfirm)
	}
	return f
}

// accessOffered tells whether the plan may be let switch trusted access on.
func accessOffered(p *model.Plan) bool {
	if p.Order.EnableAccess {
		return true
	}
	s, ok := model.ServiceByID(p.Order.Service)
	for _, b := range p.Blockers {
		if b.Code == "trusted-access" && (!ok || s.TrustedAccess.Road == model.AccessByOrganizations) {
			return true
		}
	}
	return false
}

// replaceOffered tells whether the plan may be let remove the account that is
// in the way.
func replaceOffered(p *model.Plan) bool {
	return slices.ContainsFunc(p.Blockers, func(b model.Blocker) bool { return b.Code == "quota" && b.Replace })
}

// move puts the focus on the next or the previous field.
func (f *form) move(by int) {
	for i, x := range f.fields {
		if x == f.focus {
			f.focus = f.fields[(i+by+len(f.fields))%len(f.fields)]
			return
		}
	}
}

// why tells what is missing to confirm; empty if nothing is.
func (f *form) why(p *model.Plan) string {
	switch {
	case p.Blocked():
		return "The plan is blocked: " + p.Blockers[0].Text
	case p.Loss != "" && !f.ticked:
		return "Tick that you know what is lost: Tab goes to the box, space ticks it."
	case p.Words() != "" && strings.Join(strings.Fields(f.words.value()), " ") != p.Words():
		return "Type " + p.Words() + " first: Tab goes to the field."
	default:
		return ""
	}
}

// key takes text for the field with the focus, and space for a box.
func (f *form) key(w *Wizard, k tea.KeyPressMsg) (Intent, bool) {
	switch f.focus {
	case focusWords:
		return nil, f.words.key(k)
	case focusReason:
		return nil, f.reason.key(k)
	case focusTick:
		if k.String() == "space" {
			f.ticked = !f.ticked
			return nil, true
		}
	case focusAccess, focusReplace, focusInstead:
		if k.String() == "space" {
			return PlanWanted{f.turned(w.order)}, true
		}
	default:
	}
	// A letter meant for a field must not go to another screen and lose what
	// was typed here.
	return nil, len(k.Text) > 0 && !slices.Contains([]string{"c", "T", "?", ":"}, k.Text)
}

// turned gives the order with the choice under the focus the other way.
func (f *form) turned(o model.Order) model.Order {
	switch f.focus {
	case focusAccess:
		o.EnableAccess = !o.EnableAccess
	case focusReplace:
		o.Replace = !o.Replace
	case focusInstead:
		o.Instead = !o.Instead
	default:
	}
	return o
}

// doPlan carries out a command while a plan is shown.
func (w *Wizard) doPlan(c Command) Intent {
	switch c {
	case NextTab, Right:
		w.form.move(1)
	case PrevTab, Left:
		w.form.move(-1)
	case Close:
		return Gone{}
	case CopyText:
		return Copied{"the plan as AWS CLI lines", strings.Join(w.commands(), "\n")}
	case Terraform:
		return Copied{"the Terraform import block", w.plan.Terraform}
	case Open:
		return w.enterPressed()
	default:
		w.sheet.scroll(c, w.height)
	}
	return nil
}

// enterPressed leaves or confirms, by the focus; in a field it goes to the next.
func (w *Wizard) enterPressed() Intent {
	switch w.form.focus {
	case focusCancel:
		return Gone{}
	case focusConfirm:
		if why := w.form.why(w.plan); why != "" {
			return Noticed{why, theme.Warning}
		}
		return Approved{w.plan, strings.TrimSpace(w.form.reason.value())}
	default:
		w.form.move(1)
		return nil
	}
}

// enterLabel tells what Enter does at the field with the focus.
func (f *form) enterLabel(p *model.Plan) string {
	switch f.focus {
	case focusCancel:
		return "cancel"
	case focusConfirm:
		switch {
		case p.Order.Direction == model.Remove:
			return "remove"
		case p.Removes() != "":
			return "replace"
		default:
			return "register"
		}
	default:
		return "next field"
	}
}

// commands gives the plan as AWS CLI lines.
func (w *Wizard) commands() []string {
	lines := make([]string, len(w.plan.Steps))
	for i, s := range w.plan.Steps {
		lines[i] = s.CLI()
		if w.plan.Caller.Demo {
			lines[i] += "  # DEMO"
		}
	}
	return lines
}

// viewPlan draws the plan above and the form below it.
func (w *Wizard) viewPlan(s Size) []string {
	form := w.formLines(s.W)
	w.height = max(1, s.H-len(form))
	w.planSheet(s.W)
	lines := pad(w.env.Theme, w.sheet.view(w.env.Theme, w.height), Size{s.W, w.height})
	if more := len(w.sheet.rows) - w.sheet.top - w.height; more > 0 {
		form[0] = widget.NewLine(w.env.Theme, theme.Page, s.W).
			Right(theme.Muted, fmt.Sprintf("%d more lines below ", more)).String()
	}
	if w.caret != nil {
		w.caret.Y += w.height
	}
	return pad(w.env.Theme, append(lines, form...), s)
}

// planSheet tells the plan in the order in which a careful person asks: what
// bars it, what will be called, what is lost, what follows, what is not known.
func (w *Wizard) planSheet(width int) {
	t, p := w.env.Theme, w.plan
	w.sheet.reset(width)
	caller := "caller: " + callerName(p.Caller)
	if widget.Width(p.Title)+widget.Width(caller)+5 <= width {
		w.sheet.add(sheetRow{indent: 1, meaning: theme.Strong, text: p.Title, aside: caller + " "})
	} else {
		w.sheet.put(theme.Strong, p.Title)
		w.sheet.put(theme.Muted, caller)
	}
	if w.notice != "" {
		w.sheet.item(t.Marks.Gap, theme.Warning, theme.Warning, w.notice)
	}
	w.sheet.blank()
	for _, b := range p.Blockers {
		w.sheet.item(t.Marks.Denied, theme.Danger, theme.Plain, b.Text)
		if b.WayOut != "" {
			w.sheet.add(sheetRow{indent: 3, meaning: theme.Muted, text: b.WayOut})
		}
		if b.Run != "" {
			w.sheet.add(sheetRow{indent: 3, meaning: theme.Accent, text: b.Run})
		}
	}
	w.sheet.blank()
	for i, s := range p.Steps {
		w.sheet.add(sheetRow{indent: 1, mark: fmt.Sprintf("%3d  ", i+1), marked: theme.Muted, text: stepText(s)})
	}
	w.sheet.blank()
	if p.Loss != "" {
		w.sheet.add(sheetRow{ground: theme.Band, indent: 1, mark: t.Marks.Bar + " ", marked: theme.Danger, meaning: theme.Danger, text: p.Loss})
		w.sheet.blank()
	}
	w.section("What it grants", p.Grants)
	w.section("What follows", p.Consequences)
	for _, x := range p.Warnings {
		w.sheet.item(t.Marks.Gap, theme.Warning, theme.Plain, x.Text)
	}
	w.sheet.blank()
	for _, x := range p.Unchecked {
		w.sheet.item(t.Marks.Depends, theme.Muted, theme.Muted, x)
	}
	w.sheet.blank()
	w.section("The same with the AWS CLI", w.commands())
	w.sheet.put(theme.Muted, "Read afresh at "+w.since.UTC().Format("15:04Z")+". Plan "+p.Digest()+".")
}

func (w *Wizard) section(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	w.sheet.put(theme.Muted, title)
	for _, l := range lines {
		w.sheet.add(sheetRow{indent: 3, text: l})
	}
	w.sheet.blank()
}

// callerName gives who asks, in short.
func callerName(c model.Caller) string {
	if a, err := model.ParseARN(c.ARN); err == nil {
		return a.Resource
	}
	return "not known"
}

// formLines draws the fields and the buttons. The first line is left blank.
func (w *Wizard) formLines(width int) []string {
	t, f, p := w.env.Theme, &w.form, w.plan
	lines := []string{widget.NewLine(t, theme.Page, width).String()}
	box := func(focus formFocus, ticked bool, text string) {
		mark := "[ ] "
		if ticked {
			mark = "[x] "
		}
		lines = append(lines, w.field(width, focus).Put(theme.Plain, mark+text).String())
	}
	entry := func(focus formFocus, label string, in *input) {
		l := w.field(width, focus).Put(theme.Plain, label)
		caret := in.draw(l, theme.Strong, l.Left()-1)
		if f.focus == focus {
			w.caret = &tea.Position{X: caret, Y: len(lines)}
		}
		lines = append(lines, l.String())
	}
	for _, x := range f.fields {
		switch x {
		case focusAccess:
			box(x, p.Order.EnableAccess, "Switch trusted access on first")
		case focusReplace:
			box(x, p.Order.Replace, "Remove the account that is in the way first")
		case focusInstead:
			box(x, p.Order.Instead, "The service refuses, for it is configured centrally: remove it through AWS Organizations")
		case focusTick:
			box(x, f.ticked, "I know what is lost")
		case focusWords:
			entry(x, "Type  "+p.Words()+"  to remove: ", &f.words)
		case focusReason:
			entry(x, "Reason or ticket (may be empty): ", &f.reason)
		}
	}
	return append(lines, w.buttons(width))
}

// field begins the line of a field, with a mark if it has the focus.
func (w *Wizard) field(width int, focus formFocus) *widget.Line {
	return widget.NewLine(w.env.Theme, ground(w.form.focus == focus, true), width).
		Put(theme.Accent, cursorMark(w.env, w.form.focus == focus)).Space(1)
}

// buttons draws Cancel and, if the plan is not blocked, the verb.
func (w *Wizard) buttons(width int) string {
	l := widget.NewLine(w.env.Theme, theme.Page, width).Space(2)
	button := func(focus formFocus, label string, m theme.Meaning) {
		if w.form.focus == focus {
			l.PutOn(theme.Strong, theme.Cursor, "[ "+label+" ]").Space(2)
			return
		}
		l.Put(m, "  "+label+"  ").Space(2)
	}
	button(focusCancel, "Cancel", theme.Plain)
	if w.plan.Blocked() {
		return l.Right(theme.Muted, "blocked ").String()
	}
	verb, m := "Register", theme.Plain
	switch {
	case w.plan.Order.Direction == model.Remove:
		verb, m = "Remove", theme.Danger
	case w.plan.Removes() != "":
		verb, m = "Replace", theme.Danger
	}
	if w.form.why(w.plan) != "" {
		m = theme.Muted
	}
	button(focusConfirm, verb, m)
	return l.Right(theme.Muted, "Tab next field ").String()
}
