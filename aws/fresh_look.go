package aws

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// freshReader reads again what a plan assumes, before its first step.
type freshReader struct{ run *run }

// readFresh reads again what a plan assumes, before all other calls, and reports
// whether all of it could be read. A Region that cannot be read is no failure:
// the plan says what that means.
func (r *freshReader) readFresh(j job, w model.WantFresh) {
	for _, id := range slices.Sorted(slices.Values(w.Services)) {
		_, release, _ := r.run.services.takeTurn(j, id, true)
		defer release()
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
	read(func() *model.Failure { return r.readIdentity(j) })
	read(func() *model.Failure { return r.run.delegations.readTrustedAccess(j) })
	if len(w.Candidates) > 0 {
		wg.Go(func() { r.run.storage.sendSize(r.run.identity.placeRead()) })
	}
	for _, a := range w.Accounts {
		read(func() *model.Failure {
			_, f := r.run.tree.describeAccount(j, a)
			if f == nil && slices.Contains(w.Candidates, a) {
				r.readCandidate(j, a)
			}
			return f
		})
	}
	for _, id := range w.Services {
		read(func() *model.Failure { r.run.services.readServiceAPI(j, id, w.Regions); return nil })
		if service, _ := catalog.ByID(id); service.Regions.Regional {
			for _, a := range w.Accounts {
				read(func() *model.Failure { r.readOtherRegions(j, a); return nil })
			}
		}
	}
	for _, id := range w.Access {
		wg.Go(func() { r.run.delegations.readServiceAccess(j, id) })
	}
	services := askOnce(j)
	for _, p := range w.Principals {
		read(func() *model.Failure { return r.run.delegations.listAdministratorsOf(j, p, services) })
	}
	for _, a := range w.Delegates {
		// Its failure is a gap of its own part and does not fail the whole.
		wg.Go(func() { _ = r.run.delegations.listServices(a, services) })
	}
	wg.Wait()
	r.run.reportEnd(model.PartFresh, w.Token, failure)
}

// documentsWithin is how long a plan waits for the policy documents of a
// candidate: AWS allows two calls a second, and the plan names those that are
// missing.
const documentsWithin = 15 * time.Second

// readCandidate reads the policies that apply to a candidate: those that this
// run has not read yet, as far as the time of documentsWithin allows. A part
// that fails leaves a gap. No SCP or RCP applies to the management account.
func (r *freshReader) readCandidate(j job, a model.AccountID) {
	if management, _ := r.run.identity.regionsAccount(); a == management {
		return
	}
	var cancel context.CancelFunc
	j.wait, cancel = context.WithTimeout(j.wait, documentsWithin)
	defer cancel()
	path := r.run.tree.nodes.path(a.Node())
	if path == nil {
		var f *model.Failure
		if path, f = r.run.tree.pathByParents(j, a.Node()); f != nil {
			r.run.reportEnd(model.PartAccounts, string(a), f)
			return
		}
	}
	var names sync.WaitGroup
	r.run.tree.readNames(j, path, &names)
	// The documents of the policies that allow everything are known.
	r.run.policies.readLevels(j, path, func(id model.PolicyID, t model.PolicyType) bool { return id != t.Full() })
	names.Wait()
}

// readIdentity reads caller and organization again. It sends the caller's role
// too: without it the plan before and the plan after would differ.
func (r *freshReader) readIdentity(j job) *model.Failure {
	who := r.run.identity.identify(j)
	who.caller.Role = r.run.identity.callerRole(j, who)
	r.run.identity.sendCaller(who)
	r.run.identity.sendOrganization(who)
	return cmp.Or(who.callerFailure, who.organizationFailure)
}

// readOtherRegions reads the Regions of an account. Those of the management
// account are read with the service.
func (r *freshReader) readOtherRegions(j job, a model.AccountID) {
	if management, _ := r.run.identity.regionsAccount(); a != management {
		_, _ = r.run.services.readRegions(j, a)
	}
}
