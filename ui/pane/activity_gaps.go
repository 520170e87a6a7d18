package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// gaps draws what could not be read, and the whole of the gap under the cursor
// below the list.
func (a *Activity) gaps(s kit.Size) []string {
	gaps := a.env.Gaps()
	if len(gaps) == 0 {
		return []string{a.nothing(s.W, ""), a.nothing(s.W, "deputy could read everything it asked for.")}
	}
	below := &kit.Sheet{}
	below.Reset(s.W)
	w := a.window(len(gaps), s.H)
	g := gaps[w.Cursor]
	below.Put(theme.Muted, "Why")
	below.Add(kit.SheetRow{Indent: 3, Meaning: theme.Warning, Text: g.Cause})
	if g.Fix != "" {
		below.Put(theme.Muted, "How to fix it")
		below.Add(kit.SheetRow{Indent: 3, Text: g.Fix})
	}
	room := min(len(below.Rows), s.H/2)
	w = a.window(len(gaps), s.H-2-room)
	head := widget.NewLine(a.env.Theme, theme.Page, s.W).Space(1).Cell(theme.Muted, "operation", 40).Put(theme.Muted, "target")
	lines := []string{head.String()}
	for i := w.Top; i < w.End(); i++ {
		l := a.row(i, s.W).Put(theme.Warning, a.env.Theme.Marks.Gap).Space(1).Cell(theme.Plain, operationName(gaps[i].Operation), 37).Space(1)
		lines = append(lines, l.Put(theme.Muted, targetName(a.env.Reading, gaps[i].Target)).String())
	}
	lines = append(lines, a.nothing(s.W, ""))
	return append(lines, below.View(a.env.Theme, room)...)
}

// placeOf returns the place that a gap's target names; the zero Place if it
// names none.
func placeOf(r *model.Reading, target string) Place {
	id, _, _ := strings.Cut(target, " ") // the target of a node's policies is node and type
	switch {
	case r.Node(model.NodeID(id)) != nil:
		return Place{Node: model.NodeID(id)}
	case r.Policy(model.PolicyID(id)) != nil:
		return Place{Policy: model.PolicyID(id)}
	}
	if s, ok := catalog.ByPrincipal(model.Principal(id)); ok {
		return Place{Service: s.ID}
	}
	return Place{}
}

// targetName returns a gap's target with the name of what it is.
func targetName(r *model.Reading, target string) string {
	p := placeOf(r, target)
	switch {
	case p.Node != "":
		return nameOf(r.Node(p.Node)) + " " + target
	case p.Policy != "":
		return r.Policy(p.Policy).Name + " " + target
	default:
		return target
	}
}
