package pane

import (
	"slices"
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Help is the help screen: the keys of the pane below first, then those that work
// everywhere, those of other places, and what the marks mean. Typing narrows it.
type Help struct {
	kit.ListFilter
	env     *Env
	entries []Entry
	version string
	sheet   kit.Sheet // of one column
	top     int
	height  int // of a column
	lines   int // of the longest column
}

// NewHelp returns the help screen for actions as they are available in the pane
// below.
func NewHelp(env *Env, entries []Entry, version string) *Help {
	return &Help{ListFilter: kit.NewListFilter(), env: env, entries: entries, version: version}
}

const (
	helpKeys   = 18 // the width of the column of keys
	helpColumn = 56 // the least width of a column of the page
)

// View draws the sections in as many columns as there is room for, one to three.
func (h *Help) View(s kit.Size, _ bool) []string {
	var lines []string
	if h.Visible() {
		l := widget.NewLine(h.env.Theme, theme.Page, s.W).Space(1)
		h.Draw(l, s.W-20)
		lines = append(lines, l.String())
	}
	columns := max(1, min(3, s.W/helpColumn))
	width := s.W / columns
	h.write(width)
	h.height = max(1, s.H-len(lines))
	parts := h.split(columns)
	h.top = max(0, min(h.top, h.lines-h.height))
	for i := h.top; i < min(h.lines, h.top+h.height); i++ {
		l := widget.NewLine(h.env.Theme, theme.Page, s.W)
		for k, rows := range parts {
			if i < len(rows) {
				r := rows[i]
				l.To(k * width).Space(r.Indent)
				l.Put(r.Marked, r.Mark).Put(r.Meaning, r.Text)
			}
		}
		lines = append(lines, l.String())
	}
	return kit.Pad(h.env.Theme, lines, s)
}

// write writes all sections, one below the other, in one column.
func (h *Help) write(width int) {
	h.sheet.Reset(width)
	groups := h.groups()
	moves := groups[0] // they come last of what the place has
	h.section("Here", func(e Entry) bool { return e.OfPane && !e.Elsewhere && e.Group != moves })
	for _, group := range groups {
		h.section(group, func(e Entry) bool { return e.Group == group && (!e.OfPane || group == moves && !e.Elsewhere) })
	}
	h.section("Elsewhere", func(e Entry) bool { return e.OfPane && e.Elsewhere })
	h.marks()
	if len(h.sheet.Rows) == 0 {
		h.sheet.Put(theme.Muted, "No key or mark matches. Esc shows all.")
	}
	h.sheet.Blank()
	h.sheet.Put(theme.Muted, strings.TrimSpace("deputy "+h.version)+". All times are in UTC.")
}

// groups returns the groups of the actions, in their order.
func (h *Help) groups() []string {
	groups := make([]string, len(h.entries))
	for i, e := range h.entries {
		groups[i] = e.Group
	}
	return slices.Compact(groups)
}

// section adds a heading and the actions below it, if there are some.
func (h *Help) section(heading string, of func(Entry) bool) {
	first := true
	for _, e := range h.entries {
		if !of(e) || !h.Matches(strings.ToLower(strings.Join(e.Keys, " ")+" "+e.Name+" "+e.Label+" "+e.Help)) {
			continue
		}
		if first {
			h.sheet.Blank()
			h.sheet.Put(theme.Strong, heading)
			first = false
		}
		h.entry(e)
	}
}

// entry adds an action: its keys, what it does, and why it is disabled.
func (h *Help) entry(e Entry) {
	keys := strings.Join(e.Keys, " ")
	if keys == "" {
		keys = ":" + e.Name
	}
	h.row(keys, theme.Accent, e.Help, e.Disabled != "")
}

// row adds a key or a mark, and what it means.
func (h *Help) row(mark string, marked theme.Meaning, text string, muted bool) {
	mark = widget.Cut(mark, helpKeys-1, h.env.Theme.Marks.Ellipsis)
	r := kit.SheetRow{Indent: 2, Mark: mark + strings.Repeat(" ", helpKeys-widget.Width(mark)), Marked: marked, Text: text}
	if muted {
		r.Marked, r.Meaning = theme.Muted, theme.Muted
	}
	h.sheet.Add(r)
}

// split breaks the sheet into columns of about the same height. A section does not
// begin at the end of a column.
func (h *Help) split(columns int) [][]kit.SheetRow {
	rows := h.sheet.Rows
	var parts [][]kit.SheetRow
	for n := columns; n > 0; n-- {
		at := min(len(rows), (len(rows)+n-1)/n)
		for at > 1 && at < len(rows) && (rows[at-1].Mark == "" || rows[at].Indent > 2) {
			at--
		}
		part := rows[:at]
		rows = rows[at:]
		if len(rows) > 0 && rows[0].Text == "" {
			rows = rows[1:] // no column begins with an empty line
		}
		parts = append(parts, part)
	}
	h.lines = 0
	for _, p := range parts {
		h.lines = max(h.lines, len(p))
	}
	return parts
}

// marks adds the meaning of the marks, and of the words behind names.
func (h *Help) marks() {
	m := h.env.Theme.Marks
	first := true
	for _, x := range []struct {
		mark    string
		meaning theme.Meaning
		text    string
	}{
		{m.Open + " " + m.Closed, theme.Muted, "unfolded, folded"},
		{m.Allowed, theme.Good, "not blocked by SCPs and RCPs; they never grant access, and deputy does not read identity policies"},
		{m.Denied, theme.Danger, "denied: by a Deny statement, or at a level without an Allow for it"},
		{m.Conditional, theme.Warning, "not blocked if the request meets conditions"},
		{m.Differs, theme.Warning, "differs, for example by role or permission set, or for resources of other accounts"},
		{m.Depends, theme.Warning, "exact answer: depends on what the question leaves open"},
		{m.Unknown, theme.Muted, "unknown, or not read yet; also where text was cut"},
		{m.Gap, theme.Warning, "a gap: deputy could not read this; the details say why"},
		{m.Spinner[0], theme.Muted, "loading"},
		{"mgmt", theme.Muted, "the management account, to which no SCP applies"},
		{"admin for 2", theme.Muted, "delegated administrator for so many service principals"},
		{"new, moved", theme.Muted, "since the saved reading"},
	} {
		if !h.Matches(strings.ToLower(x.mark + " " + x.text)) {
			continue
		}
		if first {
			h.sheet.Blank()
			h.sheet.Put(theme.Strong, "Marks")
			first = false
		}
		h.row(x.mark, x.meaning, x.text, false)
	}
}

// Do scrolls, narrows or leaves.
func (h *Help) Do(c kit.Command) kit.Intent {
	switch {
	case c == kit.FindIn:
		h.Begin()
	case c == kit.Close && h.Visible():
		h.Clear()
	case c == kit.Close:
		return Gone{}
	default:
		h.top = max(0, min(h.top+kit.ScrollRows(c, h.height, h.lines), h.lines-h.height))
	}
	return nil
}

// Can implements kit.Pane.
func (h *Help) Can(c kit.Command) (ok bool, reason string) {
	ok, reason = kit.CanList(c, 1)
	return c == kit.FindIn || ok && c != kit.Open, reason
}

// Mouse scrolls.
func (h *Help) Mouse(m kit.Mouse) kit.Intent {
	h.top = max(0, min(h.top+m.Wheel, h.lines-h.height))
	return nil
}
