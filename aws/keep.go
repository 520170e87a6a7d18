package aws

import (
	"strings"
	"time"

	"deputy/model"
)

// sendSaved sends the saved reading and takes its tree as a first guess of
// where nodes are.
func (r *run) sendSaved(place Place) {
	start := time.Now()
	saved, err := r.b.options.Store.Load(place)
	if err != nil {
		r.reportLocalFailure("read the saved reading", start, err)
	}
	if saved != nil {
		r.nodes.takeSaved(saved)
		r.emit(model.SavedFact{Snapshot: saved})
	}
}

// readJournal sends what the journal of the organization holds, if it is known
// which one that is.
func (r *run) readJournal() {
	store, place := r.b.options.Store, r.placeRead()
	if store == nil || place.Organization == "" {
		return
	}
	journal, err := store.Journal(place)
	if err != nil {
		r.reportEnd(model.PartJournal, "", localFailure("read the journal", place.Organization, err))
		return
	}
	r.emit(journal)
	r.reportEnd(model.PartJournal, "", nil)
}

// placeRead gives the organization that is read, as far as it is known.
func (r *run) placeRead() Place {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.place
}

// reportLocalFailure tells the activity screen of a failure on this machine that
// leaves no gap in the reading.
func (r *run) reportLocalFailure(operation string, start time.Time, err error) {
	r.emit(model.CallFact{Call: model.Call{
		Operation: operation, Start: start, Took: time.Since(start), Failure: localFailure(operation, r.placeRead().Organization, err),
	}})
}

// save keeps a reading for the next start.
func (r *run) save(s *model.Snapshot) {
	keeper, start := r.b.options.Store, time.Now()
	if keeper == nil || s == nil {
		return
	}
	place := Place{Partition: s.Caller.Partition, Organization: s.Organization.ID, Endpoint: s.Caller.Endpoint}
	if err := keeper.Save(place, s); err != nil {
		r.reportLocalFailure("save the reading", start, err)
	}
}

// localFailure explains an error of this machine's files.
func localFailure(operation, target string, err error) *model.Failure {
	return &model.Failure{
		Kind: model.FailureLocal, Operation: operation, Target: target, Cause: strings.TrimSuffix(err.Error(), "."),
	}
}
