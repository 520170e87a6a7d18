package verdict

import (
	"cmp"
	"slices"

	"deputy/model"
)

// Impact finds the accounts for which a change of policies or of the tree
// changes the answer to a question, asking a part of the accounts at a time.
type Impact struct {
	Asked   int            // accounts asked so far, of those that the change can affect
	Changes int            // how many of their answers change
	Changed []RulingChange // the first of these, sorted by change and name

	question Question
	pending  WorkList
	limit    int
}

// RulingChange is an account's ruling before and after a change.
type RulingChange struct {
	Account       *model.Node
	Before, After Ruling
}

// NewImpact returns the search for accounts whose answer the edits change. It
// keeps at most limit changes; Next does the work.
func (w *WhatIf) NewImpact(q Question, limit int) *Impact {
	impact := &Impact{question: q, limit: limit}
	if w.changesOwner(q) {
		impact.pending = AllAccounts(w.Then)
		return impact
	}
	touched := w.Edits.Touched()
	for _, id := range touched {
		above := w.Then.Path(id)
		if len(above) == 0 || !slices.ContainsFunc(above[:len(above)-1], func(n *model.Node) bool { return slices.Contains(touched, n.ID) }) {
			impact.pending = append(impact.pending, id)
		}
	}
	return impact
}

// Reach returns how many accounts may get another answer, at most.
func (w *WhatIf) Reach(q Question) int {
	ids, n := w.Edits.Touched(), 0
	if w.changesOwner(q) {
		ids = ids[:0]
		for root := range w.Now.Roots() {
			ids = append(ids, root.ID)
		}
	}
	for _, id := range ids {
		n += w.Now.AccountCount(id)
	}
	return n
}

// changesOwner reports whether the edits change something for the owner of the
// question's resource, whose RCPs apply to principals of every account.
func (w *WhatIf) changesOwner(q Question) bool {
	owner := q.Owner()
	return owner != "" && w.touches(owner.Node())
}

// Done reports whether all accounts have been asked.
func (s *Impact) Done() bool { return len(s.pending) == 0 }

// Next asks the next accounts. The WhatIf may be a newer one of the same edits,
// made after more was read. The error says what is wrong with the question.
func (s *Impact) Next(w *WhatIf, accounts int) error {
	part := s.pending.Next(w.Then, accounts)
	if len(part) == 0 {
		return nil
	}
	s.Asked += len(part)
	before, err := NewLens(w.Now, s.question, part...)
	if err != nil {
		return err
	}
	after, err := NewLens(w.Then, s.question, part...)
	if err != nil {
		return err
	}
	for _, id := range part {
		was, is, n := before.Ruling(id), after.Ruling(id), w.Now.Node(id)
		if was != is && n != nil { // else the account has left meanwhile
			s.keep(RulingChange{n, was, is})
		}
	}
	return nil
}

// keep counts a change and inserts it if it is among the first.
func (s *Impact) keep(change RulingChange) {
	s.Changes++
	at, _ := slices.BinarySearchFunc(s.Changed, change, RulingChange.compare)
	if at < s.limit {
		s.Changed = slices.Insert(s.Changed, at, change)
		s.Changed = s.Changed[:min(s.limit, len(s.Changed))]
	}
}

// compare sorts changes by their rulings, then by the account's name.
func (c RulingChange) compare(d RulingChange) int {
	return cmp.Or(cmp.Compare(c.Before, d.Before), cmp.Compare(c.After, d.After),
		model.CompareNames(c.Account.Name, d.Account.Name), cmp.Compare(c.Account.ID, d.Account.ID))
}
