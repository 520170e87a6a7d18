package pane

import (
	"fmt"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// impactMost is the number of accounts that are listed.
const impactMost = 500

// startAnswers returns the current question, and begins to ask it for the
// accounts that the changes affect and for those of an OU.
func (p *WhatIf) startAnswers() (q verdict.Question, asked bool) {
	f, err := p.Preview()
	q, asked = p.asking()
	if err != nil || !asked {
		return q, asked
	}
	about := p.About()
	key := fmt.Sprintf("%d %+v %t", p.version, q, p.exactly)
	p.impact.start(p.env, key, f.Reach(q), func() *typical.Impact { return typical.NewImpact(f, q, p.env.lensOptions(p.exactly), impactMost) }, func(s *typical.Impact) error {
		f, err := p.Preview()
		if err != nil {
			return err
		}
		return s.Next(f, 5*accountsPerStep) // each is asked twice
	})
	if n := p.env.Reading.Node(about); n != nil && n.Account() == "" {
		p.sides[0].begin(p.env, string(about)+key, p.readingNow, about, q, p.exactly)
		p.sides[1].begin(p.env, string(about)+key, p.readingThen, about, q, p.exactly)
	}
	return q, asked
}

// readingNow returns the reading before the changes.
func (p *WhatIf) readingNow() *model.Reading { return p.env.Reading }

// readingThen returns the reading after the changes.
func (p *WhatIf) readingThen() *model.Reading {
	if f, err := p.Preview(); err == nil {
		return f.Then
	}
	return p.env.Reading
}

// answersKey returns a text that changes when there are new answers.
func (p *WhatIf) answersKey() string {
	return fmt.Sprint(p.impact.ready, p.impact.runs, p.sides[0].ready, p.sides[0].runs, p.sides[1].ready, p.sides[1].runs, p.exemptions.ready, p.exemptions.runs)
}

// Work returns the next job that asks the question for accounts, or finds out about
// exemptions.
func (p *WhatIf) Work() kit.Job {
	_, asked := p.startAnswers()
	p.startExemptions()
	switch {
	case p.Empty() || p.wrong != nil:
		return nil
	case !asked:
		return nextJob(&p.exemptions)
	}
	return nextJob(&p.sides[0], &p.sides[1], &p.impact, &p.exemptions)
}

// impactSections returns how many accounts the changes give another answer, and
// the list of these accounts; both empty if only one account could have another
// answer.
func (p *WhatIf) impactSections(asked bool) (summary, list kit.Section) {
	switch s := p.impact.result; {
	case !asked || p.impact.err != nil:
		return summary, list
	case !p.impact.ready:
		summary.Whole = []kit.Cell{pendingCell(p.env, "checking whose answer changes")}
		return summary, list
	case s.Asked == 0, s.Asked == 1 && p.env.Reading.Node(p.About()).Kind == model.KindAccount:
		return summary, list
	case s.Changes == 0:
		summary.Whole = []kit.Cell{{Meaning: theme.Muted, Text: "The answer changes for none of " + phrase.Count(s.Asked, "account") + " that this affects."}}
		return summary, list
	}
	s := p.impact.result
	summary.Whole = []kit.Cell{{
		Meaning: theme.Strong, Text: "The answer changes for " + phrase.Thousands(s.Changes) + " of " + phrase.Count(s.Asked, "account"),
		Aside: "listed at the end",
	}}
	list.Title = "Accounts whose answer changes"
	for _, c := range s.Changed {
		was, _ := kindMark(p.env.Theme, c.Before)
		is, m := kindMark(p.env.Theme, c.After)
		list.Whole = append(list.Whole, kit.Cell{
			Mark: is, Marked: m, Text: nameOf(c.Account) + "  " + string(c.Account.ID), Open: ChangeAdded{About: c.Account.ID},
			Aside: was + " " + c.Before.Short() + " now, would be " + is + " " + c.After.Short(),
		})
	}
	if more := s.Changes - len(s.Changed); more > 0 {
		list.Whole = append(list.Whole, kit.Cell{Meaning: theme.Muted, Text: "and " + phrase.Thousands(more) + " more"})
	}
	return summary, list
}
