package pane

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// policyColumns is the width of each column; zero for a column that is not
// shown.
type policyColumns struct{ kind, name, size, quota, attached, reach, problems, targets, about int }

// The widest name beside further columns, and the narrowest such columns.
const (
	policyNameMost    = 36
	policyNameLess    = 20 // below it the size makes room: the quota says as much
	policyTargetsLess = 14
	policyTargetsMost = 44
)

// policyWidths divides a width among the columns that it has room for.
func policyWidths(width, kind, longest int) policyColumns {
	c := policyColumns{kind: kind, quota: 8}
	if width >= 48 {
		c.reach = 11
	}
	if width >= 60 {
		c.attached = 10
	}
	if width >= 70 {
		c.size = 8
	}
	if width >= 78 {
		c.problems = 15
	}
	c.name = width - 1 - c.kind - c.quota - c.reach - c.attached - c.size - c.problems
	if c.name < min(policyNameLess, longest+2) {
		c.name, c.size = c.name+c.size, 0
	}
	// What a long list of names does not need tells where a policy is attached, and
	// what it is for.
	if free := c.name - min(policyNameMost, longest+2); c.problems > 0 && free >= policyTargetsLess {
		c.name -= free
		c.targets = min(free, policyTargetsMost)
		c.about = free - c.targets
	}
	return c
}

// head draws the names of the columns and marks the one that the list is sorted
// by.
func (p *Policies) head(c policyColumns, width int) *widget.Line {
	l := widget.NewLine(p.env.Theme, theme.Page, width).Space(1).Cell(theme.Muted, "type", c.kind)
	name := func(by policyOrder) (theme.Meaning, string) {
		if by == p.all.order {
			return theme.Accent, policyOrders[by] + p.env.Lists.Policies.mark(p.env)
		}
		return theme.Muted, policyOrders[by]
	}
	number := func(by policyOrder, width int) {
		if width > 0 {
			m, text := name(by)
			l.Number(m, text, width)
		}
	}
	m, text := name(policiesByName)
	l.Cell(m, text, c.name)
	number(policiesBySize, c.size)
	if p.all.order == policiesBySize && c.size == 0 {
		l.Number(theme.Accent, "quota"+p.env.Lists.Policies.mark(p.env), c.quota)
	} else {
		l.Number(theme.Muted, "quota", c.quota)
	}
	number(policiesByAttached, c.attached)
	number(policiesByReach, c.reach)
	if c.problems > 0 {
		m, text = name(policiesByProblems)
		l.Space(2).Cell(m, text, c.problems-2)
	}
	return l.Cell(theme.Muted, "attached to", c.targets).Cell(theme.Muted, "description", c.about)
}

// line draws one policy.
func (p *Policies) line(i int, c policyColumns, width int, focused bool) *widget.Line {
	x := p.Shown[i]
	l := p.env.Row(i == p.Window.Cursor, focused, width)
	name := theme.Plain
	if x.AWSManaged {
		name = theme.Muted
	}
	l.Cell(theme.Muted, shortType(x.Type), c.kind-1).Space(1).Cell(name, policyName(p.env.Reading, x.ID), c.name-1).Space(1)
	p.sizes(l, x, c)
	p.attached(l, x, c)
	if c.problems > 0 {
		end := l.Used() + c.problems
		p.problems(l.Space(2), x.ID)
		l.To(end)
	}
	if c.targets > 0 {
		l.Cell(theme.Muted, p.targetNames(x, c.targets-2), c.targets)
	}
	return l.Cell(theme.Muted, x.Description, c.about)
}

// targetNames returns the names of the nodes that a policy is attached to, as many as
// fit.
func (p *Policies) targetNames(x *model.Policy, width int) string {
	if isFull(x.ID) {
		return ""
	}
	targets, _ := targetsOf(p.env.Reading, x)
	const most = 8 // More never fit.
	names := make([]string, 0, most)
	for _, id := range targets[:min(len(targets), most)] {
		names = append(names, p.env.nodeName(id))
	}
	for n := len(names); n > 0; n-- {
		text := widget.Clean(strings.Join(names[:n], ", "))
		if rest := len(targets) - n; rest > 0 {
			text += " +" + phrase.Thousands(rest)
		}
		if n == 1 || widget.Width(text) <= width {
			return text
		}
	}
	return ""
}

// sizes draws the length of the text, and how much of the quota that is.
func (p *Policies) sizes(l *widget.Line, x *model.Policy, c policyColumns) {
	size := p.all.size(x.ID)
	if size < 0 {
		_, status := p.env.Reading.Document(x.ID)
		m, text := theme.Muted, p.env.Theme.Marks.Unknown
		switch status.Progress {
		case model.Failed:
			m, text = theme.Warning, p.env.Theme.Marks.Gap
		case model.Waiting, model.Partial:
			text = p.env.Spinner()
		case model.Unread, model.Saved, model.Complete:
		}
		l.Number(m, text, c.size+c.quota)
		return
	}
	l.Number(theme.Plain, phrase.Thousands(size), c.size)
	quota, _ := x.Type.Quota()
	if quota == 0 {
		l.Space(c.quota)
		return
	}
	m := theme.Muted
	if phrase.PercentOf(size, quota) > 90 {
		m = theme.Warning
	}
	l.Number(m, phrase.Percent(size, quota), c.quota)
}

// attached draws the number of nodes that a policy is attached to, and of
// accounts that it applies to.
func (p *Policies) attached(l *widget.Line, x *model.Policy, c policyColumns) {
	if isFull(x.ID) {
		l.Number(theme.Muted, "default", c.attached)
		l.Number(theme.Muted, "", c.reach)
		return
	}
	targets, status := targetsOf(p.env.Reading, x)
	m, mark := theme.Plain, ""
	switch status.Progress {
	case model.Failed:
		m, mark = theme.Warning, p.env.Theme.Marks.Gap
	case model.Waiting, model.Partial:
		m, mark = theme.Muted, p.env.Spinner()
	case model.Unread:
		m, mark = theme.Muted, p.env.Theme.Marks.Unknown
	case model.Saved, model.Complete:
		if len(targets) == 0 {
			m = theme.Warning
		}
	}
	if mark != "" && len(targets) == 0 {
		l.Number(m, mark, c.attached).Number(m, mark, c.reach)
		return
	}
	l.Number(m, mark+strconv.Itoa(len(targets)), c.attached)
	if c.reach > 0 {
		l.Number(m, mark+phrase.Thousands(p.all.reach(x.ID)), c.reach)
	}
}

// problems draws the number of problems of a document, and of its statements
// that never have an effect.
func (p *Policies) problems(l *widget.Line, id model.PolicyID) {
	d := p.env.policySummary(id)
	if d == nil {
		return
	}
	errors, warnings, n := lint.Count(d.problems())
	worst := lint.Hint
	switch {
	case errors > 0:
		worst, n = lint.Error, errors
	case warnings > 0:
		worst, n = lint.Warning, warnings
	}
	m, mark := problemMark(p.env, worst)
	thing := worst.String()
	switch idle := len(p.env.idle(id)); {
	case n > 0 && idle > 0: // There is no room for all the words.
		l.Put(m, mark+" "+phrase.Thousands(n)).Space(2).Put(theme.Muted, phrase.Thousands(idle)+" idle")
	case n > 0:
		l.Put(m, mark+" "+phrase.Count(n, thing))
	case idle > 0:
		l.Put(theme.Muted, phrase.Thousands(idle)+" idle")
	}
}
