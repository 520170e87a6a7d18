package management

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Daily is what a caller did in one day with one action that was judged one way. It
// leads from the figures of a Report down to events.
type Daily struct {
	Caller    Caller
	Day       string
	Action    string     // of reads, sign-ins and calls by services the source of the events
	Judgement *Judgement // of changes and failed ones; nil for the rest

	Changes, Failed, Reads, SignIns, Services int // calls
	First, Last                               string
	EventIDs                                  []string // some of them
}

// Calls returns how many calls there were of all kinds.
func (d *Daily) Calls() int { return d.Changes + d.Failed + d.Reads + d.SignIns + d.Services }

// Daily returns what callers did on the days of a report of this tally: the latest
// day first, then what was done the most.
func (t *Tally) Daily(r *Report) []*Daily {
	judgements := slices.Clone(t.judgements)
	rows := make([]*Daily, 0, len(t.uses))
	for u, c := range t.uses {
		if !r.has(u.day) {
			continue
		}
		d := &Daily{Caller: t.callers[u.caller], Day: u.day, Action: u.action, First: c.first, Last: c.last, EventIDs: c.ids}
		if u.judgement >= 0 {
			d.Judgement = &judgements[u.judgement]
		}
		*d.count(u.kind) = c.calls
		rows = append(rows, d)
	}
	slices.SortFunc(rows, func(a, b *Daily) int {
		return cmp.Or(strings.Compare(b.Day, a.Day), b.Calls()-a.Calls(), strings.Compare(a.Action, b.Action), compareCallers(a.Caller, b.Caller),
			b.Changes-a.Changes, strings.Compare(a.First, b.First), slices.Compare(a.EventIDs, b.EventIDs))
	})
	return rows
}

// count returns the number of calls of a kind.
func (d *Daily) count(kind eventKind) *int {
	switch kind {
	case changeEvent:
		return &d.Changes
	case failedEvent:
		return &d.Failed
	case signInEvent:
		return &d.SignIns
	case serviceEvent:
		return &d.Services
	default:
		return &d.Reads
	}
}

// Rejudge makes the tally judge with a judge of the same organization that knows
// better who is a delegated administrator. No class depends on that.
func (t *Tally) Rejudge(judge *Judge) {
	t.judge = judge
	for k, i := range t.judgedIndex {
		x := &t.judgements[i]
		x.Delegates, x.Certain = nil, false
		judge.addDelegates(x, k.action)
	}
}

// EventIDs returns the IDs of the events that rows of any day name.
func (t *Tally) EventIDs() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range t.uses {
			for _, id := range c.ids {
				if !yield(id) {
					return
				}
			}
		}
	}
}
