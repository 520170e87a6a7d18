package pane

import (
	"cmp"
	"slices"
	"time"

	"deputy/model"
)

// callsMost is the number of calls that are kept one by one.
const callsMost = 500

// Calls is the latest calls to AWS, and totals of all of them. The zero Calls
// is ready to use.
type Calls struct {
	ring   []model.Call
	next   int // where the next call goes once the ring is full
	total  int
	totals map[string]*callTotal
}

// callTotal is the total of the calls of one operation.
type callTotal struct {
	operation                           string
	calls, failures, throttled, changes int
	waited, took                        time.Duration
}

// Add adds a call.
func (c *Calls) Add(call model.Call) {
	c.total++
	if len(c.ring) < callsMost {
		c.ring = append(c.ring, call)
	} else {
		c.ring[c.next] = call
		c.next = (c.next + 1) % callsMost
	}
	if c.totals == nil {
		c.totals = map[string]*callTotal{}
	}
	t := c.totals[call.Operation]
	if t == nil {
		t = &callTotal{operation: call.Operation}
		c.totals[call.Operation] = t
	}
	t.calls++
	t.throttled += call.Throttled
	t.waited += call.Waited
	t.took += call.Took
	if call.Failure != nil {
		t.failures++
	}
	if call.Changes {
		t.changes++
	}
}

// len returns how many calls are kept one by one.
func (c *Calls) len() int { return len(c.ring) }

// latest returns the i-th latest call, 0 for the last one.
func (c *Calls) latest(i int) *model.Call {
	return &c.ring[(c.next+2*len(c.ring)-1-i)%len(c.ring)]
}

// byOperation returns the totals, the most frequent operation first.
func (c *Calls) byOperation() []*callTotal {
	all := make([]*callTotal, 0, len(c.totals))
	for _, t := range c.totals {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *callTotal) int {
		return cmp.Or(cmp.Compare(b.calls, a.calls), cmp.Compare(a.operation, b.operation))
	})
	return all
}

// sum returns the total of all calls.
func (c *Calls) sum() callTotal {
	var all callTotal
	for _, t := range c.totals {
		all.calls += t.calls
		all.failures += t.failures
		all.throttled += t.throttled
		all.changes += t.changes
		all.waited += t.waited
	}
	return all
}
