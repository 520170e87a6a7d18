package pane

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// accountColumns is the width of each column; zero for a column that is not
// shown.
type accountColumns struct {
	lens, name, id, state, path, email, joined, delegations int
}

// lensColumn is the width of the column of marks while a question is on.
const lensColumn = 2

// columns divides the width among the columns that it has room for.
func (a *Accounts) columns(width int) accountColumns {
	c := accountColumns{id: 14, delegations: 6}
	if width >= 80 {
		c.joined = 12
	}
	if width >= 70 {
		c.state = 19
	}
	if a.env.Lens != nil {
		c.lens = lensColumn
	}
	rest := width - 1 - c.lens - c.id - c.delegations - c.joined - c.state
	switch {
	case width >= 140:
		c.name, c.path = rest*3/10, rest*4/10
		c.email = rest - c.name - c.path
	case width >= 100:
		c.name = rest * 9 / 20
		c.path = rest - c.name
	default:
		c.name = rest
	}
	return c
}

// head draws the names of the columns and marks the one that the list is sorted
// by.
func (a *Accounts) head(c accountColumns, width int) *widget.Line {
	l := widget.NewLine(a.env.Theme, theme.Page, width).Space(1 + c.lens)
	for _, x := range []struct {
		by    accountOrder
		name  string
		width int
	}{
		{byName, "name", c.name},
		{byID, "ID", c.id},
		{byState, "state", c.state},
		{byPath, "OU path", c.path},
		{byEmail, "e-mail", c.email},
		{byJoined, "joined", c.joined},
		{byDelegations, "deleg", c.delegations},
	} {
		if x.by == a.all.order {
			l.Cell(theme.Accent, x.name+" "+a.env.Theme.Marks.Open, x.width)
		} else {
			l.Cell(theme.Muted, x.name, x.width)
		}
	}
	if a.hidden(c) {
		l.Right(theme.Accent, "by "+[...]string{byState: "state", byPath: "OU path", byEmail: "e-mail", byJoined: "joined"}[a.all.order])
	}
	return l
}

// hidden reports whether the column that the list is sorted by is not shown.
func (a *Accounts) hidden(c accountColumns) bool {
	switch a.all.order {
	case byState:
		return c.state == 0
	case byPath:
		return c.path == 0
	case byEmail:
		return c.email == 0
	case byJoined:
		return c.joined == 0
	default:
		return false
	}
}

// line draws one account.
func (a *Accounts) line(i int, c accountColumns, width int, focused bool) *widget.Line {
	x := a.Shown[i]
	l := a.env.Row(i == a.Window.Cursor, focused, width)
	if a.env.Lens != nil {
		mark, m := kindMark(a.env.Theme, a.env.Lens.Kind(x.node.ID))
		l.Cell(m, mark, c.lens)
	}
	badges := a.badges(x, c)
	room := max(8, c.name-1-widget.Width(badges)-1)
	name := widget.Clean(nameOf(x.node))
	l.Cell(theme.Plain, name, min(room, widget.Width(name))).Space(1)
	l.Cell(theme.Muted, badges, c.lens+c.name+1-l.Used())
	l.Cell(theme.Plain, string(x.node.ID), c.id)
	state := theme.Muted
	if x.node.State != model.StateActive {
		state = theme.Warning
	}
	l.Cell(state, x.node.State.Words(), c.state)
	a.cell(l, theme.Muted, x.path, c.path)
	a.cell(l, theme.Plain, x.node.Email, c.email)
	l.Cell(theme.Muted, phrase.Date(x.node.Joined), c.joined)
	if x.delegations > 0 {
		l.Number(theme.Plain, strconv.Itoa(x.delegations), min(5, c.delegations))
	}
	return l
}

// cell draws a text and a blank before the next column.
func (a *Accounts) cell(l *widget.Line, m theme.Meaning, text string, width int) {
	if width > 0 {
		l.Cell(m, text, width-1).Space(1)
	}
}

// badges returns the words behind a name, except those that a column shows.
func (a *Accounts) badges(x *accountRow, c accountColumns) string {
	var words []string
	for _, b := range badgesOf(a.env.Reading, x.node) {
		admin := strings.HasPrefix(b, "admin")
		state := x.node.State != model.StateActive && b == x.node.State.Words()
		if !(admin || state && c.state > 0) {
			words = append(words, b)
		}
	}
	return strings.Join(words, " ")
}
