package ui_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// began is when every story begins: the start of fake time.
var began = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// world is a backend that sends what a test gives it and notes what it is asked.
type world struct {
	executed []plan.Step
	facts    []model.Fact
	runs     int
	wants    []model.Want
	replies  []model.Reply
	late     chan model.Fact
}

func (w *world) Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact {
	w.runs++
	facts := make(chan model.Fact)
	go func() {
		defer close(facts)
		for _, f := range w.facts {
			select {
			case facts <- f:
			case <-ctx.Done():
				return
			}
		}
		for {
			select {
			case want := <-wants:
				w.wants = append(w.wants, want)
			case f := <-w.late:
				facts <- f
			case <-ctx.Done():
				return
			}
		}
	}()
	return facts
}

func (w *world) Execute(_ context.Context, s plan.Step) plan.Outcome {
	w.executed = append(w.executed, s)
	return plan.Outcome{Result: plan.ResultDone}
}

func (w *world) Answer(r model.Reply) { w.replies = append(w.replies, r) }

// saved returns the demo organization as a reading saved so long ago.
func saved(ago time.Duration) []model.Fact {
	s := sample.Demo()
	s.Taken = began.Add(-ago)
	s.Unread, s.Gaps, s.Complete = nil, nil, true
	return []model.Fact{model.SavedFact{Snapshot: s}, model.CallerFact{Caller: s.Caller}}
}

// done reports that parts are complete at a moment.
func done(at time.Time, parts ...model.Part) []model.Fact {
	var facts []model.Fact
	for _, p := range parts {
		facts = append(facts, model.StatusFact{Part: p, Status: model.Status{Progress: model.Complete, At: at, Done: 3, Total: 3}})
	}
	return facts
}

// play puts the program on a stage.
func play(t *testing.T, w *world, o ui.Options, width, height int) *stage.Stage {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	if o.Now == nil {
		o.Now = time.Now
	}
	s := stage.New(t, ui.New(ctx, w, o), width, height)
	s.Wait(100 * time.Millisecond)
	return s
}

// frames keeps a state, which act brings about, and checks it at other sizes.
func frames(t *testing.T, facts []model.Fact, o ui.Options, act func(s *stage.Stage)) {
	t.Helper()
	t.Run(stage.Kept.String(), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			o.Now = time.Now
			s := stage.New(t, ui.New(ctx, &world{facts: facts}, o), stage.Kept.W, stage.Kept.H)
			s.Wait(100 * time.Millisecond)
			act(s)
			defer s.End()
			cancel()
			golden.RequireEqual(t, []byte(s.Frame()))
			s.CheckSizes()
		})
	})
}

var defaults = ui.Options{Version: "1.0.0", Depth: theme.Full}
