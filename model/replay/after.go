package replay

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/phrase"
)

// Compared is calls of one principal and action: how many of those before a policy was
// attached it would have denied, and how many it has denied since.
type Compared struct {
	By        Statement // without an index where AWS names the policy, and which statement does not follow
	Account   model.AccountID
	Principal string
	Action    string
	From      string // the action of the calls that need the permission; empty for calls themselves
	Predicted int    // calls before that the policy would have denied, also those that failed
	Denied    int    // calls since that AWS denied by the policy
	Called    int    // calls since of the principal and action, whatever became of them
	Worked    int    // of these that the policy should have denied, how many worked
	Unnamed   int    // of these, that AWS denied without naming the policy
	First     time.Time
	Last      time.Time
	EventID   string // of the first denial or, without one, of the first call before
	Why       string // it was not predicted
	Accepted  bool   // an AllowList accepts that it is denied
}

// WaveResult is what became of the predictions for one wave.
type WaveResult struct {
	Wave
	Type          model.PolicyType
	Name, Place   string  // of the policy and of the node
	Before, Since *Result // what the policy does to the calls before it was attached, and since
	Seen          []*Compared
	NotSeen       []*Compared // predicted, and not denied since
	Unpredicted   []*Compared
	Unsettled     int // denials since of which AWS does not say whether the policy or another one made them
}

// AfterResult is what became of the predictions for all waves, in the order of time.
type AfterResult struct {
	Read  int
	Waves []*WaveResult
}

// Result returns what the tallies come to.
func (a *After) Result(tallies ...*WaveTally) *AfterResult {
	out := &AfterResult{}
	for _, t := range tallies {
		out.Read += t.read
	}
	for i, w := range a.waves {
		var before, since []*Tally
		sum := &waveCounts{denied: map[sighting]*count{}}
		for _, t := range tallies {
			before, since = append(before, t.waves[i].before), append(since, t.waves[i].since)
			sum.merge(t.waves[i])
		}
		sum.before, sum.since = w.replayer.sum(before), w.replayer.sum(since)
		out.Waves = append(out.Waves, w.compare(sum))
	}
	return out
}

// compare compares the calls before a wave with those since.
func (w *wave) compare(c *waveCounts) *WaveResult {
	r := w.replayer.then.Reading()
	out := &WaveResult{Wave: w.Wave, Type: w.kind, Name: r.PolicyName(w.Policy), Place: r.NodeName(w.Target), Unsettled: c.unsettled, Before: w.replayer.Result(c.before), Since: w.replayer.Result(c.since)}
	predicted := map[sighting]*Compared{}
	byCaller := map[caller]*Compared{}
	for _, row := range out.Before.Denied {
		who := caller{row.Account, row.Principal, row.Action}
		if x := predicted[sighting{row.By, who}]; x != nil { // Several calls need the permission.
			x.Predicted += row.Count + row.Failed
			continue
		}
		x := &Compared{
			By: row.By, Account: row.Account, Principal: row.Principal, Action: row.Action, Predicted: row.Count + row.Failed, From: row.From,
			First: row.First, Last: row.Last, EventID: row.EventID,
		}
		predicted[sighting{row.By, who}] = x
		byCaller[who] = cmp.Or(byCaller[who], x)
	}
	history := historyOf(c.before)
	for _, s := range c.sightings() {
		x := predicted[s]
		if s.by.Index == 0 {
			x = cmp.Or(x, byCaller[s.caller])
		}
		if x == nil {
			x = &Compared{By: s.by, Account: s.account, Principal: s.principal, Action: s.action, Why: history.why(s.caller, &out.Before.Coverage)}
			out.Unpredicted = append(out.Unpredicted, x)
			byCaller[s.caller] = cmp.Or(byCaller[s.caller], x)
		}
		x.add(c.denied[s])
	}
	for _, x := range predicted {
		if x.Denied > 0 {
			out.Seen = append(out.Seen, x)
		} else {
			out.NotSeen = append(out.NotSeen, x)
		}
	}
	for _, list := range [][]*Compared{out.Seen, out.NotSeen, out.Unpredicted} {
		slices.SortFunc(list, compareCompared)
		c.addCalls(list)
	}
	return out
}

// add adds denials since.
func (x *Compared) add(n *count) {
	first, last := n.first.time(), n.last.time()
	if x.Denied == 0 || first.Before(x.First) {
		x.First, x.EventID = first, n.event
	}
	if x.Denied == 0 || last.After(x.Last) {
		x.Last = last
	}
	x.Denied += n.calls
}

// addCalls adds what else became of the calls since.
func (c *waveCounts) addCalls(list []*Compared) {
	type calls struct{ called, worked, denied int }
	by := map[caller]int{}
	of := map[sighting]calls{}
	for g, n := range c.since.groups {
		who := caller{g.account, g.principal, g.action}
		by[who] += n.calls
		if g.effect == NewlyDenied {
			sum := of[sighting{g.by, who}]
			of[sighting{g.by, who}] = calls{0, sum.worked + n.calls - n.failed - n.denied, sum.denied + n.denied}
		}
	}
	for _, x := range list {
		who := caller{x.Account, x.Principal, x.Action}
		x.Called = by[who]
		should := of[sighting{x.By, who}]
		x.Worked, x.Unnamed = should.worked, max(0, should.denied-x.Denied)
	}
}

func compareCompared(a, b *Compared) int {
	return cmp.Or(
		cmp.Compare(b.Denied, a.Denied), cmp.Compare(b.Predicted, a.Predicted), cmp.Compare(a.By.Index, b.By.Index),
		cmp.Compare(a.Account, b.Account), strings.Compare(a.Principal, b.Principal), strings.Compare(a.Action, b.Action),
	)
}

// history is what the calls before a wave were.
type history struct {
	effects  map[caller]map[Effect]bool
	keys     map[caller][]string
	actions  map[string]bool
	accounts map[model.AccountID]bool
}

func historyOf(t *Tally) *history {
	h := &history{effects: map[caller]map[Effect]bool{}, keys: map[caller][]string{}, actions: map[string]bool{}, accounts: map[model.AccountID]bool{}}
	for g := range t.groups {
		who := caller{g.account, g.principal, g.action}
		if h.effects[who] == nil {
			h.effects[who] = map[Effect]bool{}
		}
		h.effects[who][g.effect] = true
		h.actions[g.action], h.accounts[g.account] = true, true
		if g.effect == NewlyDepends {
			h.keys[who] = append(h.keys[who], strings.Split(g.keys, "\n")...)
		}
	}
	return h
}

// why returns why the calls before did not show that a call would be denied.
func (h *history) why(who caller, before *Coverage) string {
	effects := h.effects[who]
	switch {
	case before.Days == 0:
		return "there are no events before the policy was attached"
	case effects[NewlyDepends]:
		keys := h.keys[who]
		slices.Sort(keys)
		return "it depended on " + phrase.Join(slices.Compact(keys), " and ") + ", which the events before do not say"
	case effects[AlreadyDenied]:
		return "another policy denied the calls before"
	case effects[EffectUndecided]:
		return "the calls before could not be decided: a policy has not been read"
	case effects[Exempt]:
		return "neither SCPs nor RCPs applied to the calls before"
	case len(effects) > 0:
		return "the calls before differ: the policy denies none of them"
	case cloudtrail.IsDataEvent(who.action) && !h.actions[who.action]:
		return "only data events record it, and there are none before"
	case !h.accounts[who.account]:
		return "the account has no event before"
	}
	return "the principal did not call it before"
}

// Accept marks the denials that were not predicted and that a list accepts.
func (r *AfterResult) Accept(l *AllowList) {
	for _, w := range r.Waves {
		for _, x := range w.Unpredicted {
			row := &Row{By: x.By, Account: x.Account, Principal: x.Principal, Action: x.Action}
			x.Accepted = slices.ContainsFunc(l.Accept, func(a Accepted) bool { return a.has(row) })
		}
	}
}

// Unaccepted returns how many calls were denied that were not predicted, and that no
// list accepts.
func (r *AfterResult) Unaccepted() (n int) {
	for _, w := range r.Waves {
		for _, x := range w.Unpredicted {
			if !x.Accepted {
				n += x.Denied
			}
		}
	}
	return n
}
