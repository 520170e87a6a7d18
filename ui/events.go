package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/recorded"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// events asks for the CloudTrail events that the user named to be read and judged:
// once the organization has been read, again in each run of reading and whenever the
// what-if changes. The backend reads and judges beside the program, so that keys need
// not wait.
type events struct {
	env       *pane.Env
	session   *session
	questions *questions
	toast     *toast

	token    int // of the latest request; facts of another one are dropped
	asked    eventPass
	snapshot *model.Snapshot // by which calls are judged
	frozen   int             // the run that it is of
	found    string          // the event that was asked for
}

// eventPass is what a reading of events is for.
type eventPass struct {
	run     int // of the reading of the organization; 0 for none
	version int // of the what-if; 0 if nothing would change
}

// choose begins with other events, or again.
func (e *events) choose(i pane.EventsChosen) {
	x := &e.env.Events
	if len(i.Paths) > 0 {
		*x = pane.Events{Paths: i.Paths, Runs: x.Runs + 1}
	}
	x.Stopped, x.Failure, e.asked = false, "", eventPass{}
}

// stop stops the reading of events.
func (e *events) stop() {
	e.env.Events.Progress, e.env.Events.Waits, e.env.Events.Stopped = nil, false, true
	e.token++
	e.session.load.want(recorded.Want{})
}

// nothing says why there is no reading of events to stop; empty if there is.
func (e *events) nothing() string {
	if x := &e.env.Events; x.Reading() || x.Waits {
		return ""
	}
	return "No events are being read."
}

// refresh asks for the events if something changed that matters.
func (e *events) refresh() {
	x := &e.env.Events
	if len(x.Paths) == 0 || x.Stopped || e.session.load == nil {
		return
	}
	pass, edits := e.wanted()
	x.Wanted = pass.version
	if e.asked.run != e.env.Run {
		x.Progress = nil // The backend has given up what an earlier run asked for.
		if x.Waits = e.env.Reading.Organization.ID == "" || e.session.loading(); x.Waits {
			return
		}
	}
	if pass == e.asked {
		return
	}
	if pass.version == 0 && e.asked.run == pass.run && x.Judged != nil {
		e.asked.version = 0 // What the screen shows of the organization as it is has been counted.
		if x.Reading() {
			e.token++
			x.Progress = nil
			e.session.load.want(recorded.Want{})
		}
		return
	}
	if e.frozen != e.env.Run {
		e.snapshot, e.frozen = e.env.Reading.Freeze(e.env.Now), e.env.Run
	}
	e.asked = pass
	e.token++
	x.Progress = &recorded.Progress{Token: e.token}
	e.session.load.want(recorded.Want{Token: e.token, Paths: x.Paths, Snapshot: e.snapshot, Edits: edits})
}

// wanted returns what the events are to be judged for.
func (e *events) wanted() (eventPass, model.Edits) {
	pass := eventPass{run: e.env.Run}
	w := e.questions.whatIf
	if w == nil || w.Empty() {
		return pass, model.Edits{}
	}
	pass.version = w.Version()
	return pass, w.Edits()
}

// note takes what comes back.
func (e *events) note(f model.Fact) tea.Cmd {
	x := &e.env.Events
	switch f := f.(type) {
	case recorded.Progress:
		if f.Token == e.token && x.Reading() {
			x.Progress = &f
		}
	case recorded.Judged:
		if f.Token != e.token {
			return nil
		}
		x.Progress, x.Failure = nil, f.Failure
		x.Runs++
		if f.Failure != "" {
			return e.toast.show("The events could not be judged: "+phrase.Sentence(f.Failure), theme.Warning)
		}
		x.Judged, x.Version = &f, e.asked.version
	case recorded.Found:
		return e.ask(f)
	}
	return nil
}

// find asks for one event.
func (e *events) find(i pane.EventAsked) tea.Cmd {
	e.found = i.ID
	e.session.load.want(recorded.WantEvent{Paths: e.env.Events.Paths, ID: i.ID})
	return e.toast.notice("Looking for event " + i.ID + " in the files.")
}

// ask asks the question of an event that was looked for, under the what-if.
func (e *events) ask(f recorded.Found) tea.Cmd {
	if f.ID != e.found {
		return nil
	}
	e.found = ""
	if f.Failure != "" {
		return e.toast.show("deputy cannot ask about the call: "+phrase.Sentence(f.Failure), theme.Warning)
	}
	e.toast.clear()
	q := e.questions
	w := q.whatIf
	if w != nil && w.Empty() {
		w = nil
	}
	cmd := q.askUnder(w)
	if q.askFocused() {
		q.asked.Fill(f.Denial)
	}
	return cmd
}

// showEvents lists the calls of events that the what-if changes; if the user has named
// no events, or sees the list already, it asks for the path of others.
func (a *App) showEvents() tea.Cmd {
	if _, on := a.layout.focused().(*pane.EventCalls); on || len(a.env.Events.Paths) == 0 {
		return a.open(pane.NewEventFiles(a.env))
	}
	a.layout.remove(func(p kit.Pane) bool { _, on := p.(*pane.EventCalls); return on })
	return a.open(pane.NewEventCalls(a.env))
}

// takesEvents is the path of a file or folder with events.
func takesEvents() *argument {
	return &argument{
		hint: "PATH",
		run: func(a *App, path string) tea.Cmd {
			a.events.choose(pane.EventsChosen{Paths: []string{path}})
			return a.showEvents()
		},
		complete: func(*App, string) []search.Completion { return nil },
	}
}
