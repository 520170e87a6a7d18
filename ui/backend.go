package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/plan"
)

// Backend is all that the program needs of the world. Its callers are the
// commands in this file.
type Backend interface {
	// Read begins a run of reading: it takes wants until ctx ends and sends
	// facts, and closes the facts when it has stopped.
	Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact
	// Execute carries out one step of a confirmed plan and reads it back. A
	// call that has started is finished even if ctx ends.
	Execute(ctx context.Context, step plan.Step) plan.Outcome
	// Answer replies to a prompt that came as a fact.
	Answer(reply model.Reply)
}

// A message of facts waits this long for more after the first, and holds at
// most so many: the screen is drawn once for each message. With a saved reading, the
// first that there is to see, only what the screen remembers is waited for.
const (
	gatherFor   = 40 * time.Millisecond
	gatherSaved = 4 * time.Millisecond
	maxGather   = 400
)

// factsMsg brings facts of a run of reading; ended when there are no more.
type factsMsg struct {
	run   int
	facts []model.Fact
	ended bool
}

// outcomeMsg reports how a step ended.
type outcomeMsg struct{ outcome plan.Outcome }

// load is one run of reading.
type load struct {
	run     int
	cancel  context.CancelFunc
	wants   chan model.Want
	facts   <-chan model.Fact
	pending []model.Want // wants that the channel had no room for
}

// startLoad begins a run. Wants are sent with want, facts come as factsMsg from
// the command that next returns.
func startLoad(ctx context.Context, b Backend, run int) *load {
	ctx, cancel := context.WithCancel(ctx)
	l := &load{run: run, cancel: cancel, wants: make(chan model.Want, 64)}
	l.facts = b.Read(ctx, l.wants)
	return l
}

// want asks for more. It never blocks: what the channel has no room for waits
// for the next call.
func (l *load) want(ws ...model.Want) {
	l.pending = append(l.pending, ws...)
	for len(l.pending) > 0 {
		select {
		case l.wants <- l.pending[0]:
			l.pending = l.pending[1:]
		default:
			return
		}
	}
}

// next returns the command that waits for facts and gathers what comes with them.
func (l *load) next() tea.Cmd {
	run, facts := l.run, l.facts
	return func() tea.Msg { return gather(run, facts) }
}

func gather(run int, facts <-chan model.Fact) factsMsg {
	msg := factsMsg{run: run}
	f, ok := <-facts
	if !ok {
		msg.ended = true
		return msg
	}
	enough := time.NewTimer(gatherFor)
	defer enough.Stop()
	for {
		msg.facts = append(msg.facts, f)
		if len(msg.facts) == maxGather {
			return msg
		}
		if _, saved := f.(model.SavedFact); saved {
			enough.Reset(gatherSaved)
		}
		select {
		case f, ok = <-facts:
			if !ok {
				msg.ended = true
				return msg
			}
		case <-enough.C:
			return msg
		}
	}
}

// execute returns the command that carries out a step.
func execute(ctx context.Context, b Backend, s plan.Step) tea.Cmd {
	return func() tea.Msg { return outcomeMsg{b.Execute(ctx, s)} }
}

// answer returns the command that replies to a prompt.
func answer(b Backend, r model.Reply) tea.Cmd {
	return func() tea.Msg { b.Answer(r); return nil }
}
