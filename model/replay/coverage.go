package replay

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Coverage is what of the edits the events can show at all.
type Coverage struct {
	Seen, NotSeen []string    // actions that the policies that the edits add can deny, with calls and without
	Unlogged      []string    // of those not seen, actions that CloudTrail never records as calls
	DataEvents    []string    // of those not seen, actions that only data events record
	Keys          []string    // condition keys of these policies that no event has
	Derived       []NeedCount // permissions that calls need, and that were derived from the calls
	Underived     []NeedCount // permissions that calls may need, and that their events do not show

	Accounts        int // below the edits, with calls
	AccountsWithout []model.AccountID
	Regions         []string    // with calls
	RegionsWithout  []RegionGap // by Region
	Days            int         // with events
	First, Last     string      // such as 2026-09-26
	DaysWithout     []string    // between them
}

// RegionGap is accounts that have calls, but none in a Region that is enabled for them
// or in which other accounts have calls.
type RegionGap struct {
	Region   string
	Accounts []model.AccountID
}

// Need is a permission that AWS checks with the calls of an action.
type Need struct{ Permission, Action string }

// NeedCount is how many requests for a permission there are.
type NeedCount struct {
	Need
	Count int
}

// needs returns counts in a stable order.
func needs(of map[Need]int) (out []NeedCount) {
	for need, n := range of {
		out = append(out, NeedCount{need, n})
	}
	slices.SortFunc(out, func(a, b NeedCount) int {
		return cmp.Or(strings.Compare(a.Permission, b.Permission), strings.Compare(a.Action, b.Action))
	})
	return out
}

// unlogged are actions that no event is named after: permissions that other calls
// need.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
var unlogged = []string{"iam:PassRole"}

// coverage returns what the events cover.
func (p *Replayer) coverage(seen *sights) Coverage {
	var c Coverage
	c.addDays(seen.days)
	delete(seen.regions, "")
	c.Regions = slices.Sorted(maps.Keys(seen.regions))
	if p.edits.Empty() {
		return c
	}
	accounts := verdict.Accounts(p.then.Reading(), p.edits.Touched()...)
	below := accounts.Next(p.then.Reading(), math.MaxInt)
	for _, id := range below {
		if seen.accounts[model.AccountID(id)] {
			c.Accounts++
		} else {
			c.AccountsWithout = append(c.AccountsWithout, model.AccountID(id))
		}
	}
	slices.Sort(c.AccountsWithout)
	c.addRegions(p.then.Reading(), below, seen)
	added := p.added(p.now, p.then)
	c.addActions(added, seen.actions)
	c.addKeys(added)
	return c
}

// addRegions adds the Regions in which accounts below the edits have no calls, though
// others have, or though a reading knows them to be enabled.
func (c *Coverage) addRegions(r *model.Reading, below []model.NodeID, seen *sights) {
	without := map[string][]model.AccountID{}
	for _, id := range below {
		account := model.AccountID(id)
		if !seen.accounts[account] {
			continue
		}
		expected := slices.Clone(c.Regions)
		enabled, _ := r.Regions(account)
		for _, region := range enabled {
			expected = append(expected, string(region))
		}
		slices.Sort(expected)
		for _, region := range slices.Compact(expected) {
			if !seen.places[place{account, region}] {
				without[region] = append(without[region], account)
			}
		}
	}
	for _, region := range slices.Sorted(maps.Keys(without)) {
		slices.Sort(without[region])
		c.RegionsWithout = append(c.RegionsWithout, RegionGap{region, without[region]})
	}
}

// added returns the policies that apply at some node that the edits touch, and did not
// apply there before.
func (p *Replayer) added(before, after *verdict.Asker) (out []*scp.Document) {
	for _, id := range p.edits.Touched() {
		for _, t := range model.Evaluated() {
			has := texts(before.Rungs(id, t))
			for _, d := range texts(after.Rungs(id, t)) {
				if !slices.Contains(has, d) && !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// texts returns the policies of a ladder that have been read.
func texts(rungs []verdict.Rung) (out []*scp.Document) {
	for _, r := range rungs {
		for _, a := range r.Policies {
			if a.Text != nil {
				out = append(out, a.Text)
			}
		}
	}
	return out
}

// addActions adds the actions that policies can deny.
func (c *Coverage) addActions(added []*scp.Document, seen map[string]bool) {
	if len(added) == 0 {
		return
	}
	for _, a := range iam.Select(func(string) bool { return true }, nil) {
		name := a.String()
		request := scp.NewRequest(name, scp.OpenResource(), scp.Open)
		if !slices.ContainsFunc(added, func(d *scp.Document) bool { return denies(d, request) }) {
			continue
		}
		switch {
		case seen[name]:
			c.Seen = append(c.Seen, name)
			continue
		case slices.Contains(unlogged, name):
			c.Unlogged = append(c.Unlogged, name)
		case cloudtrail.IsDataEvent(name):
			c.DataEvents = append(c.DataEvents, name)
		}
		c.NotSeen = append(c.NotSeen, name)
	}
}

// addKeys adds the condition keys of policies that no event has.
func (c *Coverage) addKeys(added []*scp.Document) {
	for _, d := range added {
		for i := range d.Statements {
			if d.Statements[i].Effect != scp.Deny {
				continue
			}
			for k := range d.Statements[i].Comparisons {
				key := d.Statements[i].Comparisons[k].Key.Value
				if !cloudtrail.Shows(key) && !slices.ContainsFunc(c.Keys, func(have string) bool { return strings.EqualFold(have, key) }) {
					c.Keys = append(c.Keys, key)
				}
			}
		}
	}
	slices.Sort(c.Keys)
}

// maxDays is how long a time may be of which the days without events are told.
const maxDays = 3660

// addDays adds the days with events, and those between them without.
func (c *Coverage) addDays(days map[string]bool) {
	var all []time.Time
	for day := range days {
		if at, err := time.Parse(time.DateOnly, day); err == nil {
			all = append(all, at)
		}
	}
	if c.Days = len(all); c.Days == 0 {
		return
	}
	first, last := slices.MinFunc(all, time.Time.Compare), slices.MaxFunc(all, time.Time.Compare)
	c.First, c.Last = first.Format(time.DateOnly), last.Format(time.DateOnly)
	for at, n := first, 0; at.Before(last) && n < maxDays; at, n = at.AddDate(0, 0, 1), n+1 {
		if day := at.Format(time.DateOnly); !days[day] {
			c.DaysWithout = append(c.DaysWithout, day)
		}
	}
}

// Holes returns, in sentences, what the events cannot show of the edits.
func (c *Coverage) Holes() (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if n := len(c.NotSeen) - len(c.DataEvents) - len(c.Unlogged); n > 0 {
		plain := slices.DeleteFunc(slices.Clone(c.NotSeen), func(a string) bool {
			return slices.Contains(c.DataEvents, a) || slices.Contains(c.Unlogged, a)
		})
		add("%s that the change can deny have no call in these events: %s.", phrase.Count(n, "action"), phrase.List(plain, 4))
	}
	if len(c.DataEvents) > 0 {
		add("%s that only data events record have no call: %s. If the trail does not log these data events, nothing is known of them.", phrase.Count(len(c.DataEvents), "action"), phrase.List(c.DataEvents, 4))
	}
	if len(c.Unlogged) > 0 {
		add("CloudTrail does not record %s: deputy derives it from calls that pass a role to a service, and these events show none.", phrase.Join(c.Unlogged, " or "))
	}
	for _, n := range c.Underived {
		add("The events do not show whether %s of %s needed %s.", phrase.Count(n.Count, "call"), n.Action, n.Permission)
	}
	if len(c.Keys) > 0 {
		add("The change compares %s, which no event has: what depends on that stays open.", phrase.Join(c.Keys, " and "))
	}
	if n := len(c.AccountsWithout); n > 0 {
		add("%s of %s that the change applies to have no event: %s.", phrase.Thousands(n), phrase.Count(n+c.Accounts, "account"), phrase.List(phrase.Strings(c.AccountsWithout), 4))
	}
	if len(c.RegionsWithout) > 0 {
		var regions []string
		for _, g := range c.RegionsWithout {
			regions = append(regions, fmt.Sprintf("%s (%s)", g.Region, phrase.Count(len(g.Accounts), "account")))
		}
		add("In %s that are enabled or that other accounts use, accounts with events have none: %s.", phrase.Count(len(regions), "Region"), phrase.List(regions, 6))
	}
	if len(c.DaysWithout) > 0 {
		add("%s between %s and %s have no event: %s.", phrase.Count(len(c.DaysWithout), "day"), c.First, c.Last, phrase.List(c.DaysWithout, 4))
	}
	if c.Days == 0 {
		add("There are no events with a time.")
	}
	return out
}
