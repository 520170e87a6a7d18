package pane

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// head draws the names of the columns and marks the one that the list is sorted by,
// and in which direction.
func (a *Accounts) head(c accountColumns, width int) *widget.Line {
	l := widget.NewLine(a.env.Theme, theme.Page, width).Space(1 + c.lens)
	by := accountOrders[a.all.order]
	mark := " " + a.env.Lists.Accounts.mark(a.env)
	for _, x := range c.all {
		if x.name == by {
			l.Cell(theme.Accent, accountTitle(x.name)+mark, x.width)
		} else {
			l.Cell(theme.Muted, accountTitle(x.name), x.width)
		}
	}
	if !slices.ContainsFunc(c.all, func(x accountColumn) bool { return x.name == by }) {
		l.Right(theme.Accent, "by "+accountTitles[by]+mark)
	}
	return l
}

// line draws one account.
func (a *Accounts) line(i int, c accountColumns, width int, focused bool) *widget.Line {
	x := a.Shown[i]
	l := a.env.Row(i == a.Window.Cursor, focused, width)
	if a.env.Lens != nil {
		mark, m := kindMark(a.env.Theme, a.env.Lens.Kind(x.node.ID))
		l.Cell(m, mark, c.lens)
	}
	for k, column := range c.all {
		text, m := a.text(x, column.name)
		if column.name == "path" {
			text = pathEnd(text, column.width-columnGap, a.env.Theme.Marks.Ellipsis)
		}
		if k > 0 {
			l.Cell(m, text, column.width-columnGap).Space(columnGap)
			continue
		}
		end := l.Used() + column.width
		badges := a.badges(x)
		room := column.width - columnGap
		if badges != "" {
			room = max(nameLeast, room-1-widget.Width(badges))
		}
		text = widget.Clean(text)
		l.Cell(m, text, min(room, widget.Width(text))).Space(1)
		l.Cell(theme.Muted, badges, end-1-l.Used()).To(end)
	}
	return l
}

// pathEnd returns as much of the end of an OU path as fits: the end is the most specific part.
func pathEnd(path string, width int, ellipsis string) string {
	path = widget.Clean(path)
	for rest, cut := path, false; ; cut = true {
		if cut {
			path = ellipsis + " / " + rest
		}
		_, after, more := strings.Cut(rest, " / ")
		if !more || widget.Width(path) <= width {
			return path
		}
		rest = after
	}
}

// badges returns the words behind a name, except those that a column shows.
func (a *Accounts) badges(x *accountRow) string {
	return strings.Join(slices.DeleteFunc(badgesOf(a.env.Reading, x.node), func(b string) bool {
		return strings.HasPrefix(b, "admin") || x.node.State != model.StateActive && b == x.node.State.Words()
	}), " ")
}
