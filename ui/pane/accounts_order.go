package pane

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
)

// roll is all accounts in an order. It is made anew only when they change, and
// sorted anew only when the order does.
type roll struct {
	env  *Env
	rows []*account
	by   accountOrder
	asOf uint64
	kept accountOrder // what rows are sorted by
}

// account is a row: the account and what it is sorted and filtered by.
type account struct {
	node *model.Node
	name string // in small letters
	path string // the names above it
	key  string // what it is sorted by, where that is a text
	hay  string // all that a filter looks at, in small letters
	held int    // how many services it is delegated administrator for
}

// accountOrder is a column that accounts are sorted by.
type accountOrder uint8

// The orders, in the order of the key that turns them.
const (
	byNothing accountOrder = iota
	byName
	byID
	byState
	byPath
	byEmail
	byJoined
	byHeld
	accountOrders
)

// turn goes to the next order.
func (r *roll) turn() {
	if r.by++; r.by == accountOrders {
		r.by = byName
	}
}

// call makes and sorts the rows if that is needed; false if nothing changed.
func (r *roll) call() bool {
	reading := r.env.Reading
	asOf := 1 + reading.Generation(model.PartAccounts) + reading.Generation(model.PartUnits) +
		reading.Generation(model.PartRoots) + reading.Generation(model.PartDelegations)
	if asOf == r.asOf && r.by == r.kept {
		return false
	}
	if asOf != r.asOf {
		r.read()
	}
	r.asOf, r.kept = asOf, r.by
	for _, a := range r.rows {
		a.key = r.text(a)
	}
	slices.SortFunc(r.rows, r.compare)
	return true
}

// read makes the rows of all accounts.
func (r *roll) read() {
	r.rows = r.rows[:0]
	paths := map[model.NodeID]string{}
	for n := range r.env.Reading.Accounts() {
		path, ok := paths[n.Parent]
		if !ok {
			path = r.env.Reading.PathName(n.Parent)
			paths[n.Parent] = path
		}
		a := &account{node: n, name: strings.ToLower(n.Name), path: path}
		a.hay = strings.Join([]string{
			a.name, string(n.ID), strings.ToLower(n.Email), strings.ToLower(path), n.State.Words(),
		}, "\n")
		ds, _ := r.env.Reading.Delegations(n.Account())
		a.held = len(ds)
		r.rows = append(r.rows, a)
	}
}

// text gives what an account is sorted by in the orders that compare texts.
func (r *roll) text(a *account) string {
	switch r.by {
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

func (r *roll) compare(a, b *account) int {
	first := 0
	switch r.by {
	case byState:
		first = cmp.Compare(rank(a.node.State), rank(b.node.State))
	case byID, byPath, byEmail:
		first = strings.Compare(a.key, b.key)
	case byJoined:
		first = b.node.Joined.Compare(a.node.Joined)
	case byHeld:
		first = cmp.Compare(b.held, a.held)
	case byNothing, byName, accountOrders:
	}
	if first != 0 {
		return first
	}
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(string(a.node.ID), string(b.node.ID)))
}

// rank puts accounts that are not active in front.
func rank(s model.AccountState) int {
	if s == model.StateActive {
		return 100
	}
	return int(s)
}
