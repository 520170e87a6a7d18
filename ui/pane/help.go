package pane

import (
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Help is the help screen: the table of actions, and what the marks mean.
type Help struct {
	env     *Env
	entries []Entry
	version string
	sheet   kit.Sheet
	height  int
}

// NewHelp returns the help screen for actions as they are available in the pane
// below.
func NewHelp(env *Env, entries []Entry, version string) *Help {
	return &Help{env: env, entries: entries, version: version}
}

const helpKeys = 20 // the width of the column of keys

// View draws the sheet.
func (h *Help) View(s kit.Size, _ bool) []string {
	h.height = s.H
	h.sheet.Reset(s.W)
	group := ""
	for _, e := range h.entries {
		if e.Group != group {
			group = e.Group
			h.sheet.Blank()
			h.sheet.Put(theme.Strong, group)
		}
		h.entry(e)
	}
	h.marks()
	return kit.Pad(h.env.Theme, h.sheet.View(h.env.Theme, s.H), s)
}

// entry adds an action: its keys, what it does, and why it is disabled.
func (h *Help) entry(e Entry) {
	keys := widget.Cut(strings.Join(e.Keys, " "), helpKeys-1, h.env.Theme.Marks.Ellipsis)
	r := kit.SheetRow{Indent: 3, Mark: keys + strings.Repeat(" ", helpKeys-widget.Width(keys)), Marked: theme.Accent, Text: e.Help}
	if e.Disabled != "" {
		r.Marked, r.Meaning = theme.Muted, theme.Muted
	}
	h.sheet.Add(r)
}

// marks adds the meaning of the marks, of the words behind names, and the
// version.
func (h *Help) marks() {
	m := h.env.Theme.Marks
	h.sheet.Blank()
	h.sheet.Put(theme.Strong, "Marks")
	for _, x := range []struct {
		mark    string
		meaning theme.Meaning
		text    string
	}{
		{m.Open + " " + m.Closed, theme.Muted, "unfolded, folded"},
		{m.Allowed, theme.Good, "not blocked by SCPs and RCPs; these never grant, and identity policies are not read"},
		{m.Denied, theme.Danger, "denied: explicitly, or at a level where nothing allows"},
		{m.Conditional, theme.Warning, "not blocked if the request meets conditions"},
		{m.Differs, theme.Warning, "differs: for permission sets or certain roles, say, or for resources of other accounts"},
		{m.Depends, theme.Warning, "exactly: depends on something that is not given"},
		{m.Unknown, theme.Muted, "unknown, or not read yet; also where text was cut"},
		{m.Gap, theme.Warning, "a gap: it could not be read, and the place says why"},
		{m.Spinner[0], theme.Muted, "being read"},
		{"mgmt", theme.Muted, "the management account, to which no SCP applies"},
		{"admin for 2", theme.Muted, "delegated administrator of so many service principals"},
		{"new, moved", theme.Muted, "since the reading that was saved at the last start"},
	} {
		h.sheet.Add(kit.SheetRow{Indent: 3, Mark: x.mark + strings.Repeat(" ", helpKeys-widget.Width(x.mark)), Marked: x.meaning, Text: x.text})
	}
	h.sheet.Blank()
	h.sheet.Put(theme.Muted, strings.TrimSpace("deputy "+h.version)+". All times are in UTC.")
}

// Do scrolls or leaves.
func (h *Help) Do(c kit.Command) kit.Intent {
	if c == kit.Close || c == kit.Open {
		return Gone{}
	}
	h.sheet.Scroll(c, h.height)
	return nil
}

// Can implements kit.Pane.
func (h *Help) Can(c kit.Command) (ok bool, reason string) {
	ok, reason = kit.CanList(c, 1)
	return ok && c != kit.Open, reason
}

// Mouse scrolls.
func (h *Help) Mouse(m kit.Mouse) kit.Intent {
	h.sheet.Wheel(m.Wheel, h.height)
	return nil
}
