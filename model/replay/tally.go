package replay

import (
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
)

// Tally counts events. One goroutine at a time may add to it.
type Tally struct {
	replayer *Replayer
	probe    probe
	counts   map[*outcome]*count
	groups   map[group]*count // of outcomes that were folded
	read     int
	skipped  map[string]int
	seen     sights
	unseen   map[Need]int // permissions that calls may need, and that their events do not show
	day      string       // the last one, which most events share
}

// sights are what the events show at all.
type sights struct {
	actions  map[string]bool
	accounts map[model.AccountID]bool
	regions  map[string]bool
	days     map[string]bool
	places   map[place]bool
}

// place is where an account made calls.
type place struct {
	account model.AccountID
	region  string
}

func (s *sights) merge(o *sights) {
	for _, m := range []struct {
		to   *map[string]bool
		from map[string]bool
	}{{&s.actions, o.actions}, {&s.regions, o.regions}, {&s.days, o.days}} {
		for word := range m.from {
			add(m.to, word)
		}
	}
	for id := range o.accounts {
		add(&s.accounts, id)
	}
	for at := range o.places {
		add(&s.places, at)
	}
}

func add[K comparable](to *map[K]bool, key K) {
	if *to == nil {
		*to = map[K]bool{}
	}
	(*to)[key] = true
}

// count is how many calls had one outcome.
type count struct {
	calls, failed, denied int // all; those that failed for another reason; those that AWS denied
	first, last           moment
	event                 string // the ID of the first
}

// moment is a time as events have it, which can be compared as text.
type moment [len("2026-09-26T12:00:00Z")]byte

// maxCounts is how many outcomes are counted before they are folded into groups.
const maxCounts = 1 << 15

// Tally returns a new tally of the Replayer.
func (p *Replayer) Tally() *Tally {
	return &Tally{replayer: p, probe: probe{p: p}, counts: map[*outcome]*count{}, groups: map[group]*count{}, skipped: map[string]int{}, unseen: map[Need]int{}}
}

// Skip counts something that could not be read as an event.
func (t *Tally) Skip(reason string) {
	t.read++
	t.skipped[reason]++
}

// skip counts an event that is not judged.
func (t *Tally) skip(e *cloudtrail.Event, reason string) { t.skipped[reason] += e.Count }

// Add counts an event.
func (t *Tally) Add(e *cloudtrail.Event) { t.add(e) }

// add counts an event, and reports whether it is a call that was not counted before.
func (t *Tally) add(e *cloudtrail.Event) bool {
	t.read += e.Count
	if day := e.Day(); day != t.day {
		t.day = strings.Clone(day)
		add(&t.seen.days, t.day)
	}
	if id := e.CallID(); id != "" && e.Count == 1 && !t.replayer.seen.add(id) {
		t.skip(e, reasonDuplicate)
		return false
	}
	if reason := unjudged(e); reason != "" {
		t.skip(e, reason)
		return false
	}
	s := t.replayer.scope(e)
	t.probe.take(e, s, "")
	o := t.replayer.outcome(&t.probe)
	if o.skip != "" {
		t.skip(e, o.skip)
		return true
	}
	t.count(o, e)
	for _, permission := range s.needs {
		t.addNeed(e, s.action, permission)
	}
	return true
}

// addNeed counts the requests for a permission that AWS authorizes with a call.
func (t *Tally) addNeed(e *cloudtrail.Event, action, permission string) {
	requests, seen := e.Dependent(action, permission)
	if !seen {
		t.unseen[Need{permission, action}] += e.Count
	}
	for i := range requests {
		t.probe.take(&requests[i], t.replayer.scope(&requests[i]), action)
		if o := t.replayer.outcome(&t.probe); o.skip == "" {
			t.count(o, e)
		}
	}
}

// count counts an event that has an outcome.
func (t *Tally) count(o *outcome, e *cloudtrail.Event) {
	c := t.counts[o]
	if c == nil {
		if len(t.counts) >= maxCounts {
			t.fold()
		}
		c = &count{}
		t.counts[o] = c
	}
	c.add(e)
}

// add counts an event.
func (c *count) add(e *cloudtrail.Event) {
	c.calls += e.Count
	switch {
	case e.ErrorCode == "":
	case e.Denied():
		c.denied += e.Count
	default:
		c.failed += e.Count
	}
	var first, last moment
	copy(first[:], e.Time)
	if last = first; e.Last != "" {
		copy(last[:], e.Last)
	}
	if c.event == "" || compare(first, c.first) < 0 || first == c.first && e.ID < c.event {
		c.first, c.event = first, strings.Clone(e.ID)
	}
	if compare(last, c.last) > 0 {
		c.last = last
	}
}

func compare(a, b moment) int { return strings.Compare(string(a[:]), string(b[:])) }

// merge adds what another count has.
func (c *count) merge(o *count) {
	c.calls, c.failed, c.denied = c.calls+o.calls, c.failed+o.failed, c.denied+o.denied
	if c.event == "" || compare(o.first, c.first) < 0 || o.first == c.first && o.event < c.event {
		c.first, c.event = o.first, o.event
	}
	if compare(o.last, c.last) > 0 {
		c.last = o.last
	}
}

// fold adds the counts to those of their groups.
func (t *Tally) fold() {
	for o, c := range t.counts {
		add(&t.seen.actions, o.action)
		add(&t.seen.accounts, o.account)
		add(&t.seen.regions, o.region)
		add(&t.seen.places, place{o.account, o.region})
		merge(t.groups, t.replayer.groupOf(o), c)
	}
	t.counts = map[*outcome]*count{}
}

func merge(to map[group]*count, g group, c *count) {
	if have := to[g]; have != nil {
		have.merge(c)
		return
	}
	copied := *c
	to[g] = &copied
}

// time returns a moment as a time; zero if it is none.
func (m moment) time() time.Time {
	e := cloudtrail.Event{Time: strings.TrimRight(string(m[:]), "\x00")}
	return e.At()
}
