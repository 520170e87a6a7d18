package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// jobs runs what takes long, such as a question about thousands of accounts,
// beside the program: one job at a time, so that keys are handled between them.
type jobs struct {
	layout  *layout
	sweep   *sweep
	running bool
}

// workMsg brings what a job made.
type workMsg struct{ take func() }

// next begins the next job unless one is running.
func (j *jobs) next() tea.Cmd {
	if j.running {
		return nil
	}
	job := j.pick()
	if job == nil {
		return nil
	}
	j.running = true
	return func() tea.Msg { return workMsg{job()} }
}

// preparer is a hidden pane that can do a part of its work before it is shown.
type preparer interface{ Prepare() kit.Job }

// pick returns what is to be done for the visible panes, then for the question
// that stays on, for what a key may show next, and for the findings; nil for
// nothing.
func (j *jobs) pick() kit.Job {
	for _, p := range j.layout.visible() {
		if w, ok := p.(kit.Worker); ok {
			if job := w.Work(); job != nil {
				return job
			}
		}
	}
	if job := j.sweep.job(); job != nil {
		return job
	}
	if job := j.sweep.env.InspectionJob(); job != nil {
		return job
	}
	if job := j.sweep.env.OverviewJob(); job != nil {
		return job
	}
	if p, ok := j.layout.organization().other.(preparer); ok {
		if job := p.Prepare(); job != nil {
			return job
		}
	}
	if job := j.sweep.env.PrepareSearch(); job != nil {
		return job
	}
	return j.sweep.env.SurveyJob()
}

// ended takes over what a job made.
func (j *jobs) ended(msg workMsg) {
	j.running = false
	msg.take()
}
