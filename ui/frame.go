package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// View composes the frame.
func (a *App) View() tea.View {
	v := tea.NewView(strings.Join(a.frame(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "deputy"
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if t, ok := a.focused().(kit.Typist); ok && t.Typing() {
		if at := t.Caret(); at != nil {
			v.Cursor = tea.NewCursor(at.X+a.offset(), at.Y+bodyTop)
		}
	}
	return v
}

// offset gives the column where the pane with the keys begins.
func (a *App) offset() int {
	if len(a.overlays) > 0 {
		return 0
	}
	return a.screen().offset(a.size.W)
}

// blind tells whether the terminal is too small to show anything but that.
func (a *App) blind() bool { return a.size.W > 0 && (a.size.W < leastWidth || a.size.H < leastHeight) }

// frame gives the lines of the whole screen.
func (a *App) frame() []string {
	if a.size.W == 0 {
		return nil
	}
	if a.blind() {
		return tooSmall(a.env.Theme, a.size)
	}
	t, body := a.env.Theme, kit.Size{W: a.size.W, H: a.size.H - frameRows}
	var lines []string
	var joints []int
	if len(a.overlays) > 0 {
		lines = a.focused().View(body, true)
	} else {
		lines, joints = a.screen().view(t, body)
	}
	frame := make([]string, 0, a.size.H)
	frame = append(frame, a.header(), a.tabs(), rule(t, a.size.W, joints, t.Marks.TeeDown))
	frame = append(frame, lines...)
	return append(frame, rule(t, a.size.W, joints, t.Marks.TeeUp), a.footer())
}
