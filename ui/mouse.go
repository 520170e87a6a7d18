package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// click remembers the last click, for telling double clicks.
type click struct {
	at   time.Time
	x, y int
}

const (
	twiceWithin = 400 * time.Millisecond
	wheelRows   = 3
	bodyTop     = 3 // header, tabs, rule
)

// click gives a click to the pane under it, which gets the keys.
func (a *App) click(m tea.Mouse) tea.Cmd {
	if a.blind() || m.Button != tea.MouseLeft || m.Y < bodyTop || m.Y >= a.size.H-2 {
		return nil
	}
	twice := a.env.Now.Sub(a.clicked.at) < twiceWithin && a.clicked.y == m.Y
	a.clicked = click{a.env.Now, m.X, m.Y}
	p, x := a.under(m.X)
	return a.follow(p.Mouse(kit.Mouse{X: x, Y: m.Y - bodyTop, Twice: twice}))
}

// wheel scrolls the pane under the mouse.
func (a *App) wheel(m tea.Mouse) tea.Cmd {
	rows := wheelRows
	if m.Button == tea.MouseWheelUp {
		rows = -rows
	}
	if len(a.overlays) > 0 {
		return a.follow(a.focused().Mouse(kit.Mouse{X: m.X, Y: m.Y - bodyTop, Wheel: rows}))
	}
	c := a.screen().at(m.X, a.size.W)
	return a.follow(c.pane.Mouse(kit.Mouse{X: max(0, m.X-c.at), Y: m.Y - bodyTop, Wheel: rows}))
}

// under finds the pane at a column and moves the keys there.
func (a *App) under(x int) (kit.Pane, int) {
	if len(a.overlays) > 0 {
		return a.focused(), x
	}
	c := a.screen().at(x, a.size.W)
	a.screen().enter(c)
	return c.pane, max(0, x-c.at)
}
