package command

import (
	"context"
	"time"

	"deputy/model"
	"deputy/model/plan"
	"deputy/ui"
)

// loader reads what a command needs of the organization and waits for it: one run
// of reading, whose facts it folds into a reading of its own.
type loader struct {
	s          *session
	backend    ui.Backend
	reading    *model.Reading
	wants      chan model.Want
	facts      <-chan model.Fact
	cancel     context.CancelFunc
	unfinished []plan.JournalEntry    // what an earlier change left, by the journal
	steps      []plan.JournalEntry    // that deputy has carried out, by the journal
	loaded     bool                   // the saved reading has come, if one is open
	saved      *model.Snapshot        // the saved reading that has come; nil if there is none
	applied    int                    // facts
	events     func(model.EventsFact) // takes events; nil if none are read
	shown      time.Time              // when progress was last shown
}

// What the wants of a command bring.
var (
	treeParts       = wholes(model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts)
	historyParts    = wholes(model.PartHistory)
	findingParts    = wholes(model.PartRootAccess, model.PartHandshakes) // what only findings need
	delegationParts = wholes(model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess, model.PartResourcePolicy)
)

// wholes returns parts of the reading as wholes.
func wholes(parts ...model.Part) []model.PartKey {
	keys := make([]model.PartKey, len(parts))
	for i, p := range parts {
		keys[i].Part = p
	}
	return keys
}

// load opens the organization that the flags name and begins a run of reading.
// The run outlives ctx, so that a step under way can be finished.
func (s *session) load(ctx context.Context) (*loader, error) {
	set, err := s.settings(ctx)
	if err != nil {
		return nil, err
	}
	backend, err := s.open(set)
	if err != nil {
		return nil, err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &loader{s: s, backend: backend, reading: model.NewReading(), wants: make(chan model.Want), cancel: cancel}
	l.facts = backend.Read(run, l.wants)
	return l, nil
}

// open returns the backend of the settings: a saved reading has its own.
func (s *session) open(set Settings) (ui.Backend, error) {
	if set.Snapshot != nil && !set.Demo {
		return &SavedBackend{Snapshot: set.Snapshot}, nil
	}
	return s.Backend(set)
}

// close ends the run.
func (l *loader) close() {
	l.cancel()
	for range l.facts { // until the backend has stopped
	}
}

// read asks for something and waits until all the parts are there or failed.
// An error means that reading cannot go on; what merely failed is a gap.
func (l *loader) read(ctx context.Context, parts []model.PartKey, wants ...model.Want) error {
	defer l.clear()
	for len(wants) > 0 || !l.settled(parts) {
		var to chan<- model.Want
		var next model.Want
		if len(wants) > 0 {
			to, next = l.wants, wants[0]
		}
		select {
		case to <- next:
			wants = wants[1:]
		case f, ok := <-l.facts:
			if !ok {
				return l.ended()
			}
			if err := l.apply(ctx, f); err != nil {
				return err
			}
		case <-ctx.Done():
			return end(Interrupted, "interrupted; nothing was changed")
		}
	}
	return nil
}

// apply folds in a fact, and answers what it asks.
func (l *loader) apply(ctx context.Context, f model.Fact) error {
	switch f := f.(type) {
	case model.PromptFact:
		return l.answerPrompt(ctx, f.Prompt)
	case model.SavedFact:
		l.loaded, l.saved = true, f.Snapshot
	case plan.JournalFact:
		l.unfinished, l.steps = f.Unfinished, f.Steps
	case model.StatusFact:
		l.progress(f)
	case model.EventsFact:
		if l.events != nil {
			l.events(f)
		}
	}
	l.applied++
	l.reading.Apply(f)
	return nil
}

// settled reports whether all the parts are there or failed.
func (l *loader) settled(parts []model.PartKey) bool {
	for _, p := range parts {
		switch l.reading.Status(p.Part, p.Target).Progress {
		case model.Complete, model.Failed:
		default:
			// What a saved reading lacks will never come.
			if !l.loaded || p.Part == model.PartFresh {
				return false
			}
		}
	}
	return true
}

// ended says why the run ended before everything was there.
func (l *loader) ended() error {
	for _, p := range []model.Part{model.PartCaller, model.PartOrganization} {
		if gap := l.reading.Status(p, "").Gap; gap != nil {
			return failedGap(gap)
		}
	}
	return failedGap(nil)
}

// gap returns the first of the parts that failed; nil if none did.
func (l *loader) gap(parts ...model.PartKey) *model.Gap {
	for _, p := range parts {
		if gap := l.reading.Status(p.Part, p.Target).Gap; gap != nil {
			return gap
		}
	}
	return nil
}

// execute carries out a step while facts, and questions of the credentials,
// go on coming. A call that has begun is finished even if ctx ends.
func (l *loader) execute(ctx context.Context, step plan.Step) plan.Outcome {
	done := make(chan plan.Outcome, 1)
	go func() { done <- l.backend.Execute(ctx, step) }()
	for facts, stop := l.facts, ctx.Done(); ; {
		select {
		case o := <-done:
			return o
		case <-stop:
			stop = nil
			l.s.tell("deputy: finishing the current step, then stopping\n")
		case f, ok := <-facts:
			if !ok {
				facts = nil
				continue
			}
			l.s.warn(l.apply(ctx, f))
		}
	}
}
