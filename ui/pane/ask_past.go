package pane

import (
	"slices"

	"deputy/ui/kit"
)

// PastQuestions are the questions that were asked before, the latest first. The up
// key brings them back in the action's field.
type PastQuestions struct {
	Questions []PastQuestion
}

// PastQuestion is a question as its fields were typed.
type PastQuestion struct {
	Action, Resource, Owner, Region, Principal string
	Keys                                       []string // condition keys, one a field
}

// maxPast is how many questions are kept.
const maxPast = 50

// add puts a question in front, once.
func (p *PastQuestions) add(q PastQuestion) {
	p.Questions = slices.DeleteFunc(p.Questions, q.same)
	p.Questions = slices.Insert(p.Questions, 0, q)
	p.Questions = p.Questions[:min(len(p.Questions), maxPast)]
}

// same reports whether two questions have the same fields.
func (q PastQuestion) same(o PastQuestion) bool {
	return q.Action == o.Action && q.Resource == o.Resource && q.Owner == o.Owner && q.Region == o.Region && q.Principal == o.Principal &&
		slices.Equal(q.Keys, o.Keys)
}

// past returns the form's question as it is typed.
func (f *askForm) past() PastQuestion {
	q := PastQuestion{
		Action: f.text(askAction), Resource: f.text(askResource), Owner: f.text(askOwner), Region: f.text(askRegion), Principal: f.text(askPrincipal),
	}
	for i := askKeys; i < len(f.fields); i++ {
		if text := f.text(i); text != "" {
			q.Keys = append(q.Keys, text)
		}
	}
	return q
}

// ask fills in the form with a question of before.
func (f *askForm) ask(q PastQuestion) {
	f.fields = f.fields[:askKeys]
	for i, text := range []string{askAction: q.Action, askResource: q.Resource, askOwner: q.Owner, askRegion: q.Region, askPrincipal: q.Principal} {
		f.fields[i].input.Set(text)
	}
	for _, key := range q.Keys {
		f.addKey(key)
	}
	f.addKey("")
	f.moveTo(askAction)
	f.input().Select()
}

// remember keeps a whole question for the up key.
func (a *Ask) remember() {
	if q := a.Question(); q.Action != "" && a.wrong(q) == nil && !a.form.actionUnfinished() {
		a.env.Past.add(a.form.past())
	}
}

// recall brings back the question asked before the one in the form, or with -1 the
// one after it. It reports whether there is one; only the action's field has them.
func (a *Ask) recall(by int) bool {
	all := a.env.Past.Questions
	if a.earlier == 0 && by > 0 && len(all) > 0 && all[0].same(a.form.past()) {
		a.draft = a.form.past()
		by++ // the latest is in the form
	}
	to := a.earlier + by
	switch {
	case a.form.focus != askAction || to < 0 || to > len(all) || to == a.earlier:
		return false
	case a.earlier == 0:
		a.draft = a.form.past()
	}
	q := a.draft
	if a.earlier = to; to > 0 {
		q = all[to-1]
	}
	a.pasted = nil
	a.form.ask(q)
	return true
}

// recalled returns the intent that says that the question changed, if one was
// brought back.
func (a *Ask) recalled() kit.Intent {
	if a.form.focus != askAction || a.earlier == 0 {
		return nil
	}
	return a.changed()
}

// next moves to the next field or to the answer. What is typed is completed first
// if it is nothing by itself; the last field for a key is followed by another.
func (a *Ask) next() kit.Intent {
	f := &a.form
	var changed kit.Intent
	if at := f.takes(); at >= 0 {
		done := f.take(f.choices.items[at])
		if changed = a.changed(); !done {
			return changed
		}
	}
	if f.focus == len(f.fields)-1 && f.input().Value() != "" {
		f.addKey("")
	}
	if f.focus == len(f.fields)-1 {
		a.toAnswer()
		return changed
	}
	f.move(1)
	return changed
}

// clear empties the field with the focus.
func (a *Ask) clear() kit.Intent {
	a.form.input().Set("")
	a.typed()
	return a.changed()
}

// AskFor begins another question, about an action, and returns what follows.
func (a *Ask) AskFor(action string) kit.Intent {
	a.remember()
	a.pasted = nil
	a.form.ask(PastQuestion{Action: action})
	a.toAnswer()
	return a.changed()
}
