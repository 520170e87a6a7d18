package pane

import (
	"strings"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Help is the table of actions as a sheet, with what the marks mean.
type Help struct {
	env     *Env
	entries []Entry
	version string
	sheet   sheet
	height  int
}

// NewHelp gives the help sheet of actions as they stand for the pane below.
func NewHelp(env *Env, entries []Entry, version string) *Help {
	return &Help{env: env, entries: entries, version: version}
}

const helpKeys = 20 // the width of the column of keys

// View draws the sheet.
func (h *Help) View(s Size, _ bool) []string {
	h.height = s.H
	h.sheet.reset(s.W)
	group := ""
	for _, e := range h.entries {
		if e.Group != group {
			group = e.Group
			h.sheet.blank()
			h.sheet.put(theme.Strong, group)
		}
		h.entry(e)
	}
	h.marks()
	return pad(h.env.Theme, h.sheet.view(h.env.Theme, s.H), s)
}

// entry adds an action: its keys, what it does, and why not now.
func (h *Help) entry(e Entry) {
	keys := widget.Cut(strings.Join(e.Keys, " "), helpKeys-1, h.env.Theme.Marks.Ellipsis)
	r := sheetRow{indent: 3, mark: keys + strings.Repeat(" ", helpKeys-widget.Width(keys)), marked: theme.Accent, text: e.Help}
	if e.Barred != "" {
		r.marked, r.meaning = theme.Muted, theme.Muted
	}
	h.sheet.add(r)
}

// marks adds what the signs mean, the words behind names, and the version.
func (h *Help) marks() {
	m := h.env.Theme.Marks
	h.sheet.blank()
	h.sheet.put(theme.Strong, "Marks")
	for _, x := range []struct {
		mark    string
		meaning theme.Meaning
		text    string
	}{
		{m.Open + " " + m.Closed, theme.Muted, "unfolded, folded"},
		{m.Allowed, theme.Good, "not blocked by SCPs and RCPs; these never grant, and identity policies are not read"},
		{m.Denied, theme.Danger, "denied: explicitly, or at a level where nothing allows"},
		{m.Depends, theme.Warning, "depends on something that is not given"},
		{m.Unknown, theme.Muted, "unknown, or not read yet; also where text was cut"},
		{m.Gap, theme.Warning, "a gap: it could not be read, and the place says why"},
		{m.Spinner[0], theme.Muted, "being read"},
		{"mgmt", theme.Muted, "the management account, which no SCP binds"},
		{"admin for 2", theme.Muted, "delegated administrator of so many service principals"},
		{"new, moved", theme.Muted, "since the reading that was saved at the last start"},
	} {
		h.sheet.add(sheetRow{indent: 3, mark: x.mark + strings.Repeat(" ", helpKeys-widget.Width(x.mark)), marked: x.meaning, text: x.text})
	}
	h.sheet.blank()
	h.sheet.put(theme.Muted, strings.TrimSpace("deputy "+h.version)+". All times are in UTC.")
}

// Do scrolls or leaves.
func (h *Help) Do(c Command) Intent {
	if c == Close || c == Open {
		return Gone{}
	}
	h.sheet.scroll(c, h.height)
	return nil
}

// Can tells which commands make sense.
func (h *Help) Can(c Command) (ok bool, reason string) {
	ok, reason = canList(c, 1)
	return ok && c != Open, reason
}

// Mouse scrolls.
func (h *Help) Mouse(m Mouse) Intent {
	h.sheet.wheel(m.Wheel, h.height)
	return nil
}
