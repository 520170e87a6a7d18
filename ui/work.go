package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// workMsg brings what a job made.
type workMsg struct{ take func() }

// work begins the next job. One runs at a time, so that keys find their way
// between them.
func (a *App) work() tea.Cmd {
	if a.working {
		return nil
	}
	job := a.job()
	if job == nil {
		return nil
	}
	a.working = true
	return func() tea.Msg { return workMsg{job()} }
}

// job gives what is to be done for the panes on show, then for the question that
// stays on.
func (a *App) job() kit.Job {
	for _, p := range a.shown() {
		if w, ok := p.(kit.Worker); ok {
			if job := w.Work(); job != nil {
				return job
			}
		}
	}
	if a.lens.looking != nil {
		return func() func() { return a.lookOn }
	}
	return nil
}

// worked takes over what a job made.
func (a *App) worked(msg workMsg) {
	a.working = false
	msg.take()
}

// shown gives the panes that can be seen.
func (a *App) shown() []kit.Pane {
	if len(a.overlays) > 0 {
		return []kit.Pane{a.focused()}
	}
	columns := a.screen().columns(a.size.W)
	panes := make([]kit.Pane, len(columns))
	for i, c := range columns {
		panes[i] = c.pane
	}
	return panes
}
