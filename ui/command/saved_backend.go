package command

import (
	"context"

	"deputy/model"
	"deputy/model/plan"
)

// SavedBackend is the backend of a saved reading: it hands the reading over, and can
// read and change nothing.
type SavedBackend struct {
	Snapshot *model.Snapshot
	Open     func(context.Context) (*model.Snapshot, error) // opens it once it is to be read; nil if Snapshot is set
	Failed   func(error)                                    // is called with the reason if Open failed
}

// open returns the saved reading; nil if it cannot be opened.
func (b *SavedBackend) open(ctx context.Context) *model.SavedFact {
	saved, err := model.LoadSaved(func() (*model.Snapshot, error) {
		if b.Open == nil {
			return b.Snapshot, nil
		}
		return b.Open(ctx)
	})
	if err != nil && ctx.Err() == nil {
		b.Failed(err)
	}
	return saved
}

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
		if saved := b.open(ctx); saved != nil {
			send(*saved)
			send(model.CallerFact{Caller: saved.Snapshot.Caller})
		}
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
	Kind: model.FailureLocal, Operation: "read the organization",
	Cause: "deputy shows a saved reading, not the organization", Fix: "Leave --snapshot out, or rehearse with --demo --snapshot FILE",
}
