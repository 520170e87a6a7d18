package aws

import (
	"errors"
	"sync"

	"deputy/model"
)

// memoryStore is the store of the built-in organization: it forgets everything at
// the end of the program.
type memoryStore struct {
	mu      sync.Mutex
	open    bool
	entries []model.JournalEntry
}

// Load gives no reading: none was kept.
func (m *memoryStore) Load(Place) (*model.Snapshot, error) { return nil, nil }

// Save keeps nothing.
func (m *memoryStore) Save(Place, *model.Snapshot) error { return nil }

// Journal gives what the journal holds that matters now.
func (m *memoryStore) Journal(Place) (model.JournalFact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return model.JournalFact{Unfinished: model.Unfinished(m.entries), Last: model.LastChange(m.entries)}, nil
}

// errInUse tells that another step is being carried out.
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

// memoryJournal is the open journal of a memory.
type memoryJournal memoryStore

// Append keeps an entry.
func (m *memoryJournal) Append(e model.JournalEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, e)
	return nil
}

// Close lets the lock go.
func (m *memoryJournal) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open = false
	return nil
}
