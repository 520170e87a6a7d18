package pane

import (
	"strings"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// View draws the visible rows.
func (l *policyLevels) View(s kit.Size, focused bool) []string {
	n := l.chosen()
	if n == nil {
		return kit.Pad(l.env.Theme, nil, s)
	}
	l.width = s.W
	l.gather(n)
	p := newPage(l.env, s.W)
	l.writeTop(p, n)
	l.head = len(p.Lines)
	l.window.Resize(len(l.rows), max(0, s.H-l.head))
	for i := l.window.Top; i < l.window.End(); i++ {
		p.Lines = append(p.Lines, l.line(i, s.W, focused))
	}
	return kit.Pad(l.env.Theme, p.Lines, s)
}

// writeTop writes what stands above the rows: why there are none, or the names
// of the columns.
func (l *policyLevels) writeTop(p *page, n *model.Node) {
	if why := whyNoPolicies(l.env.Reading, l.kind); why != "" {
		p.Say(theme.Muted, "", why)
		return
	}
	if s := l.env.Reading.Status(model.PartPolicies, string(l.kind)); s.Progress == model.Failed {
		p.gap(gapOf(s))
	}
	if l.restricted {
		line := p.Line().Put(theme.Strong, restrictionHeading(l.kind, n))
		if l.tally.all > 0 {
			text := l.tally.words()
			if widget.Width(text) >= line.Left() {
				text, _, _ = strings.Cut(text, ",")
			}
			line.Right(theme.Muted, text)
		}
		p.Add(line)
		if l.tally.all > 0 {
			p.Lines = append(p.Lines, l.columns.drawHeadings(widget.NewLine(l.env.Theme, theme.Page, l.width), l))
		}
		return
	}
	p.Add(l.columnNames(p.Line(), n))
}

// columnNames puts the names of the columns on a line.
func (l *policyLevels) columnNames(line *widget.Line, n *model.Node) *widget.Line {
	adds := "what each level adds"
	if a := n.Account(); a != "" && a == l.env.Reading.Organization.Management {
		adds = "attached, but not applied here"
	}
	return line.Put(theme.Strong, levelsTitle+" ").Put(theme.Muted, l.old).To(addsColumn(l.width)).Put(theme.Muted, adds)
}

// addsColumn returns the column where the effect of a policy or level begins.
func addsColumn(width int) int { return max(24, width*55/100) }

// line draws one row.
func (l *policyLevels) line(i, width int, focused bool) string {
	r := &l.rows[i]
	line := widget.NewLine(l.env.Theme, kit.Ground(l.sameRestriction(i, l.window.Cursor), focused), width)
	line.Put(theme.Accent, l.env.CursorMark(i == l.window.Cursor))
	switch {
	case r.restriction != nil:
		return l.drawRestriction(line, r)
	case r.group != "":
		return line.Put(theme.Strong, r.group).String()
	case r.note == levelsTitle && r.isNode:
		return l.columnNames(line, r.node).String()
	case r.note != "":
		return line.Space(3).Put(r.meaning, r.note).String()
	case r.policy == "":
		line.Cell(theme.Strong, levelName(r), addsColumn(width)-2)
	default:
		name := theme.Plain
		if r.policy == l.kind.Full() {
			name = theme.Muted
		}
		line.Space(2).Cell(name, policyName(l.env.Reading, r.policy), addsColumn(width)-4)
	}
	r.effect.draw(line.Space(1), l.env, l.old == "")
	return line.String()
}

// levelName returns the name of a level, or what it is for the node itself.
func levelName(r *levelRow) string {
	switch {
	case r.isNode && r.node.Kind == model.KindAccount:
		return "account"
	case r.isNode && r.node.Kind == model.KindOU:
		return "this OU"
	default:
		return nameOf(r.node)
	}
}
