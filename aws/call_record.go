package aws

import (
	"sync"
	"time"

	"deputy/model"
)

// callRecords remembers how the operations fared in a run.
type callRecords struct {
	mu      sync.Mutex
	records map[string]*operationRecord // by operation
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
	throttleRest  = 5 * time.Minute
)

// expectedFailure gives the failure of an operation that is not permitted at all or
// was given up just now; nil if a call may succeed. What a person looks at is
// always tried.
func (r *callRecords) expectedFailure(l lane, operation string) *model.Failure {
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

func (p *operationRecord) isResting() bool {
	return !p.gaveUp.IsZero() && time.Since(p.gaveUp) < throttleRest
}

// isThrottled tells whether the operation was given up just now: other calls of
// it need not find out each for itself.
func (r *callRecords) isThrottled(operation string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	return p != nil && p.isResting()
}

// recordEnd remembers how a call ended.
func (r *callRecords) recordEnd(operation string, f *model.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil {
		if r.records == nil {
			r.records = map[string]*operationRecord{}
		}
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
