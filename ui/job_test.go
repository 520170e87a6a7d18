package ui

import (
	"context"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
)

// TestWorkWaitsForKeys presses a key in a large organization. What nobody waits for
// is not gone on with until keys rest, and then it is.
func TestWorkWaitsForKeys(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	a := New(context.Background(), nil, Options{Offline: true, Now: func() time.Time { return now }})
	a.env.Reading.Apply(model.SavedFact{Snapshot: sample.Large(manyNodes, 10, 10)})
	a.session.load = &load{}
	for _, c := range []struct {
		since time.Duration
		works bool
	}{{0, false}, {keysRest - 1, false}, {keysRest, true}} {
		a.jobs.pressed, a.jobs.running = now.Add(-c.since), false
		if _ = a.jobs.next(); a.jobs.running != c.works {
			t.Errorf("%v after a key it works: %v", c.since, a.jobs.running)
		}
	}
}
