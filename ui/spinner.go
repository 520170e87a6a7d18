package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/pane"
)

const spinEvery = 100 * time.Millisecond

// spinner advances the frame of the spinners that panes draw.
type spinner struct {
	env     *pane.Env
	ticking bool // a tickMsg is on its way
}

// tickMsg turns the spinner.
type tickMsg struct{}

// start starts the spinner if it is not turning.
func (s *spinner) start() tea.Cmd {
	if s.ticking {
		return nil
	}
	s.ticking = true
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return tickMsg{} })
}

// turn shows the next frame and goes on while deputy is busy.
func (s *spinner) turn(busy bool) tea.Cmd {
	s.ticking = false
	if !busy {
		return nil
	}
	s.env.Frame++
	return s.start()
}
