package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
)

// TestGather ensures that facts are gathered for a while, but that a saved reading
// is not kept from the screen by what follows it.
func TestGather(t *testing.T) {
	for name, c := range map[string]struct {
		saved bool
		most  time.Duration
	}{"facts": {false, gatherFor}, "a saved reading": {true, 10*time.Millisecond + gatherSaved}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				facts := make(chan model.Fact)
				go func() {
					facts <- model.CallFact{}
					<-time.After(10 * time.Millisecond)
					if c.saved {
						facts <- model.SavedFact{}
					}
					for range 200 {
						facts <- model.CallFact{}
						<-time.After(time.Millisecond)
					}
					close(facts)
				}()
				began := time.Now()
				first := gather(1, facts)
				if took := time.Since(began); took != c.most || first.ended || len(first.facts) < 2 {
					t.Errorf("%d facts came after %s, want it to take %s", len(first.facts), took, c.most)
				}
				all := len(first.facts)
				for msg := first; !msg.ended; {
					msg = gather(1, facts)
					all += len(msg.facts)
				}
				if want := 201; all != want && !(c.saved && all == want+1) {
					t.Errorf("%d facts came, want %d", all, want)
				}
			})
		})
	}
}
