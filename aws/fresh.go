package aws

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"deputy/model"
)

// readFresh reads again what a plan rests on, at once and before everything
// else, and ends with whether all of it could be read. That a Region could not
// be read does not fail the look: the plan says what it means.
func (r *run) readFresh(l lane, w model.WantFresh) {
	for _, id := range slices.Sorted(slices.Values(w.Services)) {
		_, release, _ := r.takeTurn(l, id, true)
		defer release() // when the look has ended
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failure *model.Failure
	read := func(do func() *model.Failure) {
		wg.Go(func() {
			f := do()
			mu.Lock()
			defer mu.Unlock()
			failure = cmp.Or(failure, f)
		})
	}
	read(func() *model.Failure { return r.readIdentity(l) })
	read(func() *model.Failure { return r.readTrustedAccess(l) })
	for _, a := range w.Accounts {
		read(func() *model.Failure {
			f := r.describeAccount(l, a)
			if f == nil && slices.Contains(w.Candidates, a) {
				r.readCandidate(l, a)
			}
			return f
		})
	}
	for _, id := range w.Services {
		read(func() *model.Failure { r.readServiceAPI(l, id, w.Regions); return nil })
		if service, _ := model.ServiceByID(id); service.Regions.Regional {
			for _, a := range w.Accounts {
				read(func() *model.Failure { r.readOtherRegions(l, a); return nil })
			}
		}
	}
	for _, p := range w.Principals {
		read(func() *model.Failure { _, f := r.listAdministrators(l, p); return f })
	}
	for _, a := range w.Delegates {
		// Its failure is the gap of its own part, and does not fail the look.
		wg.Go(func() { _ = r.listServicesOf(l, "organizations:ListDelegatedServicesForAccount", a) })
	}
	wg.Wait()
	r.reportEnd(model.PartFresh, w.Token, failure)
}

// documentsWithin is how long a plan waits for the documents that a candidate is judged
// by: AWS allows two a second, and the plan says which are missing.
const documentsWithin = 15 * time.Second

// readCandidate reads the ladder of an account that was just described, as far
// as this run has not, nor may in the time that a plan waits. What fails leaves
// gaps of its own. No policy binds the management account.
func (r *run) readCandidate(l lane, a model.AccountID) {
	if management, _ := r.regionsAccount(); a == management {
		return
	}
	var cancel context.CancelFunc
	l.wait, cancel = context.WithTimeout(l.wait, documentsWithin)
	defer cancel()
	path := r.nodes.path(a.Node())
	if path == nil {
		var f *model.Failure
		if path, f = r.pathByParents(l, a.Node()); f != nil {
			r.reportEnd(model.PartAccounts, string(a), f)
			return
		}
	}
	var names sync.WaitGroup
	for _, u := range r.sendPath(l, path) {
		names.Go(func() { r.describeUnit(l, u) })
	}
	// The texts that allow everything are known.
	r.readLevels(l, path, func(id model.PolicyID, t model.PolicyType) bool { return id != t.Full() })
	names.Wait()
}

// readIdentity reads caller and organization again. A plan rests on the caller's
// role as well: without it the plan before and the plan after would differ.
func (r *run) readIdentity(l lane) *model.Failure {
	who := r.identify(l)
	who.caller.Role = r.callerRole(l, who.caller)
	r.sendCaller(who)
	r.sendOrganization(who)
	return cmp.Or(who.callerFailure, who.organizationFailure)
}

// readOtherRegions reads the Regions of a delegate; those of the management
// account are read with the service.
func (r *run) readOtherRegions(l lane, a model.AccountID) {
	if management, _ := r.regionsAccount(); a != management {
		_, _ = r.readRegions(l, a)
	}
}
