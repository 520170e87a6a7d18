package pane

import (
	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// treeColumns is the widths of the columns of numbers at the right of the tree;
// none has a width where there is no room, or while a question is on.
type treeColumns struct {
	admins, accounts, policies, mark int
	lookups                          []model.AttachmentLookup
}

// treeNumbers is the narrowest tree with columns of numbers, and treeWords the
// narrowest whose columns have whole words as their names.
const treeNumbers, treeWords = 40, 56

// nameLeast is the number of cells that a name keeps, whatever stands beside
// it; treeLeast is what the deepest row keeps of half the tree's width.
const nameLeast, treeLeast = 8, 3

// columns returns the columns for a width.
func (t *Tree) columns(width int) treeColumns {
	if width < treeNumbers || t.env.Lens != nil {
		return treeColumns{}
	}
	c := treeColumns{admins: 4, accounts: 5, policies: 4, mark: 3}
	if width >= treeWords {
		c = treeColumns{admins: 7, accounts: 10, policies: 10, mark: 3}
	}
	if n := len(t.rows); n > 0 {
		c.accounts = max(c.accounts, 2+len(phrase.Thousands(t.env.Reading.AccountCount(t.rows[0].node.ID))))
	}
	c.lookups = t.env.attachmentLookups()
	return c
}

// attachmentLookups returns what finds the policies of the evaluated types that are
// attached to nodes, until the reading changes.
func (e *Env) attachmentLookups() []model.AttachmentLookup {
	var all []model.AttachmentLookup
	for _, kind := range model.Evaluated() {
		all = append(all, e.Reading.AttachmentLookup(kind))
	}
	return all
}

// shown reports whether there are columns.
func (c *treeColumns) shown() bool { return c.mark > 0 }

// heading draws the names of the columns.
func (c *treeColumns) heading(env *Env, width int) string {
	admins, accounts, policies := "adm", "acct", "pol"
	if width >= treeWords {
		admins, accounts, policies = "admins", "accounts", "policies"
	}
	l := widget.NewLine(env.Theme, theme.Page, width).Space(1).Put(theme.Muted, "name")
	l.To(width - c.admins - c.accounts - c.policies - c.mark)
	return l.Number(theme.Muted, admins, c.admins).Number(theme.Muted, accounts, c.accounts).Number(theme.Muted, policies, c.policies).String()
}

// line draws one row: fold, name, badges, and the columns or the answer at the
// right.
func (t *Tree) line(i, width int, focused bool, c *treeColumns) string {
	r := t.rows[i]
	l := t.env.Row(i == t.window.Cursor, focused, width)
	l.Space(2 * min(r.depth, max(0, width/2-treeLeast)/2))
	if r.note != noteNone {
		return t.drawNote(l.Space(2), r).String()
	}
	name := theme.Plain
	switch {
	case r.node.Kind == model.KindAccount:
		l.Space(2)
	case t.open[r.node.ID]:
		l.Put(theme.Muted, t.env.Theme.Marks.Open+" ")
	default:
		l.Put(theme.Muted, t.env.Theme.Marks.Closed+" ")
	}
	if r.node.Kind != model.KindAccount {
		name = theme.Strong
	}
	cells := t.cells(r.node, c)
	wide := cellsWidth(cells)
	room := l.Left() - wide - 2
	badges := t.fittingBadges(r.node, room-widget.Width(widget.Clean(nameOf(r.node))))
	if room < widget.Width(badges)+nameLeast {
		badges = ""
	}
	room -= widget.Width(badges)
	if r.node.Name == "" {
		name = theme.Muted // its ID stands for it while the name is arriving
	}
	l.Cell(name, nameOf(r.node), min(max(nameLeast, room), widget.Width(widget.Clean(nameOf(r.node))))).Space(1)
	l.Put(theme.Muted, badges)
	if room >= nameLeast {
		l.To(width - wide)
		for _, x := range cells {
			l.Number(x.meaning, x.text, x.width)
		}
	}
	return l.String()
}

// treeCell is a few words in a column at the right edge of a row, against the right
// edge of the column.
type treeCell struct {
	sideNote
	width int
}

// cellsWidth returns the width of all cells without the empty ones in front: a name
// may use their room.
func cellsWidth(cells []treeCell) (width int) {
	for i := range cells {
		if width > 0 || cells[i].text != "" {
			width += cells[i].width
		}
		if width == 0 {
			cells[i].width = 0
		} else if width == cells[i].width {
			width = widget.Width(cells[i].text)
			cells[i].width = width
		}
	}
	return width
}

// cells returns what stands at the right of a node's row: the answer to the question
// that is on, or the columns.
func (t *Tree) cells(n *model.Node, c *treeColumns) []treeCell {
	var cells []treeCell
	if !c.shown() {
		for _, x := range t.notes(n) {
			cells = append(cells, treeCell{x, widget.Width(x.text)})
		}
		return append(cells, treeCell{sideNote{theme.Muted, " "}, 1})
	}
	count := ""
	if n.Kind != model.KindAccount {
		count = phrase.Thousands(t.env.Reading.AccountCount(n.ID))
		cells = append(cells, treeCell{sideNote{theme.Muted, someNumber(t.env.administratorsBelow(n.ID))}, c.admins})
	}
	cells = append(cells, treeCell{sideNote{theme.Muted, count}, c.accounts}, treeCell{t.env.policyCount(c.lookups, n), c.policies})
	s := t.env.worstAt(n.ID, !t.open[n.ID])
	m, mark := severityMark(t.env.Theme, s)
	return append(cells, treeCell{sideNote{m, mark + " "}, c.mark})
}

// policyCount returns how many policies are attached right at a node, without those
// that AWS attaches by itself.
func (e *Env) policyCount(lookups []model.AttachmentLookup, n *model.Node) sideNote {
	node, count, known := e.Reading.TreeNode(n.ID), 0, true
	for i := range lookups {
		policies, status := lookups[i].At(node)
		known = known && status.Known()
		for _, id := range policies {
			if !isFull(id) {
				count++
			}
		}
	}
	if count == 0 && !known {
		return sideNote{theme.Muted, e.Theme.Marks.Unknown}
	}
	return sideNote{theme.Muted, someNumber(count)}
}

// The lines below the tree: the lowest tree that has one, and the lowest that has
// them all.
const (
	treeFootLeast  = 8
	treeFootRoom   = 17
	treeFootMost   = 3 // findings
	treeFootBreath = 2 // rows left free above them
)

// foot returns what needs attention most, for a tree without the home beside it.
func (t *Tree) foot(s kit.Size) []string {
	x := t.env.Inspection()
	if t.env.Beside || s.H < treeFootLeast || x == nil || x.Count() == 0 {
		return nil
	}
	most := 1
	if free := s.H - len(t.rows) - treeFootBreath; s.H >= treeFootRoom && free > 1 {
		most = min(free-1, treeFootMost)
	}
	p := newPage(t.env, s.W)
	key := t.env.Key("findings")
	width := widget.Width(key + allFindings)
	whole := func(l *widget.Line) *widget.Line { // the way to all findings, at the right edge
		return l.To(s.W-width-1).Put(theme.Accent, key).Put(theme.Muted, allFindings)
	}
	if most > 1 {
		p.Add(whole(p.Line().Put(theme.Strong, "Needs attention")))
	}
	for i := range x.Findings[:min(most, x.Count())] {
		f := &x.Findings[i]
		m, mark := severityMark(t.env.Theme, f.Severity)
		l := p.Line().Put(m, mark).Space(1).Put(m, f.Severity.String()).Space(2)
		if most == 1 {
			whole(l.Cell(theme.Plain, f.Title, l.Left()-width-2))
		} else {
			l.Put(theme.Plain, f.Title)
		}
		p.Add(l)
	}
	if s.H-len(t.rows) > most+treeFootBreath+3 {
		p.Blank()
		p.Add(p.Line().Put(theme.Muted, shortPasteHint))
	}
	return p.Lines
}

// shortPasteHint says in a narrow line what a paste is good for.
const shortPasteHint = "Paste an AccessDenied message, an ARN or an ID to see what it is about."

// allFindings is what the key for the findings shows.
const allFindings = " all findings"
