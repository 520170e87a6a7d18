package replay

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/denial"
)

// WaveTally counts events before and since the waves of an After. One goroutine at a
// time may add to it.
type WaveTally struct {
	after *After
	read  int
	waves []*waveCounts
}

// waveCounts are the calls before a wave and since.
type waveCounts struct {
	before, since *Tally
	denied        map[sighting]*count // that AWS says the policy denied
	unsettled     int                 // that it or another policy denied
	known         map[evidence]attributed
}

// sighting is what denials have in common that are told in one row.
type sighting struct {
	by Statement
	caller
}

// caller is who calls what.
type caller struct {
	account   model.AccountID
	principal string
	action    string
}

// evidence is what denials have in common that are attributed alike.
type evidence struct {
	request          fingerprint
	resource, policy string
}

type attributed struct {
	by  Statement
	how attribution
}

// Reasons why an event is not compared.
const (
	reasonNoTime    = "the event does not say when the call was made"
	reasonStraddles = "the row stands for calls before the policy was attached and since"
)

// Tally returns a new tally.
func (a *After) Tally() *WaveTally {
	t := &WaveTally{after: a}
	for _, w := range a.waves {
		t.waves = append(t.waves, &waveCounts{before: w.replayer.Tally(), since: w.replayer.Tally(), denied: map[sighting]*count{}})
	}
	return t
}

// Skip counts something that could not be read as an event.
func (t *WaveTally) Skip(reason string) {
	t.read++
	for _, c := range t.waves {
		c.before.Skip(reason)
	}
}

// Add counts an event.
func (t *WaveTally) Add(e *cloudtrail.Event) {
	t.read += e.Count
	first := e.At()
	for i, w := range t.after.waves {
		c := t.waves[i]
		since, whole := w.since(e, first)
		switch {
		case first.IsZero():
			c.before.read += e.Count
			c.before.skip(e, reasonNoTime)
		case !whole:
			c.before.read += e.Count
			c.before.skip(e, reasonStraddles)
		case since:
			if c.since.add(e) && e.Denied() && namesPolicies(e.ErrorMessage) {
				c.observe(w, e)
			}
		default:
			c.before.add(e)
		}
	}
}

// observe counts a denial, if AWS says that the wave's policy denied the call.
func (c *waveCounts) observe(w *wave, e *cloudtrail.Event) {
	d := denial.OfEvent(e)
	a := c.attribute(w, e, &d)
	switch a.how {
	case otherCause:
		return
	case perhapsOther:
		c.unsettled += e.Count
		return
	case byPolicy:
	}
	who := caller{e.Account(), callerName(e), d.Action}
	counted := c.denied[sighting{a.by, who}]
	if counted == nil {
		counted = &count{}
		words := &w.replayer.words
		c.denied[sighting{a.by, caller{model.AccountID(words.keep(string(who.account))), words.keep(who.principal), words.keep(who.action)}}] = counted
	}
	counted.add(e)
}

// maxKnown is how many denials are remembered with what they are attributed to.
const maxKnown = 1 << 14

// attribute returns what denied a call; that of requests that no policy tells apart
// is asked for once.
func (c *waveCounts) attribute(w *wave, e *cloudtrail.Event, d *denial.Denial) attributed {
	s := c.since.scope(e).scope
	if !strings.EqualFold(s.action, d.Action) { // The message is about another permission that the call needs.
		by, how := w.attribute(d)
		return attributed{by, how}
	}
	c.since.probe.take(e, s, "")
	key := evidence{c.since.probe.alike(c.since.known), d.Resource, string(d.Evidence.Policy()) + string(d.Evidence.Type)}
	if known, ok := c.known[key]; ok {
		return known
	}
	if c.known == nil || len(c.known) >= maxKnown {
		c.known = map[evidence]attributed{}
	}
	by, how := w.attribute(d)
	key.resource, key.policy = strings.Clone(key.resource), strings.Clone(key.policy)
	c.known[key] = attributed{by, how}
	return c.known[key]
}

// sightings returns what was denied, those first of which the statement is known.
func (c *waveCounts) sightings() []sighting {
	return slices.SortedFunc(maps.Keys(c.denied), func(a, b sighting) int {
		return cmp.Or(
			cmp.Compare(b.by.Index, a.by.Index), cmp.Compare(a.account, b.account),
			strings.Compare(a.principal, b.principal), strings.Compare(a.action, b.action),
		)
	})
}

// merge adds what other counts have.
func (c *waveCounts) merge(o *waveCounts) {
	c.unsettled += o.unsettled
	for s, n := range o.denied {
		if have := c.denied[s]; have != nil {
			have.merge(n)
			continue
		}
		copied := *n
		c.denied[s] = &copied
	}
}
