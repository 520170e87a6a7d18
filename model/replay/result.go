package replay

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deputy/model"
)

// group is what calls have in common that are told in one row.
type group struct {
	effect    Effect
	by        Statement
	account   model.AccountID
	principal string
	action    string
	keys      string // joined by line breaks
	condition string
	why       string
	from      string
}

func (o *ruled) group() group {
	return group{effect: o.effect, by: o.by, keys: strings.Join(o.keys, "\n"), condition: o.condition, why: o.why}
}

// plain reports whether it does not matter who made a call.
func (o *ruled) plain() bool { return o.effect == EffectNone || o.effect == AlreadyDenied }

// Row is calls of one principal and action to which one statement did the same.
type Row struct {
	By        Statement
	Account   model.AccountID
	Principal string // a role, a user, the root user or a service
	Action    string
	Count     int // calls that worked
	Failed    int // calls that AWS denied, or that failed for another reason
	First     time.Time
	Last      time.Time
	EventID   string   // of the first
	Keys      []string // on which it depends
	Condition string   // on which it depends, as a clause
	Why       string   // it is exempt
	Accepted  bool     // an AllowList accepts that it is denied
	From      string   // the action of the calls that need the permission; empty for calls themselves
}

// Skipped is how many events were not judged, and why.
type Skipped struct {
	Reason string
	Count  int
}

// Result is what edits would have done to calls.
type Result struct {
	Read, Judged int
	Skipped      []*Skipped
	Denied       []*Row // newly
	Allowed      []*Row // newly
	Depends      []*Row
	Exempt       []*Row
	Unchanged    int // calls to which the edits do nothing
	// Calls that are denied with the edits and without. AWS may have allowed them
	// when they were made: policies were others then.
	AlreadyDenied int
	Coverage      Coverage
}

// Result returns what the tallies come to.
func (p *Replayer) Result(tallies ...*Tally) *Result {
	sum := p.sum(tallies)
	out := &Result{Read: sum.read}
	derived := map[Need]int{}
	for g, c := range sum.groups {
		switch {
		case g.from != "" && g.effect == EffectUndecided:
			sum.unseen[Need{g.action, g.from}] += c.calls
			continue
		case g.from != "":
			derived[Need{g.action, g.from}] += c.calls
		case g.effect == EffectUndecided:
			sum.skipped[g.why] += c.calls
			continue
		default:
			out.Judged += c.calls
		}
		out.add(g, c)
	}
	out.Coverage = p.coverage(&sum.seen)
	out.Coverage.Derived, out.Coverage.Underived = needs(derived), needs(sum.unseen)
	for reason, n := range sum.skipped {
		out.Skipped = append(out.Skipped, &Skipped{reason, n})
	}
	slices.SortFunc(out.Skipped, func(a, b *Skipped) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Reason, b.Reason)) })
	for _, list := range [][]*Row{out.Denied, out.Allowed, out.Depends, out.Exempt} {
		slices.SortFunc(list, compareRows)
	}
	return out
}

// sum returns a tally that has what several have.
func (p *Replayer) sum(tallies []*Tally) *Tally {
	sum := p.Tally()
	for _, t := range tallies {
		t.fold()
		for g, c := range t.groups {
			merge(sum.groups, g, c)
		}
		for reason, n := range t.skipped {
			sum.skipped[reason] += n
		}
		for need, n := range t.unseen {
			sum.unseen[need] += n
		}
		sum.seen.merge(&t.seen)
		sum.read += t.read
	}
	return sum
}

// add adds the row of a group.
func (r *Result) add(g group, c *count) {
	row := &Row{
		By: g.by, Account: g.account, Principal: g.principal, Action: g.action, Count: c.calls - c.failed - c.denied, Failed: c.failed + c.denied,
		First: c.first.time(), Last: c.last.time(), EventID: c.event, Condition: g.condition, Why: g.why, From: g.from,
	}
	if g.keys != "" {
		row.Keys = strings.Split(g.keys, "\n")
	}
	switch g.effect {
	case NewlyDenied:
		r.Denied = append(r.Denied, row)
	case NewlyAllowed:
		row.Count = c.calls
		r.Allowed = append(r.Allowed, row)
	case NewlyDepends:
		r.Depends = append(r.Depends, row)
	case Exempt:
		row.Count = c.calls
		r.Exempt = append(r.Exempt, row)
	case AlreadyDenied:
		if g.from == "" {
			r.AlreadyDenied += c.calls
		}
	case EffectNone, EffectUndecided:
		if g.from == "" {
			r.Unchanged += c.calls
		}
	}
}

func compareRows(a, b *Row) int {
	return cmp.Or(
		cmp.Compare(b.Count, a.Count), cmp.Compare(b.Failed, a.Failed), strings.Compare(a.By.Name, b.By.Name), cmp.Compare(a.By.Index, b.By.Index), strings.Compare(a.By.Level, b.By.Level),
		cmp.Compare(a.Account, b.Account), strings.Compare(a.Principal, b.Principal), strings.Compare(a.Action, b.Action), strings.Compare(a.From, b.From), strings.Compare(a.Condition, b.Condition), strings.Compare(a.Why, b.Why),
	)
}

// Calls returns how many calls of rows worked, without the permissions that calls need.
func Calls(rows []*Row) (n int) {
	for _, r := range rows {
		if r.From == "" {
			n += r.Count
		}
	}
	return n
}
