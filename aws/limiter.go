package aws

import (
	"container/heap"
	"context"
	"math"
	"strings"
	"sync"
	"time"
)

// urgentPriority is the lowest priority that may use a row's reserve: the
// reading before a change, the inheritance of the selected node, an opened
// document.
const urgentPriority = 1

// limiter keeps the calls of the whole process within a share of AWS's limits.
// Each row of AWS's table of limits is a token bucket. Calls that must wait go
// by priority, then in order of arrival. When AWS answers that there were too
// many requests, the row backs off, and recovers with each call that succeeds.
//
// In the first seconds somebody waits for the screen, so calls may use the whole
// limits until then, unless AWS throttles one, or a pace below the default says
// that the organization needs more of them.
type limiter struct {
	mu       sync.Mutex
	pace     float64 // share of the limits, above 0 and at most 1; 0 sets no limits at all
	rows     map[string]*row
	fullPace time.Duration // how long calls may use the whole limits
	until    time.Time     // when that ends; zero before the first call
}

// atFullPace is how long calls may use the whole limits.
const atFullPace = 10 * time.Second

// newLimiter returns a limiter that uses the given percentage of AWS's limits.
// Zero per cent sets no limits: for the built-in organization.
func newLimiter(percent int) *limiter {
	l := &limiter{pace: float64(min(percent, 100)) / 100, rows: map[string]*row{}}
	if l.pace <= 0 {
		return l
	}
	if percent >= defaultPace {
		l.fullPace = atFullPace
	}
	for _, published := range limits {
		r := newRow(published, l.pace)
		for _, operation := range published.operations {
			l.rows[operation] = r
		}
	}
	return l
}

// limits reports whether the limiter sets any limits.
func (l *limiter) limits() bool { return l.pace > 0 }

// row is the token bucket of one row of the table.
type row struct {
	share, whole rate      // of the limit: at the pace, and in the first seconds
	capacity     float64   // calls that may be made at once
	factor       float64   // share of rate in use: 1, less after a throttle answer
	changed      time.Time // when factor was last changed
	tokens       float64
	at           time.Time // when tokens was last computed
	queue        queue
	arrivals     uint64
	timer        *time.Timer
}

// rate is how a row is filled and used at a pace.
type rate struct {
	second  float64 // calls that a second adds
	reserve float64 // calls kept for urgent ones
}

// newRow returns a full bucket.
func newRow(l limit, pace float64) *row {
	return &row{share: l.at(pace), whole: l.at(1), capacity: l.burst, factor: 1, tokens: l.burst}
}

// at returns the rate at a pace. Calls in the background may burst only to their
// share, and leave what one second adds, since AWS's own example adds second by
// second. A call that a person waits for may use the whole burst. The rate is a
// little below AWS's, so that clocks and rounding do not matter.
func (l limit) at(pace float64) rate {
	reserve := max(l.reserve, l.burst-math.Ceil(l.burst*pace), math.Ceil(l.rate*pace))
	return rate{l.rate * pace * 0.999, min(reserve, l.burst-1)}
}

// row returns the row of an operation; nil if it has no limit.
func (l *limiter) row(operation string) *row {
	if l.pace <= 0 || operation == "" {
		return nil
	}
	r := l.rows[operation]
	if r == nil {
		r = newRow(unpublished, l.pace)
		if strings.Contains(operation, "@") {
			r = newRow(regionalLimit(operation), l.pace)
		}
		l.rows[operation] = r
	}
	return r
}

// wait waits for the operation's turn and returns how long that took. If ctx
// ends first, it returns the error of ctx.
func (l *limiter) wait(ctx context.Context, operation string, priority int) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	start := time.Now()
	l.mu.Lock()
	r := l.row(operation)
	if r == nil {
		l.mu.Unlock()
		return 0, nil
	}
	if l.until.IsZero() {
		l.until = start.Add(l.fullPace)
	}
	w := &waiter{priority: priority, arrival: r.arrivals, turn: make(chan struct{})}
	r.arrivals++
	heap.Push(&r.queue, w)
	l.serve(r)
	l.mu.Unlock()
	select {
	case <-w.turn:
		return time.Since(start), nil
	case <-ctx.Done():
		l.leave(r, w)
		return time.Since(start), ctx.Err()
	}
}

// leave takes a waiter out of the queue. If the waiter has its turn already,
// leave returns the token, since the call will not be made.
func (l *limiter) leave(r *row, w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.place >= 0 {
		heap.Remove(&r.queue, w.place)
	} else {
		r.tokens = min(r.capacity, r.tokens+1)
	}
	l.serve(r)
}

// serve lets waiters go as far as the tokens of the row allow, and sets the
// timer for the next one.
func (l *limiter) serve(r *row) {
	now := time.Now()
	l.fill(r, now)
	at := l.rateOf(r, now)
	for len(r.queue) > 0 {
		need := 1.0
		if r.queue[0].priority > urgentPriority {
			need += at.reserve
		}
		if short := need - r.tokens; short > 1e-9 {
			r.wake(time.Duration(math.Ceil(short/(at.second*r.factor)*float64(time.Second))), l)
			return
		}
		r.tokens--
		if w, ok := heap.Pop(&r.queue).(*waiter); ok {
			close(w.turn)
		}
	}
	if r.timer != nil {
		r.timer.Stop()
	}
}

// rateOf returns the rate of a row at a time.
func (l *limiter) rateOf(r *row, at time.Time) rate {
	if at.Before(l.until) {
		return r.whole
	}
	return r.share
}

// fill adds the calls that a row has gained.
func (l *limiter) fill(r *row, now time.Time) {
	if !r.at.IsZero() {
		first := max(0, min(now.Sub(r.at), l.until.Sub(r.at))) // in the first seconds
		gained := first.Seconds()*r.whole.second + (now.Sub(r.at)-first).Seconds()*r.share.second
		r.tokens = min(r.capacity, r.tokens+gained*r.factor)
	}
	r.at = now
}

func (r *row) wake(in time.Duration, l *limiter) {
	if r.timer != nil {
		r.timer.Reset(in)
		return
	}
	r.timer = time.AfterFunc(in, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.serve(r)
	})
}

// The speed of a throttled row: at least slowest of its rate. Each call that
// succeeds adds recovery, up to the whole rate, and as much for each second that
// the row has waited for it, so that a slow row takes no longer to recover.
const (
	slowest  = 1.0 / 8
	recovery = 1.0 / 16
)

// throttled says that AWS answered an operation with too many requests. The row
// halves its speed and loses its tokens, and all rows keep to the pace from now
// on.
func (l *limiter) throttled(operation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.row(operation); r != nil {
		now := time.Now()
		for _, other := range l.rows {
			l.fill(other, now)
		}
		l.until, l.fullPace = now, 0
		r.factor = max(slowest, r.factor/2)
		r.tokens, r.changed = min(r.tokens, 0), now
		l.serve(r)
	}
}

// succeeded says that AWS carried out a call of an operation.
func (l *limiter) succeeded(operation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.row(operation); r != nil && r.factor < 1 {
		now := time.Now()
		l.fill(r, now)
		r.factor = min(1, r.factor+recovery*max(1, now.Sub(r.changed).Seconds()))
		r.changed = now
	}
}

// timeFor estimates how long so many further calls of the operation will take,
// in whole seconds.
func (l *limiter) timeFor(operation string, calls int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.row(operation)
	if r == nil {
		return 0
	}
	return time.Duration(math.Ceil(l.timeOn(r, float64(calls), time.Now()).Seconds())) * time.Second
}

// timeOn estimates how long so many further calls on a row will take.
func (l *limiter) timeOn(r *row, calls float64, now time.Time) time.Duration {
	first := max(0, l.until.Sub(now).Seconds())
	seconds := calls / (r.whole.second * r.factor)
	if seconds > first {
		seconds = first + (calls-first*r.whole.second*r.factor)/(r.share.second*r.factor)
	}
	return time.Duration(seconds * float64(time.Second))
}

// waiter is a call that waits for its turn.
type waiter struct {
	priority int
	arrival  uint64
	place    int // in the queue; -1 when served
	turn     chan struct{}
}

// queue orders waiters by priority, then arrival: a heap.
type queue []*waiter

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if q[i].priority != q[j].priority {
		return q[i].priority < q[j].priority
	}
	return q[i].arrival < q[j].arrival
}

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

// Push adds a waiter at the end, for package heap.
func (q *queue) Push(x any) {
	if w, ok := x.(*waiter); ok {
		w.place = len(*q)
		*q = append(*q, w)
	}
}

// Pop takes the last waiter, for package heap.
func (q *queue) Pop() any {
	w := (*q)[len(*q)-1]
	w.place = -1
	*q = (*q)[:len(*q)-1]
	return w
}
