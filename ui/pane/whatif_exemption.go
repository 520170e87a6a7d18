package pane

import (
	"fmt"

	"deputy/model/escalation"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// startExemptions begins to find out which findings about exemptions the changes
// bring about, and which they end.
func (p *WhatIf) startExemptions() {
	f, err := p.Preview()
	if err != nil {
		return
	}
	accounts := askedAtOnce + 1 // It is never done at once: it takes longer than a question.
	for _, id := range f.Edits.Touched() {
		accounts += p.env.Reading.AccountCount(id)
	}
	p.exemptions.start(p.env, fmt.Sprint(p.version), accounts, func() *escalation.Change { return escalation.NewChange(f) }, func(c *escalation.Change) error {
		f, err := p.Preview()
		if err != nil {
			return err
		}
		c.Next(f, escalation.AttacksPerPart)
		return nil
	})
}

// exemptionSection returns the findings about exemptions that come and go.
func (p *WhatIf) exemptionSection() kit.Section {
	var s kit.Section
	if !p.exemptions.ready || p.exemptions.err != nil {
		return s
	}
	for _, impact := range p.exemptions.result.Impacts() {
		c := kit.Cell{Mark: p.env.Theme.Marks.Gap, Marked: theme.Warning, Text: impact.Sentence()}
		if impact.Then < impact.Now {
			c.Mark, c.Marked = p.env.Theme.Marks.Allowed, theme.Good
		}
		s.Whole = append(s.Whole, c)
	}
	if len(s.Whole) > 0 {
		s.Title = "Findings: policies that ordinary roles can bypass"
	}
	return s
}
