package pane

import (
	"deputy/model"
	"deputy/model/plain"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// brief is what the policies of one type forbid at a node, in a line each, for the
// overview: all that there is to say of it, and the documents, are on the type's tab.
type brief struct {
	env   *Env
	kind  model.PolicyType
	made  briefKey
	lines []string
}

// briefKey is what the lines were made of.
type briefKey struct {
	node       model.NodeID
	generation uint64
	width      int
	theme      *theme.Theme
}

// write writes the heading and the lines; nothing where no policy applies.
func (b *brief) write(p *page, n *model.Node) {
	key := briefKey{n.ID, b.env.policyGeneration(), p.Width, b.env.Theme}
	if key != b.made {
		b.made, b.lines = key, b.draw(n, p.Width)
	}
	p.Lines = append(p.Lines, b.lines...)
}

// draw draws the lines.
func (b *brief) draw(n *model.Node, width int) []string {
	all := plain.RestrictionsAt(b.env.Reading, n.ID, b.kind)
	if len(all.Lines) == 0 && all.Note != "" || whyNoPolicies(b.env.Reading, b.kind) != "" {
		return nil
	}
	p := newPage(b.env, width)
	var cells []restrictionCells
	var ranks []*plain.Restriction
	var unread bool
	var tally restrictionCount
	for i := range all.Lines {
		r := &all.Lines[i]
		if r.Kind == plain.NotKnown {
			unread = true
			continue
		}
		if tally.all++; r.HasExceptions() {
			tally.excepted++
		}
		cells, ranks = append(cells, newRestrictionCells(b.env, r, func(string) int { return 0 })), append(ranks, r)
	}
	line := p.Line().Put(theme.Strong, restrictionHeading(b.kind, n))
	if tally.all > 0 {
		text := tally.words()
		if tally.excepted > 0 {
			text += " " + b.env.Theme.Marks.Conditional
		}
		line.Right(theme.Muted, text+" ")
	}
	p.Add(line)
	c := briefColumnsFor(width)
	for i := range cells {
		first := i == 0 || cells[i].subject != cells[i-1].subject
		p.Lines = append(p.Lines, c.draw(b.env, &cells[i], ranks[i], first, width))
	}
	switch {
	case unread:
		p.Say(theme.Muted, b.env.Theme.Marks.Unknown, "deputy has not read everything yet: there may be more")
	case len(cells) == 0:
		p.Say(theme.Muted, "", typeName(b.kind)+" forbid nothing here.")
	}
	return p.Lines
}

// briefColumns are the widths of the columns.
type briefColumns struct{ group, what, policy, level int }

// briefColumnsFor returns the columns that fit a width: the subject and what is
// forbidden, with policy and level where there is room. They do not depend on what
// is in them, so that what two nodes have in common stays where it is when the cursor
// goes from one to the other.
func briefColumnsFor(width int) briefColumns {
	c := briefColumns{group: 10, policy: max(12, width/6), level: max(9, width/8)}
	left := width - 1 - c.group - 1 - 2 - 1
	if c.what = left - c.policy - c.level - 4; c.what < 32 {
		c.what, c.level = left-c.policy-2, 0
	}
	if c.what < 32 {
		c.what, c.policy = left, 0
	}
	return c
}

// draw draws a restriction. The mark of one with exceptions is another one.
func (c *briefColumns) draw(env *Env, x *restrictionCells, r *plain.Restriction, first bool, width int) string {
	l := widget.NewLine(env.Theme, theme.Page, width).Space(1)
	group := ""
	if first {
		group = x.subject.String()
	}
	mark, ink, text := env.Theme.Marks.Denied, theme.Danger, theme.Plain
	if r.HasExceptions() {
		mark, ink = env.Theme.Marks.Conditional, theme.Warning
	}
	if r.Broader != nil {
		ink, text = theme.Muted, theme.Muted
	}
	l.Cell(theme.Muted, group, c.group).Space(1).Put(ink, mark).Space(1)
	what := x.what
	if parts := widget.Wrap(what, c.what); len(parts) > 1 {
		what = widget.Wrap(what, c.what-2)[0] + " " + env.Theme.Marks.Ellipsis
	}
	l.Cell(text, what, c.what)
	if c.policy > 0 {
		l.Space(2).Cell(theme.Muted, x.policy, c.policy)
	}
	if c.level > 0 {
		l.Space(2).Cell(theme.Muted, x.level, c.level)
	}
	return l.String()
}
