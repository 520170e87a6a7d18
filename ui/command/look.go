package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"deputy/model"
	"deputy/ui"
	"deputy/ui/widget"
)

// look reads what a command needs and waits for it: one run of reading, whose
// facts it folds into a reading of its own.
type look struct {
	s          *session
	backend    ui.Backend
	reading    *model.Reading
	wants      chan model.Want
	facts      <-chan model.Fact
	cancel     context.CancelFunc
	unfinished []model.JournalEntry // what an earlier change left, by the journal
	loaded     bool                 // the saved reading is here, if one is looked at
	shown      time.Time            // when progress was last shown
}

// What the wants of a command bring.
var (
	treeParts       = wholes(model.PartOrganization, model.PartRoots, model.PartUnits, model.PartAccounts)
	delegationParts = wholes(model.PartDelegates, model.PartDelegations, model.PartTrustedAccess, model.PartResourcePolicy)
)

// wholes gives parts of the reading as wholes.
func wholes(parts ...model.Part) []model.Piece {
	pieces := make([]model.Piece, len(parts))
	for i, p := range parts {
		pieces[i].Part = p
	}
	return pieces
}

// look opens the organization that the flags name and begins a run of reading.
// The run outlives ctx, so that a step under way can be finished.
func (s *session) look(ctx context.Context) (*look, error) {
	set, err := s.settings()
	if err != nil {
		return nil, err
	}
	backend, err := s.open(set)
	if err != nil {
		return nil, err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &look{s: s, backend: backend, reading: model.NewReading(), wants: make(chan model.Want), cancel: cancel}
	l.facts = backend.Read(run, l.wants)
	return l, nil
}

// open gives the backend of the settings: a saved reading has its own.
func (s *session) open(set Settings) (ui.Backend, error) {
	if set.Snapshot != nil && !set.Demo {
		return &saved{set.Snapshot}, nil
	}
	return s.Backend(set)
}

// close ends the run.
func (l *look) close() {
	l.cancel()
	for range l.facts { // until the backend has stopped
	}
}

// read asks for something and waits until all the parts are there or failed.
// An error means that reading cannot go on; what merely failed is a gap.
func (l *look) read(ctx context.Context, parts []model.Piece, wants ...model.Want) error {
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
			if err := l.take(ctx, f); err != nil {
				return err
			}
		case <-ctx.Done():
			return end(Interrupted, "interrupted; nothing was changed")
		}
	}
	return nil
}

// take folds in a fact, and answers what it asks.
func (l *look) take(ctx context.Context, f model.Fact) error {
	switch f := f.(type) {
	case model.PromptFact:
		return l.answer(ctx, f.Prompt)
	case model.SavedFact:
		if !l.s.offline() {
			return nil // a command answers from what is so now
		}
		l.loaded = true
	case model.JournalFact:
		l.unfinished = f.Unfinished
	case model.StatusFact:
		l.progress(f)
	}
	l.reading.Apply(f)
	return nil
}

// settled tells whether all the parts are there or failed.
func (l *look) settled(parts []model.Piece) bool {
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

// ended explains why the run ended before everything was there.
func (l *look) ended() error {
	for _, p := range []model.Part{model.PartCaller, model.PartOrganization} {
		if gap := l.reading.Status(p, "").Gap; gap != nil {
			return failedGap(gap)
		}
	}
	return failedGap(nil)
}

// gap gives the first of the parts that failed; nil if none did.
func (l *look) gap(parts ...model.Piece) *model.Gap {
	for _, p := range parts {
		if gap := l.reading.Status(p.Part, p.Target).Gap; gap != nil {
			return gap
		}
	}
	return nil
}

// execute carries out a step while facts, and questions of the credentials,
// go on coming. A call that has begun is finished even if ctx ends.
func (l *look) execute(ctx context.Context, step model.Step) model.Outcome {
	done := make(chan model.Outcome, 1)
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
			l.s.warn(l.take(ctx, f))
		}
	}
}

// progressEvery is how often a terminal is told how far reading is.
const progressEvery = 200 * time.Millisecond

// progress tells a person who waits how far reading is.
func (l *look) progress(f model.StatusFact) {
	now := l.s.Now()
	if f.Target != "" && f.Part != model.PartPolicies && f.Part != model.PartTargets ||
		!l.s.isTerminal(l.s.Stderr) || now.Sub(l.shown) < progressEvery || partNames[f.Part] == "" {
		return
	}
	l.shown = now
	words := []string{"reading " + partNames[f.Part]}
	if f.Status.Total > 0 {
		words = append(words, fmt.Sprintf("%d of %d", f.Status.Done, f.Status.Total))
	}
	if f.Status.Left > 0 {
		words = append(words, f.Status.Left.Round(time.Second).String()+" left")
	}
	l.s.tell("\r\x1b[K%s", strings.Join(words, ", "))
}

// clear takes the progress away.
func (l *look) clear() {
	if !l.shown.IsZero() {
		l.s.tell("\r\x1b[K")
		l.shown = time.Time{}
	}
}

var partNames = map[model.Part]string{
	model.PartUnits: "organizational units", model.PartAccounts: "accounts", model.PartPolicies: "policies",
	model.PartTargets: "attachments", model.PartDocument: "policy documents", model.PartDelegations: "delegations",
}

// answer replies to a question of the backend. What a command cannot do, such
// as logging in, ends it with the way out.
func (l *look) answer(ctx context.Context, p model.Prompt) error {
	reply := model.Reply{Prompt: p.ID, Kind: p.Kind}
	var failed error
	switch p.Kind {
	case model.PromptMFA:
		l.clear()
		reply.Text, failed = l.s.ask(ctx, widget.Clean(p.Text)+" ")
		if failed != nil && codeOf(failed) == Unconfirmed {
			failed = end(Failed, "an MFA code is needed, and there is no terminal to ask on: run deputy in a terminal, or use credentials that have one")
		}
	case model.PromptLogin:
		failed = end(Failed, "%s Run: %s", p.Text, strings.Join(p.Run, " "))
	default:
		failed = end(Failed, "%s", p.Text)
		if p.Gap != nil {
			failed = failedGap(p.Gap)
		}
	}
	reply.Cancelled = failed != nil
	l.backend.Answer(reply)
	return failed
}
