package aws

import (
	"context"
	"errors"
	"sync"

	"deputy/model"
	"deputy/model/plan"
)

// memoryStore is the store of the built-in organization. It keeps the journal
// until the program ends, and no reading.
type memoryStore struct {
	mu      sync.Mutex
	open    bool
	entries []plan.JournalEntry
}

// Load returns no reading.
func (m *memoryStore) Load(context.Context, Place) (*model.Snapshot, error) { return nil, nil }

// Save keeps nothing.
func (m *memoryStore) Save(Place, *model.Snapshot) error { return nil }

// Journal returns the last change, and the steps that did not finish.
func (m *memoryStore) Journal(Place) (plan.JournalFact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return plan.JournalFact{Unfinished: plan.Unfinished(m.entries), Last: plan.LastChange(m.entries), Earlier: plan.EarlierChanges(m.entries), Steps: plan.DoneSteps(m.entries)}, nil
}

// errInUse says that another step is being carried out.
var errInUse = errors.New("another change is being made in this organization")

// Open takes the lock.
func (m *memoryStore) Open(Place) (Journal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open {
		return nil, errInUse
	}
	m.open = true
	return (*memoryJournal)(m), nil
}

// memoryJournal is the open journal of a memoryStore.
type memoryJournal memoryStore

// Append keeps an entry.
func (m *memoryJournal) Append(e plan.JournalEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, e)
	return nil
}

// Close releases the lock.
func (m *memoryJournal) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open = false
	return nil
}
