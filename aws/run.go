package aws

import (
	"context"
	"sync"
	"time"

	"deputy/model"
)

// run is one run of reading, from Read until its facts are closed. It starts the
// jobs and sends their facts; what a job reads is decided by the readers.
type run struct {
	b      *Backend
	ctx    context.Context
	cancel context.CancelFunc
	facts  chan model.Fact // nil for calls that belong to no run
	ready  chan struct{}   // closed when the caller is known
	jobs   sync.WaitGroup

	sending sync.RWMutex // held to close facts
	closed  bool

	mu    sync.Mutex
	slots [slotCount]*slotJob

	session     runSession
	identity    identityReader
	tree        treeReader
	policies    policyReader
	delegations delegationReader
	services    serviceReader
	fresh       freshReader
	storage     storage
	reports     accessReports
	calls       callRecords
	forecast    forecast
}

// factsAhead is how many facts may wait for the reader.
const factsAhead = 256

func newRun(ctx context.Context, cancel context.CancelFunc, b *Backend) *run {
	r := &run{b: b, ctx: ctx, cancel: cancel, facts: make(chan model.Fact, factsAhead), ready: make(chan struct{})}
	r.session.run, r.identity.run, r.storage.run, r.forecast.run = r, r, r, r
	r.tree.run, r.policies.run, r.delegations.run, r.services.run, r.fresh.run = r, r, r, r, r
	r.tree.turn = make(chan struct{}, 1)
	return r
}

// serve takes wants until there are no more. It closes the facts when every job
// has ended.
func (r *run) serve(wants <-chan model.Want) {
	defer r.end()
	r.jobs.Go(r.identity.identifyCaller)
	for {
		select {
		case w, ok := <-wants:
			if !ok {
				r.jobs.Wait()
				return
			}
			r.dispatch(w)
		case <-r.ctx.Done():
			r.jobs.Wait()
			return
		}
	}
}

// end takes the run from its backend and closes the facts.
func (r *run) end() {
	r.cancel()
	r.b.mu.Lock()
	if r.b.run == r {
		r.b.run = nil
	}
	r.b.mu.Unlock()
	r.sending.Lock()
	defer r.sending.Unlock()
	r.closed = true
	close(r.facts)
}

// dispatch starts the job for a want.
func (r *run) dispatch(w model.Want) {
	switch w := w.(type) {
	case model.WantTree:
		r.tree.walks.Store(true)
		r.replace(slotTree, w, r.tree.readTree)
	case model.WantAccounts:
		r.replace(slotTree, w, r.tree.readAccounts)
	case model.WantDelegations:
		r.replace(slotDelegations, w, r.delegations.readDelegations)
	case model.WantPolicies:
		r.policies.takePolicies(w)
	case model.WantManagementPolicies:
		r.replace(slotManagement, w, func(j job) { r.policies.readManagement(j, w) })
	case model.WantEffective:
		r.replace(slotEffective, w, func(j job) { r.policies.readEffective(j, w) })
	case model.WantLadder:
		r.replace(slotInheritance, w, func(j job) {
			r.policies.readInheritance(j, w.Node, w.Again)
			r.reportEnd(model.PartAttached, string(w.Node), nil) // failures leave gaps of their own
		})
	case model.WantTags:
		r.replace(slotTags, w, func(j job) { r.readTags(j, w.Target) })
	case model.WantRootAccess:
		r.start(w, r.readRootAccess)
	case model.WantManagementAccount:
		r.start(w, func(j job) { r.readManagementAccount(j, w.Generate) })
	case model.WantCredentialReport:
		r.start(w, r.takeCredentialReport)
	case model.WantAccessReport:
		r.takeAccessReport(w, func(j job) { r.readAccessReport(j, w) })
	case model.WantHandshakes:
		r.start(w, r.readHandshakes)
	case model.WantDocument:
		r.start(w, func(j job) { _ = r.policies.readDocument(j, w.Policy) })
	case model.WantPolicy:
		r.start(w, func(j job) { r.policies.readNamed(j, w.Policy) })
	case model.WantService:
		r.start(w, func(j job) { r.services.takeService(j, w.Service) })
	case model.WantFresh:
		r.start(w, func(j job) { r.fresh.readFresh(j, w) })
	case model.WantEvents:
		r.replace(slotEvents, w, func(j job) { r.readEvents(j, w) })
	case model.WantHistory:
		r.start(w, func(j job) { r.readHistory(j, w) })
	case model.WantSave:
		r.start(w, func(job) {
			r.storage.save(w.Snapshot)
			r.storage.saveScreen(w.Screen)
			if w.Done != nil {
				close(w.Done)
			}
		})
	}
}

// jobSlot is a slot for one job at a time: a later job replaces the earlier one.
type jobSlot uint8

// The slots. Jobs for other wants have no slot, and run at the same time.
const (
	slotTree jobSlot = iota
	slotDelegations
	slotPolicies
	slotInheritance
	slotTags
	slotManagement
	slotEffective
	slotEvents
	slotCount
)

// slotJob is the job in a slot.
type slotJob struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// replace starts a job in a slot. It cancels the calls that the job before it
// has not begun, and waits for that job to end, so that old facts never follow
// new ones. Inheritance, tags and effective policies do not wait: each job is for
// another node.
func (r *run) replace(at jobSlot, w model.Want, do func(job)) {
	ctx, cancel := context.WithCancel(r.ctx)
	current := &slotJob{cancel, make(chan struct{})}
	r.mu.Lock()
	before := r.slots[at]
	r.slots[at] = current
	r.mu.Unlock()
	if before != nil {
		before.cancel()
	}
	r.jobs.Go(func() {
		defer close(current.done)
		defer cancel()
		if before != nil && at != slotInheritance && at != slotTags && at != slotEffective {
			<-before.done
		}
		r.runJob(job{run: r, wait: ctx, priority: w.Priority()}, do)
	})
}

// jobIn returns the job in a slot; nil if there was none.
func (r *run) jobIn(at jobSlot) *slotJob {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.slots[at]
}

// waitForSlot waits for the job in a slot. It returns false if there was none,
// or the waiting job ended first.
func (r *run) waitForSlot(j job, at jobSlot) bool {
	current := r.jobIn(at)
	if current == nil {
		return false
	}
	select {
	case <-current.done:
		return true
	case <-j.wait.Done():
		return false
	}
}

// start starts a job that replaces no other.
func (r *run) start(w model.Want, do func(job)) {
	r.jobs.Go(func() { r.runJob(job{run: r, wait: r.ctx, priority: w.Priority()}, do) })
}

// runJob runs a job once the caller is known.
func (r *run) runJob(j job, do func(job)) {
	select {
	case <-r.ready:
		do(j)
	case <-j.wait.Done():
	}
}

// emit sends a fact, unless the run has ended.
func (r *run) emit(f model.Fact) {
	if r.facts == nil {
		r.b.forward(f)
		return
	}
	r.sending.RLock() // an execution or a credentials provider may outlive the run
	defer r.sending.RUnlock()
	if r.closed {
		return
	}
	select {
	case r.facts <- f:
	case <-r.ctx.Done():
	}
}

// reportProgress reports the progress of a part.
func (r *run) reportProgress(p model.Part, target string, progress model.Progress) {
	s := model.Status{Progress: progress}
	if progress == model.Complete {
		s.At = time.Now()
	}
	r.emit(model.StatusFact{Part: p, Target: target, Status: s})
}

// reportEnd reports a part as complete, or as failed if there is a failure. A
// part that was cancelled is unread.
func (r *run) reportEnd(p model.Part, target string, f *model.Failure) {
	switch {
	case f == nil:
		r.reportProgress(p, target, model.Complete)
	case f.Kind == model.FailureCancelled:
		r.reportProgress(p, target, model.Unread)
	default:
		gap := f.Gap()
		r.emit(model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Failed, At: time.Now(), Gap: &gap}})
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
