package aws

import (
	"strings"
	"sync"
	"time"

	"deputy/model"
)

// progress counts the calls of a part and reports them.
type progress struct {
	job    job
	part   model.Part
	target string
	began  time.Time

	mu          sync.Mutex
	operation   string
	done, total int
	foreseen    int  // the total, by the saved reading or an estimate; it counts until the true one is larger
	known       bool // the total is the true one, or at least a good estimate
	ended       bool
	failure     *model.Failure // the first one
}

// foresee says how many calls there will probably be.
func (p *progress) foresee(calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.foreseen = calls
}

// settle says that the total is known, and so many calls are foreseen beside
// those that are expected.
func (p *progress) settle(more int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.foreseen, p.known = p.total+more, true
}

// expect adds calls to the total.
func (p *progress) expect(calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += calls
}

// goOn says that so many calls of another operation follow.
func (p *progress) goOn(operation string, calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.operation = operation
	p.total += calls
}

// advance counts a call that has ended, and reports the progress.
func (p *progress) advance() {
	p.mu.Lock()
	p.done++
	s, operation := model.Status{Progress: model.Partial, Done: p.done, Total: max(p.total, p.foreseen)}, p.operation
	p.mu.Unlock()
	if s.Total > 0 {
		s.Total = max(s.Total, s.Done)
		s.Left = p.job.run.b.limiter.timeFor(strings.TrimPrefix(operation, organizationsPrefix), s.Total-s.Done)
	}
	p.job.run.emit(model.StatusFact{Part: p.part, Target: p.target, Status: s})
	p.job.run.forecast.report()
}

// fail reports a target of the part that could not be read. The part goes on,
// but will not be complete.
func (p *progress) fail(target string, f *model.Failure) {
	p.remember(f)
	p.job.run.reportEnd(p.part, target, f)
}

// remember remembers a failure that was reported elsewhere.
func (p *progress) remember(f *model.Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure == nil {
		p.failure = f
	}
}

// hasFailed reports whether anything of the part could not be read so far.
func (p *progress) hasFailed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failure != nil
}

// finish says that no more calls will be made. It returns the first failure.
func (p *progress) finish() *model.Failure {
	p.mu.Lock()
	p.ended = true
	f := p.failure
	p.mu.Unlock()
	p.job.run.forecast.report()
	return f
}

// end reports the end of the part.
func (p *progress) end() {
	f := p.finish()
	if p.job.wait.Err() != nil {
		return // the job that replaced this one reports
	}
	p.job.run.reportEnd(p.part, p.target, f)
}

// workers is the largest number of calls of one kind at the same time. The
// limiter allows fewer, so this only bounds memory.
const workers = 8

// each calls do for every item, for some of them at the same time, in their
// order.
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
