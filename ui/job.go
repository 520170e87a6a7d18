package ui

import (
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// jobs runs what takes long, such as a question about thousands of accounts,
// beside the program: one job at a time, so that keys are handled between them.
type jobs struct {
	layout  *layout
	sweep   *sweep
	running bool
	pressed time.Time // when the last key came
	waits   bool      // until keys rest
	made    int       // jobs since memory was given back
}

// workMsg brings what a job made.
type workMsg struct{ take func() }

// next begins the next job unless one is running.
func (j *jobs) next() tea.Cmd {
	if j.running {
		return nil
	}
	job := j.visible()
	if job == nil {
		if j.keysCome() {
			return j.wait()
		}
		job = j.hidden()
	}
	switch {
	case job != nil:
		j.made++
	case j.made >= manyJobs && j.sweep.env.Reading.NodeCount() >= manyNodes && !j.sweep.session.loading():
		job, j.made = giveBack, 0
	default:
		return nil
	}
	j.running = true
	return func() tea.Msg { return workMsg{job()} }
}

// Memory is given back to the system once an organization of so many nodes is read,
// and each time after so many jobs.
const manyNodes, manyJobs = 500, 30

// giveBack is the job that gives free memory back to the system once nothing is left
// to do. Go does so too, but slowly, and keeps what the busiest moment has taken.
func giveBack() func() {
	debug.FreeOSMemory()
	return func() {}
}

// preparer is a pane that can do work before a key asks for what it makes.
type preparer interface{ Prepare() kit.Job }

// keysRest is how long no key must come until work begins in a large organization
// that nobody waits for: keys may follow each other.
const keysRest = 150 * time.Millisecond

// restedMsg says that keys may have come to rest.
type restedMsg struct{}

// keysCome reports whether keys come in a large organization.
func (j *jobs) keysCome() bool {
	return j.sweep.env.Now.Sub(j.pressed) < keysRest && j.sweep.env.Reading.NodeCount() >= manyNodes
}

// wait returns the command that waits until keys rest; nil if one waits already.
func (j *jobs) wait() tea.Cmd {
	if j.waits {
		return nil
	}
	j.waits = true
	return tea.Tick(keysRest, func(time.Time) tea.Msg { return restedMsg{} })
}

// visible returns what is to be done for the visible panes, then for the question
// that stays on; nil for nothing.
func (j *jobs) visible() kit.Job {
	for _, p := range j.layout.visible() {
		if w, ok := p.(kit.Worker); ok {
			if job := w.Work(); job != nil {
				return job
			}
		}
	}
	return j.sweep.job()
}

// hidden returns what is to be done for the findings, for events that come, and for
// what a key may show next; nil for nothing.
func (j *jobs) hidden() kit.Job {
	if job := j.sweep.env.InspectionJob(); job != nil {
		return job
	}
	if job := j.sweep.env.OverviewJob(); job != nil {
		return job
	}
	if job := j.sweep.env.UseJob(); job != nil {
		return job
	}
	s := j.layout.organization()
	for _, p := range []kit.Pane{s.list, s.other} {
		if p, ok := p.(preparer); ok {
			if job := p.Prepare(); job != nil {
				return job
			}
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
