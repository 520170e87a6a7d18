package pane

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// accountOrders is the names of the columns that accounts are sorted by, in the
// sequence of accountOrder.
var accountOrders = []string{"", "name", "id", "state", "path", "email", "joined", "delegations"}

// accountTitles is what the columns are called on the screen.
var accountTitles = map[string]string{
	"name": "name", "id": "ID", "state": "state", "path": "OU path", "email": "e-mail", "joined": "joined", "delegations": "deleg",
}

// accountFill is the columns behind the name in the sequence in which they get room,
// if none are chosen.
var accountFill = []string{"id", "delegations", "state", "joined", "path", "email"}

// tagColumn is how the name of a column of tags begins; the key follows.
const tagColumn = "tag:"

// UnknownAccountColumn returns the first of some columns that the list of accounts
// does not have, and those that it has beside tags; empty if it has all of them.
func UnknownAccountColumn(names []string) (unknown string, known []string) {
	known = accountOrders[2:]
	for _, name := range names {
		if !slices.Contains(known, name) && (!strings.HasPrefix(name, tagColumn) || name == tagColumn) {
			return name, known
		}
	}
	return "", known
}

// accountColumn is a column of the list.
type accountColumn struct {
	name  string
	width int // with the gap behind it
}

// accountColumns is the columns from left to right, the name first.
type accountColumns struct {
	lens int // the width of the answer to the question that is on
	all  []accountColumn
}

// The widths: of the marks while a question is on, the least of a column whose text
// may be cut, and the gap between columns.
const (
	lensColumn  = 2
	columnLeast = 20
	nameColumn  = 24
	columnGap   = 2
)

// columns returns the columns that there is room for: the chosen ones, or as many as
// possible. Those that are cut share what the others leave free.
func (a *Accounts) columns(width int) accountColumns {
	c := accountColumns{}
	if a.env.Lens != nil {
		c.lens = lensColumn
	}
	a.measure()
	left := width - 1 - c.lens
	take := func(name string, least, width int) {
		if least <= left {
			c.all = append(c.all, accountColumn{name, min(width, left)})
			left -= min(width, left)
		}
	}
	take("name", 0, nameColumn)
	chosen := a.env.Lists.Accounts.Columns
	for _, name := range chosen {
		take(name, a.least(name), a.least(name))
	}
	if chosen == nil {
		for _, name := range accountFill { // Each gets all that it needs before the next one is there.
			take(name, a.least(name), max(a.least(name), a.widest[name]+columnGap))
		}
		model.SortStable(c.all, func(x, y accountColumn) int {
			return slices.Index(accountOrders, x.name) - slices.Index(accountOrders, y.name)
		})
	}
	a.widen(c.all, left)
	return c
}

// least returns the width that a column must have.
func (a *Accounts) least(name string) int {
	switch name {
	case "id":
		return 12 + columnGap
	case "joined":
		return 10 + columnGap
	case "delegations":
		return 7 + columnGap
	default:
		return min(columnLeast, a.widest[name]+columnGap)
	}
}

// widen gives the columns the room that they need, those that need least first, and
// what is left then to the name.
func (a *Accounts) widen(all []accountColumn, left int) {
	for left > 0 {
		wanting := 0
		for i := range all {
			if all[i].width < a.widest[all[i].name]+columnGap {
				wanting++
			}
		}
		if wanting == 0 {
			break
		}
		for i := range all {
			if need := a.widest[all[i].name] + columnGap - all[i].width; need > 0 && left > 0 {
				more := min(need, max(1, left/wanting))
				all[i].width += more
				left -= more
			}
		}
	}
	if len(all) > 0 {
		all[0].width += min(left, columnLeast/2)
	}
}

// measure notes the widest texts that were visible so far: a column never becomes
// narrower while one scrolls.
func (a *Accounts) measure() {
	if a.widest == nil || a.measured != a.env.Reading {
		a.widest, a.measured = map[string]int{}, a.env.Reading
		for name, title := range accountTitles {
			a.widest[name] = widget.Width(title)
		}
	}
	for _, name := range a.env.Lists.Accounts.Columns {
		a.widest[name] = max(a.widest[name], widget.Width(widget.Clean(accountTitle(name))))
	}
	for i := a.Window.Top; i < min(a.Window.Top+max(1, a.Window.Height), len(a.Shown)); i++ {
		for name := range a.widest {
			text, _ := a.text(a.Shown[i], name)
			if name == "name" {
				text += " " + a.badges(a.Shown[i])
			}
			a.widest[name] = max(a.widest[name], widget.Width(widget.Clean(text)))
		}
	}
}

// accountTitle returns what a column is called on the screen.
func accountTitle(name string) string {
	if title, ok := accountTitles[name]; ok {
		return title
	}
	return strings.TrimPrefix(name, tagColumn)
}

// text returns what an account has in a column.
func (a *Accounts) text(x *accountRow, name string) (string, theme.Meaning) {
	switch name {
	case "name":
		return nameOf(x.node), theme.Plain
	case "id":
		return string(x.node.ID), theme.Plain
	case "state":
		if x.node.State != model.StateActive {
			return x.node.State.Words(), theme.Warning
		}
		return x.node.State.Words(), theme.Muted
	case "path":
		// Every path begins with the root.
		if _, below, ok := strings.Cut(x.path, " / "); ok {
			return below, theme.Muted
		}
		return x.path, theme.Muted
	case "email":
		return x.node.Email, theme.Plain
	case "joined":
		return phrase.Date(x.node.Joined), theme.Muted
	case "delegations":
		return someNumber(x.delegations), theme.Plain
	}
	tags, read := a.env.Reading.KnownTags(string(x.id))
	if !read {
		return a.env.Theme.Marks.Unknown, theme.Muted
	}
	key := strings.TrimPrefix(name, tagColumn)
	for _, t := range tags {
		if t.Key == key {
			return t.Value, theme.Plain
		}
	}
	return "", theme.Plain
}

// Needs returns the request for the tags of the first visible account that deputy has
// not read them of, while a column shows tags: one after the other, since a later
// request replaces one that has not ended.
func (a *Accounts) Needs() []model.Want {
	tags := func(name string) bool { return strings.HasPrefix(name, tagColumn) }
	if !slices.ContainsFunc(a.env.Lists.Accounts.Columns, tags) {
		return nil
	}
	if a.asked == nil {
		a.asked = map[model.NodeID]bool{}
	}
	for i := a.Window.Top; i < min(a.Window.End(), len(a.Shown)); i++ {
		id := a.Shown[i].id
		_, status := a.env.Reading.Tags(string(id))
		switch {
		case status.Progress == model.Waiting:
			return nil
		case status.Progress == model.Unread && !a.asked[id]:
			a.asked[id] = true
			return []model.Want{model.WantTags{Target: string(id)}}
		}
	}
	return nil
}
