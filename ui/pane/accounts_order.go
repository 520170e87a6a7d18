package pane

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/ui/kit"
)

// accountRows is all accounts in an order. Those of a large organization are made
// and sorted in parts between keys; until the next ones are there, the ones before
// stay. When facts come, only the rows that these change are made again, and merged
// with the others.
type accountRows struct {
	env     *Env
	rows    []*accountRow
	byID    map[model.NodeID]*accountRow // the rows
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
	sum         uint64 // of all that the row is made of
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
		if len(s.again)+len(s.rest) > 0 {
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

// begin returns rows that are still to be made: of the rows that are there, those
// that changed. If only the order is another one, none did.
func (r *accountRows) begin() *accountSort {
	s := &accountSort{made: rowsMade{r.env.Reading, r.generation(), r.order, r.env.Now}, paths: map[model.NodeID]string{}}
	if r.made.reading == s.made.reading {
		s.again, s.known, s.remade = r.rows, r.byID, r.made.sortedBy != r.order
		if r.made.asOf == s.made.asOf {
			s.unchanged = true
			return s
		}
	}
	s.rest = make([]*model.Node, 0, r.env.Reading.NodeCount())
	for n := range r.env.Reading.Accounts() {
		s.rest = append(s.rest, n)
	}
	return s
}

// take takes over rows.
func (r *accountRows) take(s *accountSort, rows []*accountRow) {
	if s.known == nil {
		r.byID = make(map[model.NodeID]*accountRow, len(rows))
	}
	for _, id := range s.gone {
		delete(r.byID, id)
	}
	for _, k := range s.fresh {
		r.byID[k.id] = k.accountRow
	}
	r.rows, r.made, r.next, r.changed = rows, s.made, nil, true
}

// accountSort is rows that are being made and sorted.
type accountSort struct {
	made      rowsMade
	again     []*accountRow // the rows that are there, still to be looked at
	unchanged bool          // all of these
	remade    bool          // they are in another order
	known     map[model.NodeID]*accountRow
	rest      []*model.Node // accounts that may have no row yet
	paths     map[model.NodeID]string

	kept  []keyedRow // of the rows that are there
	fresh []keyedRow
	gone  []model.NodeID
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
	n := min(rowsPerStep, len(s.again))
	for _, row := range s.again[:n] {
		switch account := r.Node(row.id); {
		case s.unchanged:
			s.kept = append(s.kept, keyed(row, s.made.sortedBy))
		case account == nil || account.Kind != model.KindAccount:
			s.gone = append(s.gone, row.id)
		case row.node == account && row.sum == s.sum(r, account):
			s.kept = append(s.kept, keyed(row, s.made.sortedBy))
		default:
			s.fresh = append(s.fresh, keyed(s.row(r, account), s.made.sortedBy))
		}
	}
	if s.again = s.again[n:]; n > 0 {
		return len(s.again)+len(s.rest) > 0
	}
	n = min(rowsPerStep, len(s.rest))
	for _, account := range s.rest[:n] {
		if account.Kind == model.KindAccount && s.known[account.ID] == nil { // it may be gone since
			s.fresh = append(s.fresh, keyed(s.row(r, account), s.made.sortedBy))
		}
	}
	s.rest = s.rest[n:]
	return len(s.rest) > 0
}

// path returns the names above an account.
func (s *accountSort) path(r *model.Reading, parent model.NodeID) string {
	path, ok := s.paths[parent]
	if !ok {
		path = r.PathName(parent)
		s.paths[parent] = path
	}
	return path
}

// sums is the seed of the sums of rows.
var sums = maphash.MakeSeed()

// sum returns a number that is another one once a row of the account would be.
func (s *accountSort) sum(r *model.Reading, n *model.Node) uint64 {
	ds, _ := r.Delegations(n.Account())
	return maphash.Comparable(sums, struct {
		name, email, path string
		state             model.AccountState
		joined            int64
		delegations       int
	}{n.Name, n.Email, s.path(r, n.Parent), n.State, n.Joined.UnixMicro(), len(ds)})
}

// row makes the row of an account.
func (s *accountSort) row(r *model.Reading, n *model.Node) *accountRow {
	name, path := strings.ToLower(n.Name), s.path(r, n.Parent)
	a := &accountRow{node: n, id: n.ID, path: path, sum: s.sum(r, n)}
	a.searchText = strings.Join([]string{
		name, string(n.ID), strings.ToLower(n.Email), strings.ToLower(path), n.State.Words(),
	}, "\n")
	a.name = a.searchText[:len(name)]
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
	if s.remade {
		slices.SortFunc(s.kept, compareRows)
	}
	slices.SortFunc(s.fresh, compareRows)
	rows := make([]*accountRow, 0, len(s.kept)+len(s.fresh))
	kept := s.kept
	for i := range s.fresh {
		for len(kept) > 0 && compareRows(kept[0], s.fresh[i]) < 0 {
			rows, kept = append(rows, kept[0].accountRow), kept[1:]
		}
		rows = append(rows, s.fresh[i].accountRow)
	}
	for i := range kept {
		rows = append(rows, kept[i].accountRow)
	}
	return rows
}

func compareRows(a, b keyedRow) int {
	return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.key, b.key), strings.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
}

// rank returns a number by which accounts that are not active come first.
func rank(s model.AccountState) int {
	if s == model.StateActive {
		return 100
	}
	return int(s)
}
