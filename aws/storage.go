package aws

import (
	"errors"
	"strings"
	"syscall"
	"time"

	"deputy/aws/store"
	"deputy/model"
)

// storage reads and writes the files about the organization that is read.
type storage struct{ run *run }

// sendSaved sends the saved reading and returns it; nil if there is none.
func (r *storage) sendSaved(place Place) *model.Snapshot {
	start := time.Now()
	saved, err := model.LoadSaved(func() (*model.Snapshot, error) { return r.run.b.options.Store.Load(r.run.ctx, place) })
	if err != nil {
		r.reportLocalFailure("read the saved reading", start, err)
	}
	if saved == nil {
		return nil
	}
	r.run.emit(*saved)
	return saved.Snapshot
}

// takeSaved uses the tree of the saved reading until the tree is read, and what of it
// need not be read again.
func (r *storage) takeSaved(saved *model.Snapshot) {
	if saved != nil {
		r.run.tree.nodes.takeSaved(saved)
		r.run.policies.young = youngPartsOf(saved, time.Now())
	}
}

// sendScreen sends what the screen remembered of the organization.
func (r *storage) sendScreen(place Place) {
	start := time.Now()
	text, err := r.run.b.options.Screens.LoadScreen(place)
	if err != nil {
		r.reportLocalFailure("read what the screen remembers", start, err)
	}
	if len(text) > 0 {
		r.run.emit(model.ScreenFact{Text: text})
	}
}

// saveScreen saves what the screen remembers for the next start.
func (r *storage) saveScreen(text []byte) {
	keeper, place, start := r.run.b.options.Screens, r.run.identity.placeRead(), time.Now()
	if keeper == nil || text == nil || place.Organization == "" {
		return
	}
	if err := keeper.SaveScreen(place, text); err != nil {
		r.reportLocalFailure("save what the screen remembers", start, err)
	}
}

// sendSize sends the number of accounts in the saved reading, so that a plan need
// not count them.
func (r *storage) sendSize(place Place) {
	store, start := r.run.b.options.Store, time.Now()
	if store == nil || r.run.b.options.Resume || place.Organization == "" {
		return
	}
	saved, err := store.Load(r.run.ctx, place)
	if err != nil {
		r.reportLocalFailure("read the saved reading", start, err)
	}
	if saved == nil {
		return
	}
	if age := start.Sub(saved.Taken); age >= 0 && age < savedFor {
		r.run.emit(model.SizeFact{Accounts: len(saved.Accounts)})
	}
}

// readJournal sends the journal of the organization, if it is known which
// organization that is.
func (r *storage) readJournal() {
	store, place := r.run.b.options.Store, r.run.identity.placeRead()
	if store == nil || place.Organization == "" {
		return
	}
	journal, err := store.Journal(place)
	if err != nil {
		r.run.reportEnd(model.PartJournal, "", localFailure("read the journal", place.Organization, err))
		return
	}
	r.run.emit(journal)
	r.run.reportEnd(model.PartJournal, "", nil)
}

// reportLocalFailure reports a failure on this machine to the activity screen.
// It leaves no gap in the reading.
func (r *storage) reportLocalFailure(operation string, start time.Time, err error) {
	r.run.emit(model.CallFact{Call: model.Call{
		Operation: operation, Start: start, Took: time.Since(start), Failure: localFailure(operation, r.run.identity.placeRead().Organization, err),
	}})
}

// save saves a reading for the next start.
func (r *storage) save(s *model.Snapshot) {
	keeper, start := r.run.b.options.Store, time.Now()
	if keeper == nil || s == nil {
		return
	}
	place := Place{Partition: s.Caller.Partition, Organization: s.Organization.ID, Endpoint: s.Caller.Endpoint}
	if err := keeper.Save(place, s); err != nil {
		r.reportLocalFailure("save the reading", start, err)
	}
}

// localFailure returns the failure for an error of a local file.
func localFailure(operation, target string, err error) *model.Failure {
	f := &model.Failure{Kind: model.FailureLocal, Operation: operation, Target: target, Cause: strings.TrimSuffix(err.Error(), ".")}
	switch {
	case strings.Contains(f.Cause, store.DirVariable): // it says what to do
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		f.Fix = "Free space on that disk"
	case errors.Is(err, syscall.EROFS):
		f.Fix = "The file system is read-only: name a writable state folder in " + store.DirVariable
	}
	return f
}
