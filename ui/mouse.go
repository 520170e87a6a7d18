package ui

import (
	"time"

	"deputy/ui/kit"

	tea "charm.land/bubbletea/v2"
)

const (
	twiceWithin = 400 * time.Millisecond
	wheelRows   = 3
)

// mouse passes clicks and the wheel to the panes under it.
type mouse struct {
	layout *layout
	on     bool // the mouse is deputy's, not the terminal's
	last   click
	hits   hits // of the last frame
}

// confirmer is a pane in which Enter may confirm a change. The mouse never does.
type confirmer interface{ Confirming() bool }

// clicked runs the action of a tab or of a key in the footer that was clicked, and
// passes every other click to the pane under it.
func (a *App) clicked(at tea.Mouse) tea.Cmd {
	name := a.mouse.hits.action(at.X, at.Y)
	if name == "" || at.Button != tea.MouseLeft || a.layout.tooSmall() {
		return a.follow(a.mouse.click(at))
	}
	if c, ok := a.layout.focused().(confirmer); ok && c.Confirming() && name == "open" {
		return a.toast.notice("A click never confirms a change: press Enter.")
	}
	return a.press(name)
}

// click is a click that was made, for telling double clicks.
type click struct {
	at time.Time
	y  int
}

// click passes a click to the pane under it, which gets the keys.
func (m *mouse) click(at tea.Mouse) kit.Intent {
	l := m.layout
	if l.tooSmall() || at.Button != tea.MouseLeft || at.Y < bodyTop || at.Y >= l.size.H-2 {
		return nil
	}
	now := l.env.Now
	twice := now.Sub(m.last.at) < twiceWithin && m.last.y == at.Y
	m.last = click{now, at.Y}
	c, x := l.paneAt(at.X)
	if !l.overlaid() {
		l.screen().enter(c)
	}
	return c.pane.Mouse(kit.Mouse{X: x, Y: at.Y - bodyTop, Twice: twice})
}

// wheel scrolls the pane under the mouse.
func (m *mouse) wheel(at tea.Mouse) kit.Intent {
	rows := wheelRows
	if at.Button == tea.MouseWheelUp {
		rows = -rows
	}
	c, x := m.layout.paneAt(at.X)
	return c.pane.Mouse(kit.Mouse{X: x, Y: at.Y - bodyTop, Wheel: rows})
}

// toggle hands the mouse to the terminal or back to deputy, and returns what to
// say about it.
func (m *mouse) toggle() string {
	m.on = !m.on
	if m.on {
		return "The mouse works in deputy; press " + m.layout.env.Key("mouse") + " to select text with it."
	}
	return "The mouse selects text in the terminal; press " + m.layout.env.Key("mouse") + " to use it in deputy."
}
