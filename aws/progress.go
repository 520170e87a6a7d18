package aws

import (
	"strings"
	"sync"

	"deputy/model"
)

// progress counts the calls of a part and reports them.
type progress struct {
	lane      lane
	part      model.Part
	target    string
	operation string

	mu          sync.Mutex
	done, total int
	failure     *model.Failure // the first one
}

// expect tells that further calls became known.
func (p *progress) expect(calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += calls
}

// advance tells that a call is done.
func (p *progress) advance() {
	p.mu.Lock()
	p.done++
	s := model.Status{Progress: model.Partial, Done: p.done, Total: p.total}
	p.mu.Unlock()
	if s.Total > 0 {
		s.Total = max(s.Total, s.Done)
		s.Left = p.lane.run.b.limiter.timeFor(strings.TrimPrefix(p.operation, organizationsPrefix), s.Total-s.Done)
	}
	p.lane.run.emit(model.StatusFact{Part: p.part, Target: p.target, Status: s})
}

// fail reports that one of the part's targets could not be read; the part goes
// on, and cannot be complete any more.
func (p *progress) fail(target string, f *model.Failure) {
	p.remember(f)
	p.lane.run.reportEnd(p.part, target, f)
}

// remember remembers a failure that is reported already.
func (p *progress) remember(f *model.Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure == nil {
		p.failure = f
	}
}

// hasFailed tells whether anything of the part could not be read so far.
func (p *progress) hasFailed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failure != nil
}

// end closes the part.
func (p *progress) end() {
	p.mu.Lock()
	f := p.failure
	p.mu.Unlock()
	if p.lane.wait.Err() != nil {
		return // whoever took over reports, or nobody listens
	}
	p.lane.run.reportEnd(p.part, p.target, f)
}

// workers is how many calls of one kind are under way at most. The limiter
// allows fewer, so this bounds memory only.
const workers = 8

// each does something for every item, some of them at the same time, beginning
// in their order.
func each[T any](items []T, do func(T)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, workers)
	for _, item := range items {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			do(item)
		})
	}
	wg.Wait()
}
