package pane

import (
	"time"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/kit"
)

// indexLifetime is how long an index is good while the reading arrives.
const indexLifetime = 2 * time.Second

// indexedPerStep is how many nodes are entered between two looks at the clock.
const indexedPerStep = 250

// searchIndex is the one index for all searches. That of a large organization is
// made in parts, between keys: the one before serves until the next is whole.
type searchIndex struct {
	of      *search.Index // nil before the first
	next    *search.Index // being made; nil while none is
	reading *model.Reading
	asOf    uint64 // generation that the last one was started with
	at      time.Time
}

// stale reports whether the index is of another state of the reading, and old.
func (x *searchIndex) stale(e *Env) bool {
	return x.of == nil || x.reading != e.Reading || x.asOf != e.Reading.Generations() && e.Now.Sub(x.at) >= indexLifetime
}

// get returns the index to search now: of a small organization the one of now.
func (x *searchIndex) get(e *Env) *search.Index {
	if x.next == nil && x.stale(e) {
		x.begin(e)
	}
	for e.Reading.NodeCount() <= manyAccounts && x.next != nil {
		x.step()
	}
	return x.of
}

// whole returns the last index that is whole; nil until one is.
func (x *searchIndex) whole() *search.Index {
	if x.of == x.next {
		return nil
	}
	return x.of
}

// begin begins another index. The first one, and one of another reading, is
// searched while it is made.
func (x *searchIndex) begin(e *Env) {
	x.next = search.BeginIndex(e.Reading)
	if x.of == nil || x.reading != e.Reading {
		x.of = x.next
	}
	x.reading, x.asOf, x.at = e.Reading, e.Reading.Generations(), e.Now
}

// step enters some nodes, and reports whether more are left.
func (x *searchIndex) step() bool {
	if !x.next.Next(indexedPerStep) {
		return true
	}
	x.of, x.next = x.next, nil
	return false
}

// work returns the next job that makes the index; nil if it is whole.
func (x *searchIndex) work(e *Env) kit.Job {
	if x.next == nil && !x.stale(e) {
		return nil
	}
	return kit.ShortJob(func() {
		if x.next == nil || x.reading != e.Reading {
			x.begin(e)
		}
		e.Spend(x.step)
	})
}

// PrepareSearch returns the next job that makes the first index of a large
// organization, so that it is there when a key asks for it; nil if it is there.
func (e *Env) PrepareSearch() kit.Job {
	x := &e.index
	if e.Reading.NodeCount() <= manyAccounts || x.of != nil && x.reading == e.Reading && x.next == nil || e.isReading() {
		return nil
	}
	return x.work(e)
}
