package command

import (
	"context"

	"deputy/model"
	"deputy/model/plan"
)

// SavedBackend is the backend of a saved reading: it hands the reading over, and can
// read and change nothing.
type SavedBackend struct{ Snapshot *model.Snapshot }

// Read sends the saved reading. A fresh look fails: there is nothing to look at.
func (b *SavedBackend) Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact {
	facts := make(chan model.Fact)
	go func() {
		defer close(facts)
		send := func(f model.Fact) {
			select {
			case facts <- f:
			case <-ctx.Done():
			}
		}
		send(model.SavedFact{Snapshot: b.Snapshot})
		send(model.CallerFact{Caller: b.Snapshot.Caller})
		for {
			select {
			case w := <-wants:
				if fresh, ok := w.(model.WantFresh); ok {
					gap := savedFailure.Gap()
					send(model.StatusFact{
						Part: model.PartFresh, Target: fresh.Token,
						Status: model.Status{Progress: model.Failed, Gap: &gap},
					})
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return facts
}

// Execute changes nothing.
func (b *SavedBackend) Execute(context.Context, plan.Step) plan.Outcome {
	return plan.Outcome{Result: plan.ResultFailed, Failure: savedFailure}
}

// Answer has no question to answer.
func (b *SavedBackend) Answer(model.Reply) {}

// savedFailure says why a saved reading can be neither read again nor changed.
var savedFailure = &model.Failure{
	Kind: model.FailureLocal, Operation: "look at the organization",
	Cause: "a saved reading is open, not the organization", Fix: "Leave --snapshot out, or rehearse with --demo --snapshot FILE",
}
