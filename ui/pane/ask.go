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
	find     finder // in the answer
	tested   string // the test case that is shown above the answer; empty for none
	testedOf string // its question
	earlier  int    // which of the earlier questions is in the form, from 1; 0 for one of its own
	draft    PastQuestion
}

// NewAsk returns a pane with an empty question about a node.
func NewAsk(env *Env, node model.NodeID) *Ask {
	return &Ask{env: env, form: newAskForm(env, node), answer: answer{env: env}, find: finder{input: kit.NewInput()}}
}

// About changes the node that the question is about.
func (a *Ask) About(node model.NodeID) { a.form.node = node }

// Edit moves the keys to the action, whose text is selected: typing replaces it.
func (a *Ask) Edit() {
	a.find.close()
	a.form.moveTo(askAction)
	a.form.input().Select()
}

// Question returns the question as typed.
func (a *Ask) Question() verdict.Question { return a.form.question() }

// Fill fills in the form from a pasted question.
func (a *Ask) Fill(p denial.Denial) {
	a.remember()
	a.form.fill(p)
	a.pasted = &p
	if p.Action != "" {
		a.toAnswer()
	}
}

// toAnswer moves the keys to the headline of the answer, where Enter opens the
// statement that decides.
func (a *Ask) toAnswer() {
	a.remember()
	a.form.moveTo(len(a.form.fields))
	a.answer.toHeadline = true
}

// Prefill begins another question, about the ARN of a principal or of a resource.
func (a *Ask) Prefill(arn string, role bool) {
	a.remember()
	a.form.prefill(arn, role)
	a.pasted = nil
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
	room := max(1, s.H-len(lines))
	if !a.find.open() {
		return kit.Pad(a.env.Theme, append(lines, a.answer.view(room, a.form.inAnswer())...), s)
	}
	lines = kit.Pad(a.env.Theme, append(lines, a.answer.view(max(1, room-1), a.form.inAnswer())...), kit.Size{W: s.W, H: s.H - 1})
	return append(lines, a.find.view(a.env, s, focused))
}

// Do moves between the fields and the rows of the answer, completes fields and
// opens documents.
func (a *Ask) Do(c kit.Command) kit.Intent {
	inAnswer := a.form.inAnswer()
	switch c {
	case kit.Close:
		if a.find.open() {
			a.find.close()
			return nil
		}
		if a.form.closeChoices() {
			return nil
		}
		a.remember()
		return Gone{}
	case kit.NextTab:
		return a.next()
	case kit.PrevTab:
		a.form.move(-1)
	case kit.Up:
		if inAnswer && a.answer.window.Cursor > 0 {
			a.answer.window.Move(-1)
		} else if !a.form.choices.step(-1) && !a.recall(1) {
			a.form.move(-1)
		}
		return a.recalled()
	case kit.Down:
		if inAnswer {
			a.answer.window.Move(1)
		} else if !a.form.choices.step(1) && !a.recall(-1) {
			a.form.move(1)
		}
		return a.recalled()
	case kit.PageUp, kit.PageDown, kit.Home, kit.End:
		kit.Move(&a.answer.window, c)
	case kit.Open:
		return a.open()
	case kit.Answer:
		a.toAnswer()
	case kit.Clear:
		return a.clear()
	case kit.FindIn, kit.FindNext, kit.FindPrevious:
		a.findIn(c)
	case kit.KeepLens:
		a.remember()
		return LensWanted{Question: a.Question()}
	case kit.Exactly:
		a.ordinary.exactly = !a.ordinary.exactly
	case kit.Assume:
		a.assumeOrNot()
	case kit.CopyText, kit.TestCase:
		return a.copy(c)
	default:
	}
	return nil
}

// open takes the choice under the cursor, moves from a field to the next, or
// opens the document of the answer's row with the statement highlighted.
func (a *Ask) open() kit.Intent {
	if !a.form.inAnswer() {
		return a.next()
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
	case kit.TestCase:
		return a.canBeTest()
	case kit.Assume:
		return inAnswer && a.answer.chosen().isChip(), "Go to an assumption of the answer first."
	case kit.Exactly:
		return a.answer.typical, "This answer is exact already."
	case kit.Answer:
		return !inAnswer, ""
	case kit.Clear:
		return !inAnswer && a.form.input().Value() != "", ""
	case kit.FindIn:
		return inAnswer, ""
	case kit.FindNext, kit.FindPrevious:
		return inAnswer && len(a.find.hits) > 0, ""
	case kit.Home, kit.End: // in a field they are for the text
		return inAnswer, ""
	case kit.KeepLens:
		if a.whatIf != nil {
			return false, "The tree shows the organization as it is: leave the what-if first."
		}
		if a.form.foreign() {
			return false, "The tree answers for principals of its own accounts; this caller is from elsewhere."
		}
		if err := a.wrong(a.Question()); err != nil {
			return false, "Complete the question first: " + err.Error()
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
	case c == kit.Open && a.find.typing:
		return "go to match"
	case c == kit.Open && inAnswer && a.answer.chosen().chip != 0:
		return a.chipLabel(a.answer.chosen())
	case c == kit.Open && inAnswer:
		return "open document"
	case c == kit.Exactly:
		return exactlyLabel(a.ordinary.exactly)
	case (c == kit.Open || c == kit.NextTab) && a.form.takes() >= 0:
		return "use it"
	case c == kit.Close && a.find.open():
		return "end search"
	case c == kit.Close && (a.form.choices.at >= 0 || a.form.choices.requested):
		return "close list"
	case c == kit.Open:
		return "next"
	case c == kit.NextTab && inAnswer:
		return "edit question"
	case c == kit.NextTab:
		return "next field"
	case c == kit.CopyText:
		return "copy verdict"
	case c == kit.KeepLens && a.env.Lens != nil:
		return "update tree"
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
func (a *Ask) Typing() bool { return !a.form.inAnswer() || a.find.typing }

// Key edits the field with the focus.
func (a *Ask) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if a.form.inAnswer() {
		return a.findKey(k)
	}
	in := a.form.input()
	if key := k.String(); key == "right" || key == "end" {
		in.Deselect()
		if a.form.complete() {
			return a.changed(), true
		}
	}
	was := in.Value()
	taken := in.Key(k)
	if in.Value() == was {
		return nil, taken
	}
	if a.form.focus == askAction || a.form.focus == askPrincipal {
		a.pasted = nil
	}
	a.typed()
	return a.changed(), taken
}

// typed lists what could be meant by what was typed.
func (a *Ask) typed() {
	a.earlier = 0
	a.form.choices.requested = false
	a.form.updateChoices()
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
		return Many{Noticed{"deputy filled in the question from the pasted text.", theme.Good}, a.readAgain(), a.changed()}
	case denial.Recognizes(text):
		return Noticed{"deputy could not use the pasted text: " + err.Error() + ".", theme.Warning}
	}
	if a.form.inAnswer() {
		a.find.input.Paste(text)
		a.findIn(kit.FindIn)
		return nil
	}
	a.form.input().Paste(text)
	a.typed()
	return a.changed()
}

// Caret returns the place of the text cursor in the last view.
func (a *Ask) Caret() *tea.Position {
	if at := a.find.caret; a.form.inAnswer() && a.find.typing {
		return &at
	}
	return a.form.caret
}
