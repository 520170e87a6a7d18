package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// View composes the frame.
func (a *App) View() tea.View {
	v := tea.NewView(strings.Join(a.frame(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "deputy"
	if a.mouse.on {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.Cursor = a.layout.caret()
	return v
}

// frame returns the lines of the whole screen.
func (a *App) frame() []string {
	t, l := a.env.Theme, a.layout
	switch {
	case l.size.W == 0:
		return nil
	case l.tooSmall():
		return drawTooSmall(t, l.size)
	}
	_, prompted := l.focused().(*pane.Prompt)
	top := header{env: a.env, options: &a.options, width: l.size.W, progress: a.session.progress(), prompted: prompted}
	bottom := footer{layout: l, toast: a.toast, actions: a.actions, why: a.why, lens: a.sweep.on, ascii: a.options.ASCII, hits: &a.mouse.hits}
	body, joints := l.body()
	frame := make([]string, 0, l.size.H)
	frame = append(frame, top.line(), tabs{l, a.sweep, &a.mouse.hits}.line(), rule(t, l.size.W, joints, t.Marks.TeeDown))
	frame = append(frame, body...)
	above, keys := bottom.lines()
	if above == "" {
		above = rule(t, l.size.W, joints, t.Marks.TeeUp)
	}
	return append(frame, above, keys)
}

// rule draws a horizontal rule with joints where the panes' rules meet it.
func rule(t *theme.Theme, width int, joints []int, mark string) string {
	var line strings.Builder
	at := 0
	for _, j := range joints {
		line.WriteString(strings.Repeat(t.Marks.Horizontal, j-at) + mark)
		at = j + 1
	}
	line.WriteString(strings.Repeat(t.Marks.Horizontal, width-at))
	return t.Paint(theme.Muted, theme.Page, line.String())
}

// drawTooSmall draws the notice for terminals that deputy cannot use.
func drawTooSmall(t *theme.Theme, s kit.Size) []string {
	lines := make([]string, 0, s.H)
	for _, text := range []string{"deputy needs 60 columns and 15 rows.", "Enlarge the terminal, or press q to quit."} {
		for _, w := range widget.Wrap(text, s.W) {
			lines = append(lines, widget.NewLine(t, theme.Page, s.W).Put(theme.Plain, w).String())
		}
	}
	for len(lines) < s.H {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	}
	return lines[:s.H]
}
