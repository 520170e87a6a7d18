package management

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// Report is what the management account was used for in some days.
type Report struct {
	Management model.AccountID
	From, To   string // the days, such as 2026-09-26; empty without events
	Days       int    // with events
	Missing    int    // days in between without any event: not read, or nothing happened
	Regions    []model.Region

	Events, Changes, Failed, Reads, SignIns, Services int // calls
	Elsewhere                                         Range
	Distinct                                          int // caller × action × day of the changes
	DistinctElsewhere                                 Range
	Classes                                           map[Class]int // calls of the changes

	Uses   []*Use       // changes, the most first
	People []*CallerUse // who came in, those who changed the most first
	Offers []*Offer     // delegations that cover changes, the most first
	Roots  []*RootUse

	Others, OtherRegions, Twice, Undated, Beyond int
	Digest, Catalogue                            string
}

// Range is a number that is not known exactly: at least Low, at most High.
type Range struct{ Low, High int }

// String returns the number, or from where to where it is.
func (r Range) String() string {
	if r.Low == r.High {
		return phrase.Thousands(r.Low)
	}
	return phrase.Thousands(r.Low) + " to " + phrase.Thousands(r.High)
}

func (r *Range) add(n int, sure, perhaps bool) {
	if sure {
		r.Low += n
	}
	if perhaps {
		r.High += n
	}
}

// Use is one caller's calls of one action that are judged alike.
type Use struct {
	Caller Caller
	Action string
	Judgement
	Calls, Days, Failed int
	First, Last         string
	EventIDs            []string // some of them
}

// CallerUse is what a caller did.
type CallerUse struct {
	Caller
	Changes, Reads, SignIns, Failed int
	Classes                         map[Class]int
	// Remains are the actions that remain in the management account if everything
	// delegable is delegated, by class; those with a condition are among them.
	Remains     map[Class][]string
	First, Last string
}

// Offer is a delegation that covers changes which were made in the management
// account. The service is empty for the organization's resource policy.
type Offer struct {
	Service         model.ServiceID
	Delegates       []model.AccountID
	Certain         bool // it is known who the delegates are
	Calls, Distinct int
	Callers         int
}

// RootUse says that a root user acted in an account, or somebody as root in a
// session of sts:AssumeRoot.
type RootUse struct {
	Account model.AccountID
	Session bool
	Calls   int
	Last    string
	EventID string
}

const dayForm = "2006-01-02"

// Report draws the conclusions of what was counted, for so many days up to and with
// the day until, such as 2026-09-26. Until is the day of the newest event if it is
// empty. All days count if days is 0.
func (t *Tally) Report(days int, until string) *Report {
	r := &Report{
		Management: t.judge.management, Classes: map[Class]int{}, Regions: slices.Sorted(maps.Keys(t.seenRegions)),
		Others: t.others, OtherRegions: t.elsewhere, Twice: t.twice, Undated: t.undated, Beyond: t.beyond,
		Digest: t.Digest(), Catalogue: catalog.Version(),
	}
	r.setDays(t, days, until)
	for k, n := range t.days {
		if r.has(k.day) {
			r.addDay(k, n)
		}
	}
	r.addUses(t)
	for k, c := range t.roots {
		use := &RootUse{Account: k.account, Session: k.session, Calls: c.calls, Last: c.last}
		if len(c.ids) > 0 {
			use.EventID = c.ids[0]
		}
		r.Roots = append(r.Roots, use)
	}
	slices.SortFunc(r.Roots, func(a, b *RootUse) int {
		return cmp.Or(b.Calls-a.Calls, cmp.Compare(a.Account, b.Account), cmp.Compare(a.Last, b.Last))
	})
	return r
}

// setDays settles the days that count.
func (r *Report) setDays(t *Tally, days int, until string) {
	all := map[string]bool{}
	for k := range t.days {
		if k.day != "" {
			all[k.day] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(all))
	if len(sorted) == 0 {
		return
	}
	r.From, r.To = sorted[0], cmp.Or(until, sorted[len(sorted)-1])
	last, err := time.Parse(dayForm, r.To)
	if err == nil && days > 0 {
		r.From = last.AddDate(0, 0, 1-days).Format(dayForm)
	}
	for _, day := range sorted {
		if r.has(day) {
			r.Days++
		}
	}
	if first, wrong := time.Parse(dayForm, r.From); err == nil && wrong == nil {
		r.Missing = int(last.Sub(first).Hours()/24) + 1 - r.Days
	}
}

// has reports whether a day counts. Events without a day count always.
func (r *Report) has(day string) bool { return day == "" || day >= r.From && day <= r.To }

func (r *Report) addDay(k dayKind, n int) {
	r.Events += n
	switch k.kind {
	case changeEvent:
		r.Changes += n
		r.Classes[k.class] += n
		j := Judgement{Class: k.class}
		if !k.sure {
			j.If = "?"
		}
		r.Elsewhere.add(n, j.Elsewhere(), j.Perhaps())
	case failedEvent:
		r.Failed += n
	case readEvent:
		r.Reads += n
	case signInEvent:
		r.SignIns += n
	case serviceEvent:
		r.Services += n
	}
}

// row is what a row of Uses has in common.
type row struct{ caller, judgement int }

// daily is one caller's changes by one action in one day.
type daily struct {
	caller      int
	action, day string
}

// addUses makes the lists.
func (r *Report) addUses(t *Tally) {
	rows, people := map[row]*Use{}, map[int]*CallerUse{}
	sure, perhaps := map[daily]bool{}, map[daily]bool{}
	offers, offered := map[model.ServiceID]*Offer{}, map[model.ServiceID]map[daily]bool{}
	for u, c := range t.uses {
		if !r.has(u.day) {
			continue
		}
		if t.callers[u.caller].Kind != Service {
			person(people, u, c, t)
		}
		if u.kind != changeEvent && u.kind != failedEvent {
			continue
		}
		j := t.judgements[u.judgement]
		addUse(rows, row{u.caller, u.judgement}, u, c, t, j)
		if u.kind != changeEvent {
			continue
		}
		d := daily{u.caller, u.action, u.day}
		if before, ok := sure[d]; !ok || before {
			sure[d] = j.Elsewhere()
		}
		perhaps[d] = perhaps[d] || j.Perhaps()
		if j.Class == Delegable {
			addOffer(offers, offered, j, d, c)
		}
	}
	r.Distinct = len(sure)
	for d := range sure {
		r.DistinctElsewhere.add(1, sure[d], perhaps[d])
	}
	r.sortLists(rows, people, offers, offered)
}

func addUse(rows map[row]*Use, k row, u use, c *count, t *Tally, j Judgement) {
	x := rows[k]
	if x == nil {
		x = &Use{Caller: t.callers[u.caller], Action: u.action, Judgement: j}
		rows[k] = x
	}
	if u.kind == failedEvent {
		x.Failed += c.calls
		return
	}
	x.Calls += c.calls
	x.Days++
	if x.First == "" || c.first < x.First {
		x.First, x.EventIDs = c.first, c.ids
	}
	x.Last = max(x.Last, c.last)
}

func person(people map[int]*CallerUse, u use, c *count, t *Tally) {
	p := people[u.caller]
	if p == nil {
		p = &CallerUse{Caller: t.callers[u.caller], Classes: map[Class]int{}, Remains: map[Class][]string{}}
		people[u.caller] = p
	}
	if p.First == "" || c.first < p.First {
		p.First = c.first
	}
	p.Last = max(p.Last, c.last)
	switch u.kind {
	case changeEvent:
		j := t.judgements[u.judgement]
		p.Changes += c.calls
		p.Classes[j.Class] += c.calls
		if j.Class != Delegable || j.If != "" {
			p.Remains[j.Class] = append(p.Remains[j.Class], u.action)
		}
	case failedEvent:
		p.Failed += c.calls
	case readEvent:
		p.Reads += c.calls
	case signInEvent:
		p.SignIns += c.calls
	case serviceEvent:
	}
}

func addOffer(offers map[model.ServiceID]*Offer, offered map[model.ServiceID]map[daily]bool, j Judgement, d daily, c *count) {
	o := offers[j.Service]
	if o == nil {
		o = &Offer{Service: j.Service, Certain: j.Certain}
		offers[j.Service], offered[j.Service] = o, map[daily]bool{}
	}
	o.Delegates = append(o.Delegates, j.Delegates...)
	slices.Sort(o.Delegates)
	o.Delegates = slices.Compact(o.Delegates)
	o.Calls += c.calls
	offered[j.Service][d] = true
}

func (r *Report) sortLists(rows map[row]*Use, people map[int]*CallerUse, offers map[model.ServiceID]*Offer, offered map[model.ServiceID]map[daily]bool) {
	for _, x := range rows {
		r.Uses = append(r.Uses, x)
	}
	slices.SortFunc(r.Uses, func(a, b *Use) int {
		return cmp.Or(b.Calls-a.Calls, cmp.Compare(a.Action, b.Action), compareCallers(a.Caller, b.Caller), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Why, b.Why))
	})
	for _, p := range people {
		for class, actions := range p.Remains {
			slices.Sort(actions)
			p.Remains[class] = slices.Compact(actions)
		}
		r.People = append(r.People, p)
	}
	slices.SortFunc(r.People, func(a, b *CallerUse) int {
		return cmp.Or(b.Changes-a.Changes, b.Reads-a.Reads, compareCallers(a.Caller, b.Caller))
	})
	for id, o := range offers {
		callers := map[int]bool{}
		for d := range offered[id] {
			callers[d.caller] = true
		}
		o.Distinct, o.Callers = len(offered[id]), len(callers)
		r.Offers = append(r.Offers, o)
	}
	slices.SortFunc(r.Offers, func(a, b *Offer) int { return cmp.Or(b.Calls-a.Calls, cmp.Compare(a.Service, b.Service)) })
}

func compareCallers(a, b Caller) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
}
