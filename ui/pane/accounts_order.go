package pane

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
)

// accountRows is all accounts in an order. It collects them again only when
// they change, and sorts them again only when the order does.
type accountRows struct {
	env      *Env
	rows     []*accountRow
	order    accountOrder
	asOf     uint64
	sortedBy accountOrder // what rows are sorted by
}

// accountRow is an account with what the list sorts and filters it by.
type accountRow struct {
	node        *model.Node
	name        string // in lower case
	path        string // the names above it
	key         string // what it is sorted by, where that is a text
	searchText  string // all that the filter looks at, in lower case
	delegations int    // how many services it is delegated administrator for
}

// accountOrder is a column that accounts are sorted by.
type accountOrder uint8

// The orders, in the sequence in which the user turns through them.
const (
	byNothing accountOrder = iota
	byName
	byID
	byState
	byPath
	byEmail
	byJoined
	byDelegations
)

// update collects and sorts the rows if necessary, and reports whether they
// changed.
func (r *accountRows) update() bool {
	reading := r.env.Reading
	asOf := 1 + reading.Generation(model.PartAccounts) + reading.Generation(model.PartOUs) +
		reading.Generation(model.PartRoots) + reading.Generation(model.PartDelegations)
	if asOf == r.asOf && r.order == r.sortedBy {
		return false
	}
	if asOf != r.asOf {
		r.collect()
	}
	r.asOf, r.sortedBy = asOf, r.order
	for _, a := range r.rows {
		a.key = r.sortKey(a)
	}
	slices.SortFunc(r.rows, r.compare)
	return true
}

// collect makes the rows of all accounts.
func (r *accountRows) collect() {
	r.rows = r.rows[:0]
	paths := map[model.NodeID]string{}
	for n := range r.env.Reading.Accounts() {
		path, ok := paths[n.Parent]
		if !ok {
			path = r.env.Reading.PathName(n.Parent)
			paths[n.Parent] = path
		}
		a := &accountRow{node: n, name: strings.ToLower(n.Name), path: path}
		a.searchText = strings.Join([]string{
			a.name, string(n.ID), strings.ToLower(n.Email), strings.ToLower(path), n.State.Words(),
		}, "\n")
		ds, _ := r.env.Reading.Delegations(n.Account())
		a.delegations = len(ds)
		r.rows = append(r.rows, a)
	}
}

// sortKey returns the text that an account is sorted by; empty in the orders
// that do not compare texts.
func (r *accountRows) sortKey(a *accountRow) string {
	switch r.order {
	case byID:
		return string(a.node.ID)
	case byPath:
		return strings.ToLower(a.path)
	case byEmail:
		return strings.ToLower(a.node.Email)
	default:
		return ""
	}
}

// compare compares two rows in the current order, and then by name and ID.
func (r *accountRows) compare(a, b *accountRow) int {
	first := 0
	switch r.order {
	case byState:
		first = cmp.Compare(rank(a.node.State), rank(b.node.State))
	case byID, byPath, byEmail:
		first = strings.Compare(a.key, b.key)
	case byJoined:
		first = b.node.Joined.Compare(a.node.Joined)
	case byDelegations:
		first = cmp.Compare(b.delegations, a.delegations)
	case byNothing, byName:
	}
	if first != 0 {
		return first
	}
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(string(a.node.ID), string(b.node.ID)))
}

// rank returns a number by which accounts that are not active come first.
func rank(s model.AccountState) int {
	if s == model.StateActive {
		return 100
	}
	return int(s)
}
