package aws

import (
	"context"
	"sync"
	"time"

	"deputy/model"
)

// run is one run of reading, from Read until its facts are closed.
type run struct {
	b      *Backend
	ctx    context.Context
	cancel context.CancelFunc
	facts  chan model.Fact // nil for calls that belong to no run
	ready  chan struct{}   // closed when the caller is known
	jobs   sync.WaitGroup

	renewing sync.Mutex // held while expired credentials are renewed
	declined bool       // the user did not want to renew them

	sending sync.RWMutex // held to close facts
	closed  bool

	mu      sync.Mutex
	session *session
	slots   [slotCount]*slotJob
	turns   map[model.ServiceID]*serviceTurn
	records map[string]*operationRecord // by operation
	roots   *rootsCall
	watched  watchedNode
	listed  []model.PolicyID // that the last listing of policies found
	caller  model.Caller
	place   Place

	nodes  knownNodes
	once readOnce
}

// factsAhead is how many facts may wait for the reader.
const factsAhead = 256

func newRun(ctx context.Context, cancel context.CancelFunc, b *Backend) *run {
	return &run{
		b: b, ctx: ctx, cancel: cancel, facts: make(chan model.Fact, factsAhead), ready: make(chan struct{}),
		records: map[string]*operationRecord{}, turns: map[model.ServiceID]*serviceTurn{},
	}
}

// serve takes wants until there are no more, and closes the facts when every
// job has ended.
func (r *run) serve(wants <-chan model.Want) {
	defer r.end()
	r.jobs.Go(r.identifyCaller)
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

// end ends the run for the backend and closes the facts.
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
		r.replace(slotTree, w, r.readTree)
	case model.WantDelegations:
		r.replace(slotDelegations, w, r.readDelegations)
	case model.WantPolicies:
		r.takePolicies(w)
	case model.WantLadder:
		r.replace(slotLadder, w, func(l lane) {
			r.readInheritance(l, w.Node)
			r.reportEnd(model.PartLadder, string(w.Node), nil) // what failed has its own gaps
		})
	case model.WantTags:
		r.replace(slotTags, w, func(l lane) { r.readTags(l, w.Target) })
	case model.WantDocument:
		r.start(w, func(l lane) { _ = r.readDocument(l, w.Policy) })
	case model.WantService:
		r.start(w, func(l lane) { r.takeService(l, w.Service) })
	case model.WantFresh:
		r.start(w, func(l lane) { r.readFresh(l, w) })
	case model.WantSave:
		r.start(w, func(lane) { r.save(w.Snapshot) })
	}
}

// jobSlot is a place for one job: a later one for the same slot takes it over.
type jobSlot uint8

// The slots. Wants without one run beside each other.
const (
	slotTree jobSlot = iota
	slotDelegations
	slotPolicies
	slotLadder
	slotTags
	slotCount
)

// slotJob is a job that holds a slot.
type slotJob struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// replace starts a job in a slot. What the job before it has not begun is
// cancelled, and the new one begins when that one has ended, so that old facts
// never follow new ones. Ladders and tags do not wait: each is of another node.
func (r *run) replace(at jobSlot, w model.Want, do func(lane)) {
	ctx, cancel := context.WithCancel(r.ctx)
	j := &slotJob{cancel, make(chan struct{})}
	r.mu.Lock()
	before := r.slots[at]
	r.slots[at] = j
	r.mu.Unlock()
	if before != nil {
		before.cancel()
	}
	r.jobs.Go(func() {
		defer close(j.done)
		defer cancel()
		if before != nil && at != slotLadder && at != slotTags {
			<-before.done
		}
		r.runJob(lane{run: r, wait: ctx, priority: w.Priority()}, do)
	})
}

// waitForSlot waits for the job in a slot; it tells false if there was none, or the
// waiting job ends first.
func (r *run) waitForSlot(l lane, at jobSlot) bool {
	r.mu.Lock()
	j := r.slots[at]
	r.mu.Unlock()
	if j == nil {
		return false
	}
	select {
	case <-j.done:
		return true
	case <-l.wait.Done():
		return false
	}
}

// start starts a job that takes no other's place.
func (r *run) start(w model.Want, do func(lane)) {
	r.jobs.Go(func() { r.runJob(lane{run: r, wait: r.ctx, priority: w.Priority()}, do) })
}

// runJob does a job once the caller is known.
func (r *run) runJob(l lane, do func(lane)) {
	select {
	case <-r.ready:
		do(l)
	case <-l.wait.Done():
	}
}

// emit sends a fact, unless the run has ended.
func (r *run) emit(f model.Fact) {
	if r.facts == nil {
		r.b.forward(f)
		return
	}
	r.sending.RLock() // an execution or a credential provider may outlive the run
	defer r.sending.RUnlock()
	if r.closed {
		return
	}
	select {
	case r.facts <- f:
	case <-r.ctx.Done():
	}
}

// reportProgress reports a part's progress.
func (r *run) reportProgress(p model.Part, target string, progress model.Progress) {
	s := model.Status{Progress: progress}
	if progress == model.Complete {
		s.At = time.Now()
	}
	r.emit(model.StatusFact{Part: p, Target: target, Status: s})
}

// reportEnd reports a part as complete, or as failed if there is a failure. What
// was given up is unread.
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

// current gives the session that calls are made with.
func (r *run) current() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session
}

// operationRecord remembers how an operation fared in this run.
type operationRecord struct {
	succeeded bool
	denied    int            // denials, while it never succeeded
	last      *model.Failure // the last denial, or why it was given up
	gaveUp    time.Time      // when a call was throttled until it was given up, and none succeeded since
}

// enoughDenials denials without a success show that the operation is not permitted at
// all, so that thousands of calls need not be made to learn it again. An
// operation that was throttled for good rests for a while.
const (
	enoughDenials = 3
	throttleRest   = 5 * time.Minute
)

// expectedFailure gives the failure of an operation that is not permitted at all or
// was given up just now; nil if a call may succeed. What a person looks at is
// always tried.
func (r *run) expectedFailure(l lane, operation string) *model.Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil || l.priority <= urgentPriority || p.denied < enoughDenials && !p.isResting() {
		return nil
	}
	f := *p.last
	f.Target = ""
	return &f
}

func (p *operationRecord) isResting() bool { return !p.gaveUp.IsZero() && time.Since(p.gaveUp) < throttleRest }

// isThrottled tells whether the operation was given up just now: other calls of
// it need not find out each for itself.
func (r *run) isThrottled(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	return p != nil && p.isResting()
}

// recordEnd remembers how a call ended.
func (r *run) recordEnd(operation string, f *model.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil {
		p = &operationRecord{}
		r.records[operation] = p
	}
	switch {
	case f == nil:
		*p = operationRecord{succeeded: true}
	case f.Kind == model.FailureThrottled:
		p.gaveUp, p.last = time.Now(), f
	case f.Kind == model.FailureDenied && !p.succeeded:
		p.denied++
		p.last = f
	}
}
