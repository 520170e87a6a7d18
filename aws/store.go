package aws

import (
	"context"

	"deputy/aws/store"
	"deputy/model"
	"deputy/model/plan"
)

// Place identifies an organization on this machine. Each has a saved reading and
// a journal of its own.
type Place = store.Place

// Journal is the open journal of an organization.
type Journal = store.Journal

// Store keeps readings and journals. Its methods may be called by several
// goroutines.
type Store interface {
	// Load returns the saved reading; nil if there is none.
	Load(context.Context, Place) (*model.Snapshot, error)
	// Save replaces the saved reading, whole or not at all.
	Save(Place, *model.Snapshot) error
	// Journal returns what the journal holds that matters now.
	Journal(Place) (plan.JournalFact, error)
	// Open takes the lock of the organization and opens its journal. It returns an
	// error, and no journal, if another process has the lock.
	Open(Place) (Journal, error)
}

// Screens keeps what the screen remembers of each organization. Its methods may be
// called by several goroutines.
type Screens interface {
	// LoadScreen returns what was saved; nil if nothing was.
	LoadScreen(Place) ([]byte, error)
	// SaveScreen replaces what was saved, whole or not at all.
	SaveScreen(Place, []byte) error
}
