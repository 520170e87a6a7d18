package aws

import (
	"time"

	"deputy/aws/store"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// journalKept is how long the lock is kept for the next step of a plan. Who
// carries out a plan begins the next step at once; a plan that was stopped
// begins none.
const journalKept = 10 * time.Second

// keptJournal is a journal that stays open between the steps of a plan, and with
// it the organization's lock, so that no other deputy changes anything in
// between.
type keptJournal struct {
	journal Journal
	place   store.Place
	plan    string
	timer   *time.Timer
}

// keepJournalOpen keeps the journal open for the plan's next step.
func (b *Backend) keepJournalOpen(place store.Place, step plan.Step, j Journal) {
	h := &keptJournal{journal: j, place: place, plan: step.Plan}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.openJournal = h
	h.timer = time.AfterFunc(journalKept, func() { b.closeUnclaimed(h) })
}

// showJournal sends the journal to the open run.
func (b *Backend) showJournal() {
	b.mu.Lock()
	r := b.run
	b.mu.Unlock()
	if r != nil {
		r.storage.readJournal()
	}
}

// closeUnclaimed closes a kept journal for which no step came.
func (b *Backend) closeUnclaimed(h *keptJournal) {
	b.mu.Lock()
	mine := b.openJournal == h
	if mine {
		b.openJournal = nil
	}
	b.mu.Unlock()
	if mine {
		b.closeJournal(h.journal)
	}
}

// takeOpenJournal returns the journal that was kept open for the step's plan;
// nil if there is none. It closes one of another plan, so that its lock is free.
func (b *Backend) takeOpenJournal(place store.Place, step plan.Step) Journal {
	b.mu.Lock()
	h := b.openJournal
	b.openJournal = nil
	b.mu.Unlock()
	switch {
	case h == nil:
		return nil
	case h.timer.Stop() && h.place == place && h.plan == step.Plan && step.Action != catalog.ActionCheck:
		return h.journal
	}
	b.closeJournal(h.journal)
	return nil
}

// closeJournal closes a journal and releases the lock.
func (b *Backend) closeJournal(j Journal) {
	start := time.Now()
	err := j.Close()
	b.mu.Lock()
	r := b.run
	b.mu.Unlock()
	if r != nil && err != nil {
		r.storage.reportLocalFailure("close the journal", start, err)
	}
}
