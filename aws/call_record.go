package aws

import (
	"sync"
	"time"

	"deputy/model"
)

// callRecords remembers how the calls of a run ended, so that a run does not
// repeat thousands of calls that are not permitted.
type callRecords struct {
	mu      sync.Mutex
	records map[string]*operationRecord // by operation
}

// operationRecord is how the calls of one operation ended.
type operationRecord struct {
	succeeded bool
	denied    int            // number of denials, until the first success
	endless   int            // number of lists that did not end
	last      *model.Failure // the last denial or throttling, or list that did not end
	gaveUp    time.Time      // when a throttled call was given up; zero if one succeeded since
}

// After enoughDenials denials and no success, an operation counts as not
// permitted at all; after as many lists without an end, no other is begun. After it
// was throttled until deputy gave up, it is not
// called again for throttleRest.
const (
	enoughDenials = 3
	throttleRest  = 5 * time.Minute
)

// expectedFailure returns the failure that a call would end with, because the
// operation is not permitted at all or was given up just now; nil if the call
// may succeed. An urgent call is always made.
func (r *callRecords) expectedFailure(j job, operation string) *model.Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.records[operation]
	if p == nil || j.priority <= urgentPriority || max(p.denied, p.endless) < enoughDenials && !p.isResting() {
		return nil
	}
	f := *p.last
	f.Target = ""
	return &f
}

func (p *operationRecord) isResting() bool {
	return !p.gaveUp.IsZero() && time.Since(p.gaveUp) < throttleRest
}

// isThrottled reports whether another call of the operation was throttled until
// it was given up, just now.
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
	p := r.record(operation)
	switch {
	case f == nil && p.endless > 0:
	case f == nil:
		*p = operationRecord{succeeded: true}
	case f.Kind == model.FailureThrottled:
		p.gaveUp, p.last = time.Now(), f
	case f.Kind == model.FailureDenied && !p.succeeded:
		p.denied++
		p.last = f
	}
}

// recordEndless remembers a list that did not end.
func (r *callRecords) recordEndless(operation string, f *model.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.record(operation)
	p.endless++
	p.last = f
}

// record returns the record of an operation, a new one if there was none.
func (r *callRecords) record(operation string) *operationRecord {
	p := r.records[operation]
	if p == nil {
		if r.records == nil {
			r.records = map[string]*operationRecord{}
		}
		p = &operationRecord{}
		r.records[operation] = p
	}
	return p
}
