package pane

import (
	"fmt"
	"strconv"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// shiftsMost is how many accounts are listed.
const shiftsMost = 500

// inquire gives the question, and sees to it that whoever has a part in the
// answer is asked: those whom what is supposed reaches, and those of a unit.
func (p *WhatIf) inquire() (q model.Question, asked bool) {
	f, err := p.Foresight()
	q, asked = p.asking()
	if err != nil || !asked {
		return q, asked
	}
	about := p.About()
	key := fmt.Sprintf("%d %+v", p.edits, q)
	p.shift.begin(p.env, key, f.Reach(q), func() *model.Shift { return f.Shift(q, shiftsMost) }, func(s *model.Shift) error {
		f, err := p.Foresight()
		if err != nil {
			return err
		}
		return s.Next(f, perPart/2) // each is asked twice
	})
	if n := p.env.Reading.Node(about); n != nil && n.Account() == "" {
		p.sides[0].of(p.env, string(about)+key, p.now, about, q)
		p.sides[1].of(p.env, string(about)+key, p.then, about, q)
	}
	return q, asked
}

func (p *WhatIf) now() *model.Reading { return p.env.Reading }

func (p *WhatIf) then() *model.Reading {
	if f, err := p.Foresight(); err == nil {
		return f.Then
	}
	return p.env.Reading
}

// told changes when something came out of what was asked.
func (p *WhatIf) told() string {
	return fmt.Sprint(p.shift.known, p.shift.times, p.sides[0].known, p.sides[0].times, p.sides[1].known, p.sides[1].times)
}

// Work asks on.
func (p *WhatIf) Work() kit.Job {
	if _, asked := p.inquire(); !asked || p.wrong != nil {
		return nil
	}
	return nextOf(&p.sides[0], &p.sides[1], &p.shift)
}

// shifts tells for how many accounts the answer changes, where more than one
// could, and lists them.
func (p *WhatIf) shifts(asked bool) (told, list kit.Section) {
	switch s := p.shift.told; {
	case !asked || p.shift.wrong != nil:
		return told, list
	case !p.shift.known:
		told.Whole = []kit.Cell{awaited(p.env, "finding out whose answer changes")}
		return told, list
	case s.Asked == 0, s.Asked == 1 && p.env.Reading.Node(p.About()).Kind == model.KindAccount:
		return told, list
	case s.Changes == 0:
		told.Whole = []kit.Cell{{Meaning: theme.Muted, Text: "The answer changes for none of " + count(s.Asked, "account", "accounts") + " that this reaches."}}
		return told, list
	}
	s := p.shift.told
	told.Whole = []kit.Cell{{
		Meaning: theme.Strong, Text: "The answer changes for " + strconv.Itoa(s.Changes) + " of " + count(s.Asked, "account", "accounts"),
		Aside: "listed at the end",
	}}
	list.Title = "Accounts whose answer changes"
	for _, c := range s.Changed {
		was, _ := rulingMark(p.env.Theme, c.Before)
		is, m := rulingMark(p.env.Theme, c.After)
		list.Whole = append(list.Whole, kit.Cell{
			Mark: is, Marked: m, Text: nameOf(c.Account) + "  " + string(c.Account.ID), Open: Supposed{About: c.Account.ID},
			Aside: was + " " + shortRuling(c.Before) + " now, would be " + is + " " + shortRuling(c.After),
		})
	}
	if more := s.Changes - len(s.Changed); more > 0 {
		list.Whole = append(list.Whole, kit.Cell{Meaning: theme.Muted, Text: "and " + strconv.Itoa(more) + " more"})
	}
	return told, list
}

// shortRuling gives a ruling in a word or two.
func shortRuling(r model.Ruling) string {
	switch r {
	case model.Allowed:
		return "not blocked"
	case model.ExplicitlyDenied, model.ImplicitlyDenied:
		return "denied"
	case model.Depends:
		return "depends"
	default:
		return "unknown"
	}
}
