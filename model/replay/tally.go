package replay

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/verdict"
)

// Tally counts events. One goroutine at a time may add to it.
type Tally struct {
	replayer *Replayer
	probe    probe
	known    *classIDs
	scopes   map[action]*scopeCounts
	judged   map[fingerprint]*ruled
	counts   map[countKey]*count
	groups   map[group]*count // of counts that were folded
	read     int
	skipped  map[string]int
	seen     sights
	unseen   map[Need]int // permissions that calls may need, and that their events do not show
	day      string       // the last one, which most events share
}

// scopeCounts are the calls of one name of events for which it does not matter who
// made them.
type scopeCounts struct {
	*scope
	none, already count
}

// countKey is what calls have in common that are counted together.
type countKey struct {
	*ruled
	*scope
	account         *accountSeen
	principal, from string
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

// count is how many calls there were.
type count struct {
	calls, failed, denied int // all; those that failed for another reason; those that AWS denied
	first, last           moment
	event                 string // the ID of the first
}

// moment is a time as events have it, which can be compared as text.
type moment [len("2026-09-26T12:00:00Z")]byte

// maxCounts is how much is counted before it is folded into groups.
const maxCounts = 1 << 15

// Tally returns a new tally of the Replayer.
func (p *Replayer) Tally() *Tally {
	return &Tally{
		replayer: p, probe: probe{p: p}, known: newClassIDs(p), scopes: map[action]*scopeCounts{}, judged: map[fingerprint]*ruled{},
		counts: map[countKey]*count{}, groups: map[group]*count{}, skipped: map[string]int{}, unseen: map[Need]int{},
	}
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
	s := t.scope(e)
	if reason := t.judge(e, s, ""); reason != "" {
		t.skip(e, reason)
		return true
	}
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
		t.judge(&requests[i], t.scope(&requests[i]), action) // What cannot be judged was told of the call itself.
	}
}

// scope returns the scope of an event's action.
func (t *Tally) scope(e *cloudtrail.Event) *scopeCounts {
	key := actionOf(e)
	if known := t.scopes[key]; known != nil {
		return known
	}
	if len(t.scopes) >= maxScopes {
		t.fold()
	}
	s := &scopeCounts{scope: t.replayer.scope(e, key)}
	t.scopes[key.clone()] = s
	return s
}

// judge judges a request and counts it. It returns why the request cannot be judged.
func (t *Tally) judge(e *cloudtrail.Event, s *scopeCounts, from string) (skip string) {
	if len(t.known.accounts) >= maxAccounts {
		t.fold()
	}
	t.probe.take(e, s.scope, from)
	r := t.ruled()
	if r.skip != "" {
		return r.skip
	}
	account := t.known.account(t.probe.account)
	account.see(e.Region)
	switch {
	case t.replayer.byPrincipal || from != "" || !r.plain():
		t.count(e, countKey{ruled: r, scope: s.scope, account: account, principal: t.probe.caller, from: from})
	case r.effect == EffectNone:
		s.none.add(e)
	default:
		s.already.add(e)
	}
	return ""
}

// maxRuled is how many verdicts a tally remembers by itself.
const maxRuled = 1 << 15

// ruled returns the verdict on the request that the probe has taken.
func (t *Tally) ruled() *ruled {
	key := t.probe.alike(t.known)
	if known := t.judged[key]; known != nil {
		return known
	}
	if len(t.judged) >= maxRuled {
		clear(t.judged)
	}
	r := t.replayer.ruled(key, &t.probe)
	t.judged[key] = r
	return r
}

// count counts a call for which it matters who made it.
func (t *Tally) count(e *cloudtrail.Event, key countKey) {
	if key.principal == "" {
		key.principal = callerName(e)
	}
	c := t.counts[key]
	if c == nil {
		if len(t.counts) >= maxCounts {
			t.fold()
		}
		c = &count{}
		key.principal = t.replayer.words.keep(key.principal)
		t.counts[key] = c
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

func compare(a, b moment) int { return bytes.Compare(a[:], b[:]) }

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
	for key, c := range t.counts {
		g := key.ruled.group()
		if g.action, g.from = key.action, key.from; t.replayer.byPrincipal || !key.plain() {
			g.account = key.account.id
			g.principal, _ = verdict.PrincipalOf(key.principal)
			g.principal = cmp.Or(g.principal, key.principal)
		}
		add(&t.seen.actions, g.action)
		merge(t.groups, g, c)
	}
	clear(t.counts)
	for _, s := range t.scopes {
		for effect, c := range map[Effect]*count{EffectNone: &s.none, AlreadyDenied: &s.already} {
			if c.calls > 0 {
				add(&t.seen.actions, s.action)
				merge(t.groups, group{effect: effect, action: s.action}, c)
				*c = count{}
			}
		}
	}
	if len(t.scopes) >= maxScopes {
		clear(t.scopes)
	}
	t.known.takeSights(&t.seen)
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
