package typical

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// Impact finds the accounts for which a change of policies or of the tree gives
// another answer to a question, one that has another mark. It asks a part of the
// accounts at a time.
type Impact struct {
	Asked   int      // accounts asked so far, of those that the change can affect
	Changes int      // how many of their answers change
	Changed []Change // the first of these, sorted by change and name

	question  verdict.Question
	options   Options
	offer     *offer // until the Region is known
	pending   verdict.WorkList
	limit     int
	now, then *asking
}

// Change is what a lens says of an account before and after a change.
type Change struct {
	Account       *model.Node
	Before, After Kind
}

// NewImpact returns the search for accounts whose answer the edits change. It
// keeps at most limit changes; Next does the work.
func NewImpact(w *verdict.WhatIf, q verdict.Question, o Options, limit int) *Impact {
	q.Account = ""
	s := &Impact{question: q, options: o, limit: limit, pending: w.Affected(q)}
	if !o.Exactly {
		s.offer = &offer{question: q, preferred: o.Preferred}
	}
	return s
}

// Done reports whether all accounts have been asked.
func (s *Impact) Done() bool { return s.offer == nil && len(s.pending) == 0 }

// Next asks the next accounts. The WhatIf may be a newer one of the same edits,
// made after more was read. The error says what is wrong with the question.
func (s *Impact) Next(w *verdict.WhatIf, accounts int) error {
	if err := s.question.Check(); err != nil {
		return err
	}
	if s.offer != nil {
		if s.offer.next(w.Now, accounts); s.offer.done() {
			if regions := s.offer.ranked(); len(regions) > 0 {
				s.question = replace(s.question, regionKey, cmp.Or(s.options.Region, regions[0]))
			}
			s.offer = nil
		}
		return nil
	}
	if s.options.Exactly {
		return s.nextExactly(w, accounts)
	}
	now, err := refreshed(s.now, w.Now, s.question)
	if err != nil {
		return err
	}
	then, err := refreshed(s.then, w.Then, s.question)
	if err != nil {
		return err
	}
	s.now, s.then = now, then
	now.asked, then.asked = 0, 0
	for n := 0; n < accounts && now.asked+then.asked == 0 && len(s.pending) > 0; n++ {
		for _, id := range s.pending.Next(w.Then, 1) {
			s.note(w.Now.Node(id), now.lensAnswer(id).kind, then.lensAnswer(id).kind)
		}
	}
	return nil
}

// nextExactly asks the next accounts for the exact ruling.
func (s *Impact) nextExactly(w *verdict.WhatIf, accounts int) error {
	part := s.pending.Next(w.Then, accounts)
	if len(part) == 0 {
		return nil
	}
	before, err := verdict.NewLens(w.Now, s.question, part...)
	if err != nil {
		return err
	}
	after, err := verdict.NewLens(w.Then, s.question, part...)
	if err != nil {
		return err
	}
	for _, id := range part {
		s.note(w.Now.Node(id), ExactKind(before.Ruling(id)), ExactKind(after.Ruling(id)))
	}
	return nil
}

// note counts an account that was asked, and its change if it has another mark.
func (s *Impact) note(n *model.Node, was, is Kind) {
	if s.Asked++; was == is || n == nil { // nil if the account has left meanwhile
		return
	}
	s.Changes++
	change := Change{n, was, is}
	at, _ := slices.BinarySearchFunc(s.Changed, change, Change.compare)
	if at < s.limit {
		s.Changed = slices.Insert(s.Changed, at, change)
		s.Changed = s.Changed[:min(s.limit, len(s.Changed))]
	}
}

// compare sorts changes by their kinds, then by the account's name.
func (c Change) compare(d Change) int {
	return cmp.Or(cmp.Compare(c.Before, d.Before), cmp.Compare(c.After, d.After),
		model.CompareNames(c.Account.Name, d.Account.Name), cmp.Compare(c.Account.ID, d.Account.ID))
}
