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
	slots   [slotCount]*job
	turns   map[model.ServiceID]*turn
	records map[string]*record // by operation
	roots   *rootsCall
	looked  looked
	listed  []model.PolicyID // that the last listing of policies found
	caller  model.Caller
	place   Place

	tree  tree
	known known
}

// factsAhead is how many facts may wait for the reader.
const factsAhead = 256

func newRun(ctx context.Context, cancel context.CancelFunc, b *Backend) *run {
	return &run{
		b: b, ctx: ctx, cancel: cancel, facts: make(chan model.Fact, factsAhead), ready: make(chan struct{}),
		records: map[string]*record{}, turns: map[model.ServiceID]*turn{},
	}
}

// serve takes wants until there are no more, and closes the facts when every
// job has ended.
func (r *run) serve(wants <-chan model.Want) {
	defer r.leave()
	r.jobs.Go(r.begin)
	for {
		select {
		case w, ok := <-wants:
			if !ok {
				r.jobs.Wait()
				return
			}
			r.take(w)
		case <-r.ctx.Done():
			r.jobs.Wait()
			return
		}
	}
}

// leave ends the run for the backend and closes the facts.
func (r *run) leave() {
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

// take starts the job for a want.
func (r *run) take(w model.Want) {
	switch w := w.(type) {
	case model.WantTree:
		r.replace(slotTree, w, r.readTree)
	case model.WantDelegations:
		r.replace(slotDelegations, w, r.readDelegations)
	case model.WantPolicies:
		r.takePolicies(w)
	case model.WantLadder:
		r.replace(slotLadder, w, func(l lane) {
			r.readLadder(l, w.Node)
			r.close(model.PartLadder, string(w.Node), nil) // what failed has its own gaps
		})
	case model.WantTags:
		r.replace(slotTags, w, func(l lane) { r.readTags(l, w.Target) })
	case model.WantDocument:
		r.beside(w, func(l lane) { _ = r.readDocument(l, w.Policy) })
	case model.WantService:
		r.beside(w, func(l lane) { r.takeService(l, w.Service) })
	case model.WantFresh:
		r.beside(w, func(l lane) { r.readFresh(l, w) })
	case model.WantSave:
		r.beside(w, func(lane) { r.save(w.Snapshot) })
	}
}

// slot is a place for one job: a later one for the same slot takes it over.
type slot uint8

// The slots. Wants without one run beside each other.
const (
	slotTree slot = iota
	slotDelegations
	slotPolicies
	slotLadder
	slotTags
	slotCount
)

// job is a job that holds a slot.
type job struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// replace starts a job in a slot. What the job before it has not begun is
// cancelled, and the new one begins when that one has ended, so that old facts
// never follow new ones. Ladders and tags do not wait: each is of another node.
func (r *run) replace(at slot, w model.Want, do func(lane)) {
	ctx, cancel := context.WithCancel(r.ctx)
	j := &job{cancel, make(chan struct{})}
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
		r.when(lane{run: r, wait: ctx, priority: w.Priority()}, do)
	})
}

// finish waits for the job in a slot; it tells false if there was none, or the
// waiting job ends first.
func (r *run) finish(l lane, at slot) bool {
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

// beside starts a job that takes no other's place.
func (r *run) beside(w model.Want, do func(lane)) {
	r.jobs.Go(func() { r.when(lane{run: r, wait: r.ctx, priority: w.Priority()}, do) })
}

// when does a job once the caller is known.
func (r *run) when(l lane, do func(lane)) {
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

// tell reports a part's progress.
func (r *run) tell(p model.Part, target string, progress model.Progress) {
	s := model.Status{Progress: progress}
	if progress == model.Complete {
		s.At = time.Now()
	}
	r.emit(model.StatusFact{Part: p, Target: target, Status: s})
}

// close reports a part as complete, or as failed if there is a failure. What
// was given up is unread.
func (r *run) close(p model.Part, target string, f *model.Failure) {
	switch {
	case f == nil:
		r.tell(p, target, model.Complete)
	case f.Kind == model.FailureCancelled:
		r.tell(p, target, model.Unread)
	default:
		gap := f.Gap()
		r.emit(model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Failed, At: time.Now(), Gap: &gap}})
	}
}

// using gives the session that calls are made with.
func (r *run) using() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session
}

// record remembers how an operation fared in this run.
type record struct {
	succeeded bool
	denied    int            // denials, while it never succeeded
	last      *model.Failure // the last denial, or why it was given up
	gaveUp    time.Time      // when a call was throttled until it was given up, and none succeeded since
}

// enough denials without a success show that the operation is not permitted at
// all, so that thousands of calls need not be made to learn it again. An
// operation that was throttled for good rests for a while.
const (
	enough = 3
	rest   = 5 * time.Minute
)

// hopeless gives the failure of an operation that is not permitted at all or
// was given up just now; nil if a call may succeed. What a person looks at is
// always tried.
func (r *run) hopeless(l lane, operation string) *model.Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil || l.priority <= urgent || p.denied < enough && !p.resting() {
		return nil
	}
	f := *p.last
	f.Target = ""
	return &f
}

func (p *record) resting() bool { return !p.gaveUp.IsZero() && time.Since(p.gaveUp) < rest }

// exhausted tells whether the operation was given up just now: other calls of
// it need not find out each for itself.
func (r *run) exhausted(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	return p != nil && p.resting()
}

// settle remembers how a call ended.
func (r *run) settle(operation string, f *model.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil {
		p = &record{}
		r.records[operation] = p
	}
	switch {
	case f == nil:
		*p = record{succeeded: true}
	case f.Kind == model.FailureThrottled:
		p.gaveUp, p.last = time.Now(), f
	case f.Kind == model.FailureDenied && !p.succeeded:
		p.denied++
		p.last = f
	}
}
