package pane

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/ui/kit"
)

// accountRows is all accounts in an order. Those of a large organization are made
// and sorted in parts between keys; until the next ones are there, the ones before
// stay.
type accountRows struct {
	env     *Env
	rows    []*accountRow
	order   accountOrder
	made    rowsMade
	next    *accountSort // being made; nil while none are
	changed bool         // since the last update
}

// rowsMade is what rows were made of.
type rowsMade struct {
	reading  *model.Reading
	asOf     uint64
	sortedBy accountOrder // byNothing before the first time
	at       time.Time
}

// accountRow is an account with what the list sorts and filters it by.
type accountRow struct {
	node        *model.Node
	id          model.NodeID
	name        string // in lower case
	path        string // the names above it
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

// rowsPerStep is how many rows are made between two looks at the clock.
const rowsPerStep = 250

// many reports whether the rows are made between keys.
func (r *accountRows) many() bool { return r.env.Reading.NodeCount() > manyAccounts }

// update makes and sorts the rows of a small organization if necessary. It reports
// whether the rows changed.
func (r *accountRows) update() bool {
	if !r.many() && r.stale() {
		s := r.begin()
		for s.collect(r.env.Reading) {
		}
		r.take(s, s.sorted())
	}
	changed := r.changed
	r.changed = false
	return changed
}

// work returns the next job that makes the rows of a large organization.
func (r *accountRows) work() kit.Job {
	if !r.many() {
		return nil
	}
	if s := r.next; s != nil && s.made.reading == r.env.Reading && s.made.sortedBy == r.order {
		if len(s.rest)+len(s.again) > 0 {
			return kit.ShortJob(func() { r.env.Spend(func() bool { return s.collect(r.env.Reading) }) })
		}
		return func() func() { // Sorting needs no more than what the rows have.
			rows := s.sorted()
			return func() {
				if r.next == s {
					r.take(s, rows)
				}
			}
		}
	}
	if r.stale() {
		return kit.ShortJob(func() { r.next = r.begin() })
	}
	return nil
}

// generation returns a number that rises when accounts change.
func (r *accountRows) generation() uint64 {
	g := r.env.Reading.Generation
	return g(model.PartAccounts) + g(model.PartOUs) + g(model.PartRoots) + g(model.PartDelegations)
}

// stale reports whether the rows must be made again. Those of a large organization
// are good for some seconds while it is read.
func (r *accountRows) stale() bool {
	switch {
	case r.made.reading != r.env.Reading, r.made.sortedBy != r.order:
		return true
	case r.made.asOf == r.generation():
		return false
	default:
		return !r.many() || r.env.Now.Sub(r.made.at) >= manyFor || !r.env.isReading()
	}
}

// begin returns rows that are still to be made. If only the order is another one,
// the rows are there.
func (r *accountRows) begin() *accountSort {
	s := &accountSort{made: rowsMade{r.env.Reading, r.generation(), r.order, r.env.Now}, paths: map[model.NodeID]string{}}
	if r.made.reading == s.made.reading && r.made.asOf == s.made.asOf {
		s.again = r.rows
		return s
	}
	s.rest = make([]*model.Node, 0, r.env.Reading.NodeCount())
	for n := range r.env.Reading.Accounts() {
		s.rest = append(s.rest, n)
	}
	return s
}

// take takes over rows.
func (r *accountRows) take(s *accountSort, rows []*accountRow) {
	r.rows, r.made, r.next, r.changed = rows, s.made, nil, true
}

// accountSort is rows that are being made and sorted.
type accountSort struct {
	made  rowsMade
	rest  []*model.Node // without rows yet
	again []*accountRow // without keys yet
	paths map[model.NodeID]string
	keyed []keyedRow
}

// keyedRow is a row with what it is sorted by: a number, then a text, then name and
// ID.
type keyedRow struct {
	*accountRow
	number int64
	key    string
}

// collect makes the next rows, and reports whether more are left.
func (s *accountSort) collect(r *model.Reading) bool {
	n := min(rowsPerStep, len(s.rest))
	for _, account := range s.rest[:n] {
		if account.Kind == model.KindAccount { // it may be gone since
			s.keyed = append(s.keyed, keyed(s.row(r, account), s.made.sortedBy))
		}
	}
	s.rest = s.rest[n:]
	n = min(rowsPerStep, len(s.again))
	for _, row := range s.again[:n] {
		s.keyed = append(s.keyed, keyed(row, s.made.sortedBy))
	}
	s.again = s.again[n:]
	return len(s.rest)+len(s.again) > 0
}

// row makes the row of an account.
func (s *accountSort) row(r *model.Reading, n *model.Node) *accountRow {
	path, ok := s.paths[n.Parent]
	if !ok {
		path = r.PathName(n.Parent)
		s.paths[n.Parent] = path
	}
	a := &accountRow{node: n, id: n.ID, name: strings.ToLower(n.Name), path: path}
	a.searchText = strings.Join([]string{
		a.name, string(n.ID), strings.ToLower(n.Email), strings.ToLower(path), n.State.Words(),
	}, "\n")
	ds, _ := r.Delegations(n.Account())
	a.delegations = len(ds)
	return a
}

// keyed returns a row with what it is sorted by in an order.
func keyed(a *accountRow, by accountOrder) keyedRow {
	k := keyedRow{accountRow: a}
	switch by {
	case byPath:
		k.key = strings.ToLower(a.path)
	case byEmail:
		k.key = strings.ToLower(a.node.Email)
	case byID:
		k.key = string(a.id)
	case byState:
		k.number = int64(rank(a.node.State))
	case byJoined:
		k.number = -a.node.Joined.UnixMicro()
	case byDelegations:
		k.number = -int64(a.delegations)
	case byNothing, byName:
	}
	return k
}

// sorted returns the rows in their order.
func (s *accountSort) sorted() []*accountRow {
	slices.SortFunc(s.keyed, func(a, b keyedRow) int {
		return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.key, b.key), strings.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	rows := make([]*accountRow, len(s.keyed))
	for i := range s.keyed {
		rows[i] = s.keyed[i].accountRow
	}
	return rows
}

// rank returns a number by which accounts that are not active come first.
func rank(s model.AccountState) int {
	if s == model.StateActive {
		return 100
	}
	return int(s)
}
