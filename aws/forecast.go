package aws

import (
	"strings"
	"sync"
	"time"

	"deputy/model"
)

// forecast foresees how long the reading takes: it knows the calls that each
// part has made and will make, and by which limits they go. Parts that share a
// limit wait for each other, so a single one says little.
type forecast struct {
	run *run

	mu    sync.Mutex
	parts []*progress
}

// add adds a part.
func (f *forecast) add(p *progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.parts = append(f.parts, p)
}

// report sends what is foreseen. Where nothing limits the calls, no time is.
func (f *forecast) report() {
	l := f.run.b.limiter
	now := time.Now()
	f.mu.Lock()
	fact := model.ForecastFact{At: now}
	rows := map[*row]float64{}
	open := false
	for _, p := range f.parts {
		done, left, known := p.calls()
		fact.Done, fact.Total, open = fact.Done+done, fact.Total+done+left, open || !known
		l.spread(rows, p.operations(), left)
		fact.Left = max(fact.Left, p.bySpeed(now, left))
	}
	f.mu.Unlock()
	fact.Left = max(fact.Left, l.timeForRows(rows, now))
	if open || !l.limits() {
		fact.Left = 0
	}
	if open {
		fact.Total = 0
	}
	f.run.emit(fact)
}

// calls returns how many calls of the part were made and how many are left, and
// whether that is known.
func (p *progress) calls() (done, left int, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return p.done, 0, true
	}
	return p.done, max(0, max(p.total, p.foreseen)-p.done), p.known || p.foreseen > 0 && p.foreseen >= p.done
}

// operations returns the operations whose calls read the part. OUs are found by
// two.
func (p *progress) operations() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.operation == listOUs {
		return []string{listOUs, listChildren}
	}
	return []string{p.operation}
}

// bySpeed returns how long the calls that are left take if each takes as long as
// those before. That counts for the accounts, whose pages come one after the
// other: a slow connection may hold them up more than the limit does.
func (p *progress) bySpeed(now time.Time, left int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.part != model.PartAccounts || p.done == 0 || p.ended {
		return 0
	}
	return now.Sub(p.began) * time.Duration(left) / time.Duration(p.done)
}

// spread adds calls to the rows of the operations that they go by, in proportion
// to the rates.
func (l *limiter) spread(rows map[*row]float64, operations []string, calls int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*row
	sum := 0.0
	for _, operation := range operations {
		if r := l.row(strings.TrimPrefix(operation, organizationsPrefix)); r != nil {
			all = append(all, r)
			sum += r.share.second
		}
	}
	for _, r := range all {
		rows[r] += float64(calls) * r.share.second / sum
	}
}

// timeForRows returns how long calls on several rows take at the same time.
func (l *limiter) timeForRows(rows map[*row]float64, now time.Time) (longest time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for r, calls := range rows {
		longest = max(longest, l.timeOn(r, calls, now))
	}
	return longest
}
