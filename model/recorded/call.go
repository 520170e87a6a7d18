package recorded

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/replay"
)

// Call is calls that edits would have changed, as a list shows them.
type Call struct {
	*replay.Row
	Effect      replay.Effect // newly denied, newly allowed or newly depending
	AccountName string        // or its ID
	Name        string        // of the principal, in short
	Statement   string        // that decides
	Text        string        // all that a filter looks in, in lower case
	ID          string        // tells the call from others of the list
}

// Change is how many calls edits would have changed in one way, and whose.
type Change struct {
	Calls, Failed        int
	Principals, Accounts int
	Who, Where           []string // the first principals and accounts, by their calls
}

// Changes is the calls that edits would have changed.
type Changes struct {
	Denied, Allowed, Depends Change
	List                     []Call // the newly denied first, then those that depend
}

// changesOf lists the calls of a result.
func changesOf(r *model.Reading, result *replay.Result) (c Changes) {
	for _, part := range []struct {
		effect replay.Effect
		rows   []*replay.Row
		sum    *Change
	}{{replay.NewlyDenied, result.Denied, &c.Denied}, {replay.NewlyDepends, result.Depends, &c.Depends}, {replay.NewlyAllowed, result.Allowed, &c.Allowed}} {
		principals, accounts, who, where := map[string]bool{}, map[model.AccountID]bool{}, map[string]int{}, map[string]int{}
		for _, row := range part.rows {
			call := newCall(r, row, part.effect)
			c.List = append(c.List, call)
			if row.From != "" {
				continue // The call that needs this permission is counted by itself.
			}
			part.sum.Calls += row.Count
			part.sum.Failed += row.Failed
			if row.Count > 0 {
				principals[row.Principal], accounts[row.Account] = true, true
				who[call.Name] += row.Count
				where[call.AccountName] += row.Count
			}
		}
		part.sum.Principals, part.sum.Accounts, part.sum.Who, part.sum.Where = len(principals), len(accounts), most(who), most(where)
	}
	return c
}

// most returns the names with the highest counts, and how many more there are.
func most(counts map[string]int) []string {
	const few = 3
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	if more := len(names) - few; more > 0 {
		names = append(names[:few], phrase.Thousands(more)+" more")
	}
	return names
}

func newCall(r *model.Reading, row *replay.Row, effect replay.Effect) Call {
	c := Call{Row: row, Effect: effect, AccountName: string(row.Account), Name: replay.PrincipalName(row.Principal)}
	if n := r.Node(row.Account.Node()); n != nil {
		c.AccountName = cmp.Or(n.Name, c.AccountName)
	}
	if row.By != (replay.Statement{}) {
		c.Statement = row.By.Words()
	}
	c.ID = strings.Join([]string{c.EffectWords(), row.By.Level, string(row.By.Policy), row.By.Sid, string(row.Account), row.Principal, row.Action, row.From, row.Condition}, "\n")
	c.Text = strings.ToLower(strings.Join([]string{c.EffectWords(), c.AccountName, string(row.Account), row.Principal, c.Name, row.Action, row.From, c.Statement, row.Condition}, "\n"))
	return c
}

// ActionWords returns the action, and for a permission whose calls need it.
func (c *Call) ActionWords() string {
	if c.From == "" {
		return c.Action
	}
	return c.Action + " for " + c.From
}

// EffectWords returns what the edits do to the calls.
func (c *Call) EffectWords() string {
	switch c.Effect {
	case replay.NewlyDenied:
		return "newly denied"
	case replay.NewlyAllowed:
		return "newly allowed"
	default:
		return "depends"
	}
}

// Words returns how many calls would change, and whose.
func (c *Change) Words() string {
	return phrase.Count(c.Calls, "call") + " by " + phrase.Count(c.Principals, "principal") + " in " + phrase.Count(c.Accounts, "account")
}
