package pane

import (
	"errors"
	"fmt"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/theme"
)

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

// whatIfVersion distinguishes two sets of changes that have the same words, such
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

// updateAnswer makes the answer again if the question, the reading or the width
// changed.
func (a *Ask) updateAnswer(width int) {
	q, r := a.Question(), a.env.Reading
	a.startCounts(q)
	lacking, err := a.form.incompleteKeys(), a.wrong(q)
	if a.tested != "" && fmt.Sprintf("%+v", q) != a.testedOf {
		a.tested = "" // It is of another question.
	}
	made := a.tested + fmt.Sprintf("%p %t %s %d %+v %+v %v %t %s %d %d %d %d %d %t %d %+v", a.pasted, a.pasted != nil && a.waits(), a.whatIfWords(), a.whatIfVersion(), q, lacking, err, a.form.actionUnfinished(), a.form.node,
		r.Generation(model.PartDocument), r.Generation(model.PartTargets), r.Generation(model.PartAttached), r.Generation(model.PartRoots),
		r.Generation(model.PartAccounts), a.counts.ready, a.counts.runs, a.ordinary)
	if a.answer.made == made && a.answer.width == width {
		return
	}
	a.answer.reset(made, width)
	if s := a.whatIfWords(); s != "" {
		a.answer.say(theme.Accent, a.env.Theme.Marks.Depends+" Asked as "+s+". "+onlyAQuestion)
	}
	a.sayTestCase()
	for _, row := range lacking {
		a.answer.say(row.m, row.text)
	}
	ofOU := q.Account == "" && !a.form.foreign()
	if err != nil || ofOU {
		a.notes(q)
	}
	switch {
	case q.Action == "":
		a.answer.say(theme.Muted, "Type an action, such as s3:PutBucketPolicy.")
	case a.form.actionUnfinished():
		a.answer.say(theme.Muted, "Keep typing, or choose an action.")
	case errors.Is(err, errOwnerUnfinished):
		a.answer.say(theme.Muted, "Keep typing, or choose an account.")
	case err != nil:
		a.answer.say(theme.Warning, err.Error())
	case ofOU:
		a.answerForOU(q)
	default:
		a.answerForAccount(q)
		a.answer.leadToDecision()
	}
}

// wrong returns what is wrong with the question; nil for a complete one. An action
// that AWS has named exists, whatever the reference says.
func (a *Ask) wrong(q verdict.Question) error {
	if err := verdict.ImpossibleAction(q.Action); err != nil && a.pasted == nil {
		return err
	}
	return a.form.wrong(q)
}

// startCounts begins to ask the question for all accounts below an OU.
func (a *Ask) startCounts(q verdict.Question) {
	if q.Account == "" && !a.form.foreign() && a.wrong(q) == nil && !a.form.actionUnfinished() {
		a.counts.begin(a.env, fmt.Sprintf("%s %d %s %+v", a.whatIfWords(), a.whatIfVersion(), a.form.node, q), a.reading, a.form.node, q, a.ordinary.exactly)
	}
}

// answerForOU appends how many accounts below an OU have each ruling.
func (a *Ask) answerForOU(q verdict.Question) {
	a.answer.warn(verdict.UnknownAction(q.Action))
	switch c := &a.counts; {
	case c.err != nil:
		a.answer.say(theme.Warning, c.err.Error())
		return
	case !c.ready:
		a.answer.say(theme.Muted, a.env.Theme.Marks.Unknown+" asking "+phrase.Count(a.env.Reading.AccountCount(a.form.node), "account"))
		return
	}
	for _, c := range a.counts.cells(a.env) {
		a.answer.rows = append(a.answer.rows, answerRow{mark: c.Mark, marked: c.Marked, text: c.Text})
	}
	a.answer.typical = true
	a.answer.say(theme.Muted, "Choose one account to see why.")
}

// answerForAccount appends the verdict on one account, level by level.
func (a *Ask) answerForAccount(q verdict.Question) {
	x, err := a.ask(q)
	if err != nil {
		a.answer.say(theme.Warning, err.Error())
		return
	}
	v := x.Verdict
	if a.answer.typical = v.Ruling == verdict.Depends; a.answer.typical && !a.ordinary.exactly {
		y := typical.Complete(a.reading(), v, a.ordinary.off...)
		mark, m := typicalMark(a.env.Theme, y.Ruling())
		a.headline(mark, m, y.Headline(), &x)
		a.sayTypical(&y)
		return
	}
	mark, m := rulingMark(a.env.Theme, v.Ruling)
	a.headline(mark, m, x.Headline(a.reading()), &x)
	if v.Ruling == verdict.Depends {
		for _, s := range v.Sentences() {
			a.answer.say(theme.Plain, "  "+s)
		}
	}
	for _, g := range v.Gaps {
		a.answer.say(theme.Warning, a.env.Theme.Marks.Gap+" "+g.Sentence())
	}
	a.answer.levels(&v, v.SCP)
	if len(v.RCP) > 0 {
		a.answer.say(theme.Muted, "RCPs of the resource's owner "+string(v.Owner))
		a.answer.levels(&v, v.RCP)
	}
	for _, x := range x.Alternatives(a.reading()) {
		a.answer.say(theme.Plain, x.Sentence())
	}
	for _, d := range v.Derived {
		a.answer.say(theme.Muted, d.Text())
	}
	for _, n := range v.Notes {
		a.answer.say(theme.Muted, n)
	}
}

// headline appends the verdict in one sentence, and what is doubtful of the
// question or of the text that it was taken from.
func (a *Ask) headline(mark string, marked theme.Meaning, text string, x *verdict.Explained) {
	a.answer.rows = append(a.answer.rows, answerRow{mark: mark, marked: marked, m: theme.Strong, text: text, whole: true})
	a.answer.warn(x.Warning)
	a.sayEvidence(x)
	a.notes(x.Question)
}
