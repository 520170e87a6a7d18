package pane

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Ask is the pane of a question: do SCPs and RCPs block an action in an
// account? It shows the answer level by level while the user types the
// question.
type Ask struct {
	env         *Env
	form        askForm
	answer      answer
	counts      accountCounts  // the answers in an OU
	pasted      *denial.Denial // the text that the form was filled in from; nil once another question is typed
	reread      []model.NodeID // accounts whose policies are read again for the pasted text, the first one now
	rereadSince uint64         // the generation of what is attached when that was asked for
	whatIf      *WhatIf        // the changes that the answer assumes; nil for none

	ordinary ordinary
}

// NewAsk returns a pane with an empty question about a node.
func NewAsk(env *Env, node model.NodeID) *Ask {
	return &Ask{env: env, form: newAskForm(env, node), answer: answer{env: env}}
}

// About changes the node that the question is about.
func (a *Ask) About(node model.NodeID) { a.form.node = node }

// Edit moves the keys into the form, unless they are there already.
func (a *Ask) Edit() {
	if a.form.inAnswer() {
		a.form.moveTo(askAction)
	}
}

// Question returns the question as typed.
func (a *Ask) Question() verdict.Question { return a.form.question() }

// Fill fills in the form from a pasted question.
func (a *Ask) Fill(p denial.Denial) {
	a.form.fill(p)
	a.pasted = &p
}

// Work returns the next job: collecting what fields are completed from, or
// asking the question for the accounts of an OU.
func (a *Ask) Work() kit.Job {
	if job := a.form.work(); job != nil {
		return job
	}
	a.startCounts(a.Question())
	return a.counts.job()
}

// View draws the form above and the answer below it.
func (a *Ask) View(s kit.Size, focused bool) []string {
	lines := a.form.view(s, focused)
	a.updateAnswer(s.W)
	return kit.Pad(a.env.Theme, append(lines, a.answer.view(max(1, s.H-len(lines)), a.form.inAnswer())...), s)
}

// Do moves between the fields and the rows of the answer, completes fields and
// opens documents.
func (a *Ask) Do(c kit.Command) kit.Intent {
	inAnswer := a.form.inAnswer()
	switch c {
	case kit.Close:
		if a.form.closeChoices() {
			return nil
		}
		return Gone{}
	case kit.NextTab:
		a.form.move(1)
	case kit.PrevTab:
		a.form.move(-1)
	case kit.Up:
		if inAnswer && a.answer.window.Cursor > 0 {
			a.answer.window.Move(-1)
		} else if !a.form.choices.step(-1) {
			a.form.move(-1)
		}
	case kit.Down:
		if inAnswer {
			a.answer.window.Move(1)
		} else if !a.form.choices.step(1) {
			a.form.move(1)
		}
	case kit.PageUp, kit.PageDown, kit.Home, kit.End:
		kit.Move(&a.answer.window, c)
	case kit.Open:
		return a.open()
	case kit.KeepLens:
		return LensWanted{Question: a.Question()}
	case kit.Exactly:
		a.ordinary.exactly = !a.ordinary.exactly
	case kit.Assume:
		a.assumeOrNot()
	case kit.CopyText:
		return Copied{"the verdict", a.answer.text()}
	default:
	}
	return nil
}

// open takes the choice under the cursor, moves from a field to the next, or
// opens the document of the answer's row with the statement highlighted.
func (a *Ask) open() kit.Intent {
	if c := &a.form.choices; !a.form.inAnswer() {
		var changed kit.Intent
		if c.at >= 0 {
			done := a.form.take(c.items[c.at])
			if changed = a.changed(); !done {
				return changed
			}
		}
		if a.form.focus == len(a.form.fields)-1 && a.form.input().Value() != "" {
			a.form.addKey("")
		}
		a.form.move(1)
		return changed
	}
	row := a.answer.chosen()
	if row.chip != 0 {
		return a.openChip(row)
	}
	if row.policy != "" && a.env.Reading.Policy(row.policy) != nil { // not a draft
		return PolicyOpened{Policy: row.policy, Highlight: []scp.Span{row.span}}
	}
	return nil
}

// Can implements kit.Pane.
func (a *Ask) Can(c kit.Command) (ok bool, reason string) {
	inAnswer := a.form.inAnswer()
	switch c {
	case kit.Close, kit.NextTab, kit.PrevTab, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Open, kit.CopyText:
		return true, ""
	case kit.Assume:
		return inAnswer && a.answer.chosen().isChip(), "Go to an assumption of the answer first."
	case kit.Exactly:
		return a.answer.typical, "The exact answer is the one that is shown."
	case kit.Home, kit.End: // in a field they are for the text
		return inAnswer, ""
	case kit.KeepLens:
		if a.whatIf != nil {
			return false, "The tree shows how things are: leave what is supposed first."
		}
		if a.form.foreign() {
			return false, "The tree is asked for principals of its accounts, and this caller is from elsewhere."
		}
		if err := a.form.wrong(a.Question()); err != nil {
			return false, "Ask a whole question first: " + err.Error()
		}
		return true, ""
	default:
		return false, ""
	}
}

// Label implements kit.Labeller.
func (a *Ask) Label(c kit.Command) string {
	inAnswer := a.form.inAnswer()
	switch {
	case c == kit.Open && inAnswer && a.answer.chosen().chip != 0:
		return a.chipLabel(a.answer.chosen())
	case c == kit.Open && inAnswer:
		return "document"
	case c == kit.Exactly:
		return exactlyLabel(a.ordinary.exactly)
	case c == kit.Open && a.form.choices.at >= 0:
		return "take it"
	case c == kit.Close && (a.form.choices.at >= 0 || a.form.choices.requested):
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
		a.answer.window.Scroll(m.Wheel)
		return nil
	}
	switch i, fields, listed := m.Y-1, a.form.window.Height, len(a.form.choices.items); {
	case i >= 0 && i < fields:
		a.form.moveTo(a.form.window.Top + i)
	case i >= fields && i < fields+listed:
		a.form.take(a.form.choices.items[i-fields])
		return a.changed()
	case i > fields+listed:
		a.form.moveTo(len(a.form.fields))
		a.answer.window.To(a.answer.window.Top + i - fields - listed - 1)
		if m.Twice {
			return a.open()
		}
	}
	return nil
}

// Typing reports whether a field has the focus, so that keys are text.
func (a *Ask) Typing() bool { return !a.form.inAnswer() }

// Key edits the field with the focus.
func (a *Ask) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if (k.String() == "right" || k.String() == "end") && a.form.complete() {
		return a.changed(), true
	}
	in := a.form.input()
	was := in.Value()
	taken := in.Key(k)
	if in.Value() == was {
		return nil, taken
	}
	if a.form.focus == askAction || a.form.focus == askPrincipal {
		a.pasted = nil
	}
	a.form.choices.requested = false
	a.form.updateChoices()
	return a.changed(), taken
}

// changed returns the intent that says that the question changed; nil while the
// action is not finished.
func (a *Ask) changed() kit.Intent {
	if a.form.actionUnfinished() {
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
		return Many{Noticed{"The question was filled in from the pasted text.", theme.Good}, a.readAgain(), a.changed()}
	case denial.Recognizes(text):
		return Noticed{"Nothing was filled in: " + err.Error() + ".", theme.Warning}
	}
	if a.form.inAnswer() {
		return Noticed{"Nothing was filled in: go to a field first, or paste a whole error text or event.", theme.Warning}
	}
	a.form.input().Paste(text)
	a.form.updateChoices()
	return a.changed()
}

// Caret returns the place of the text cursor in the last view.
func (a *Ask) Caret() *tea.Position { return a.form.caret }
