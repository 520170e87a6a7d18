package pane

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Ask is the pane of a question: do SCPs and RCPs block an action in an
// account? It shows the answer level by level while the user types the
// question.
type Ask struct {
	env    *Env
	node   model.NodeID // the account asked about, or a unit for all below it
	fields []askField
	focus  int // a field, or len(fields) for the answer
	caret  *tea.Position

	choices choices
	owner   resourceOwner
	answer  answer
	counts  accountCounts  // the answers in a unit
	window  widget.Window  // of the answer
	form    widget.Window  // of the fields
	pasted  *denial.Denial // the text that the form was filled in from; nil once another question is typed
	whatIf  *WhatIf        // the changes that the answer assumes; nil for none
}

// askField is one line of the question.
type askField struct {
	label string
	input kit.Input
}

// The fields that every question has. The fields from askKeys on hold condition
// keys.
const (
	askAction = iota
	askResource
	askOwner
	askRegion
	askPrincipal
	askKeys
)

// NewAsk returns a pane with an empty question about a node.
func NewAsk(env *Env, node model.NodeID) *Ask {
	a := &Ask{env: env, node: node, choices: choices{at: -1}}
	for _, label := range []string{"action", "resource", "owner", "Region", "principal", "key"} {
		a.fields = append(a.fields, askField{label, kit.NewInput()})
	}
	return a
}

// About changes the node that the question is about.
func (a *Ask) About(node model.NodeID) { a.node = node }

// Edit moves the keys into the form, unless they are there already.
func (a *Ask) Edit() {
	if a.focus == len(a.fields) {
		a.moveTo(askAction)
	}
}

// SetWhatIf makes the pane answer as if the changes of a what-if screen were
// made; nil makes it answer from what AWS has.
func (a *Ask) SetWhatIf(w *WhatIf) { a.whatIf = w }

// whatIfWords returns the changes that the answer assumes, such as "if
// payments-prod were in Sandbox"; empty for none.
func (a *Ask) whatIfWords() string {
	if a.reading() == a.env.Reading {
		return ""
	}
	return a.whatIf.Words()
}

// whatIfVersion tells two sets of changes apart that have the same words, such
// as two drafts with one name.
func (a *Ask) whatIfVersion() int {
	if a.whatIf == nil {
		return 0
	}
	return a.whatIf.version
}

// reading returns the reading that the question is answered from.
func (a *Ask) reading() *model.Reading {
	if a.whatIf != nil {
		if f, err := a.whatIf.Preview(); err == nil {
			return f.Then
		}
	}
	return a.env.Reading
}

// Do moves between the fields and the rows of the answer, completes fields and
// opens documents.
func (a *Ask) Do(c kit.Command) kit.Intent {
	inAnswer := a.focus == len(a.fields)
	switch c {
	case kit.Close:
		if a.leave() {
			return nil
		}
		return Gone{}
	case kit.NextTab:
		a.move(1)
	case kit.PrevTab:
		a.move(-1)
	case kit.Up:
		if inAnswer && a.window.Cursor > 0 {
			a.window.Move(-1)
		} else if !a.step(-1) {
			a.move(-1)
		}
	case kit.Down:
		if inAnswer {
			a.window.Move(1)
		} else if !a.step(1) {
			a.move(1)
		}
	case kit.PageUp, kit.PageDown, kit.Home, kit.End:
		kit.Move(&a.window, c)
	case kit.Open:
		return a.open()
	case kit.KeepLens:
		return LensWanted{Question: a.Question()}
	case kit.CopyText:
		return Copied{"the verdict", a.answer.text()}
	default:
	}
	return nil
}

// move moves the focus to another field, or to the answer behind the last one.
func (a *Ask) move(by int) {
	a.moveTo((a.focus + by + len(a.fields) + 1) % (len(a.fields) + 1))
}

// moveTo moves the focus to a field or to the answer. It lists no choices
// before the user types.
func (a *Ask) moveTo(focus int) {
	a.focus = focus
	a.choices.items, a.choices.at, a.choices.requested, a.choices.listed = nil, -1, false, false
}

// open takes the choice under the cursor, moves from a field to the next, or
// opens the document of the answer's row with the statement highlighted.
func (a *Ask) open() kit.Intent {
	if c := &a.choices; a.focus < len(a.fields) {
		var changed kit.Intent
		if c.at >= 0 {
			done := a.take(c.items[c.at])
			if changed = a.changed(); !done {
				return changed
			}
		}
		if a.focus == len(a.fields)-1 && a.fields[a.focus].input.Value() != "" {
			a.addKey("")
		}
		a.move(1)
		return changed
	}
	if a.window.Cursor < len(a.answer.lines) {
		if row := a.answer.lines[a.window.Cursor]; row.policy != "" && a.env.Reading.Policy(row.policy) != nil { // not a draft
			return PolicyOpened{Policy: row.policy, Highlight: []scp.Span{row.span}}
		}
	}
	return nil
}

// Can implements kit.Pane.
func (a *Ask) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Close, kit.NextTab, kit.PrevTab, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Open, kit.CopyText:
		return true, ""
	case kit.Home, kit.End: // in a field they are for the text
		return a.focus == len(a.fields), ""
	case kit.KeepLens:
		if a.whatIf != nil {
			return false, "The tree shows how things are: leave what is supposed first."
		}
		if err := a.wrong(a.Question()); err != nil {
			return false, "Ask a whole question first: " + err.Error()
		}
		return true, ""
	default:
		return false, ""
	}
}

// Label implements kit.Labeller.
func (a *Ask) Label(c kit.Command) string {
	inAnswer := a.focus == len(a.fields)
	switch {
	case c == kit.Open && inAnswer:
		return "document"
	case c == kit.Open && a.choices.at >= 0:
		return "take it"
	case c == kit.Close && (a.choices.at >= 0 || a.choices.requested):
		return "none"
	case c == kit.Open:
		return "next field"
	case c == kit.NextTab && inAnswer:
		return "back to the fields"
	case c == kit.NextTab:
		return "next field"
	case c == kit.CopyText:
		return "copy the verdict"
	case c == kit.KeepLens && a.env.Lens != nil:
		return "to the tree"
	default:
		return ""
	}
}

// Mouse moves the focus to a field or row, takes a choice, and scrolls the
// answer.
func (a *Ask) Mouse(m kit.Mouse) kit.Intent {
	if m.Wheel != 0 {
		a.window.Scroll(m.Wheel)
		return nil
	}
	switch i, fields, listed := m.Y-1, a.form.Height, len(a.choices.items); {
	case i >= 0 && i < fields:
		a.moveTo(a.form.Top + i)
	case i >= fields && i < fields+listed:
		a.take(a.choices.items[i-fields])
		return a.changed()
	case i > fields+listed:
		a.moveTo(len(a.fields))
		a.window.To(a.window.Top + i - fields - listed - 1)
		if m.Twice {
			return a.open()
		}
	}
	return nil
}

// Typing reports whether a field has the focus, so that keys are text.
func (a *Ask) Typing() bool { return a.focus < len(a.fields) }

// Key edits the field with the focus.
func (a *Ask) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if (k.String() == "right" || k.String() == "end") && a.complete() {
		return a.changed(), true
	}
	in := &a.fields[a.focus].input
	was := in.Value()
	taken := in.Key(k)
	if in.Value() == was {
		return nil, taken
	}
	if a.focus == askAction || a.focus == askPrincipal {
		a.pasted = nil
	}
	a.choices.requested = false
	a.updateChoices()
	return a.changed(), taken
}

// changed returns the intent that says that the question changed; nil while the
// action is not finished.
func (a *Ask) changed() kit.Intent {
	if a.actionUnfinished() {
		return nil
	}
	return QuestionMoved{a.Question()}
}

// Paste fills in the whole form from an AccessDenied text or a CloudTrail
// event, and the field with the focus from any other text.
func (a *Ask) Paste(text string) kit.Intent {
	p, err := denial.Parse(text)
	switch {
	case err == nil:
		a.Fill(p)
		return Many{Noticed{"The question was filled in from the pasted text.", theme.Good}, a.changed()}
	case denial.Recognizes(text):
		return Noticed{"Nothing was filled in: " + err.Error() + ".", theme.Warning}
	}
	if a.focus == len(a.fields) {
		return Noticed{"Nothing was filled in: go to a field first, or paste a whole error text or event.", theme.Warning}
	}
	a.fields[a.focus].input.Paste(text)
	a.updateChoices()
	return a.changed()
}

// Caret returns the place of the text cursor in the last view.
func (a *Ask) Caret() *tea.Position { return a.caret }
