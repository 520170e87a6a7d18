package verdict

import (
	"cmp"
	"slices"

	"deputy/model"
)

// workList is whom a question is still to be asked of: the accounts at and below
// these nodes. It follows the tree only as far as it is asked, so that facts may
// come in between.
type workList []model.NodeID

// allAccounts is all accounts, those too that hang nowhere.
func allAccounts(r *model.Reading) workList {
	var c workList
	for e := range r.TreeNodes() {
		if e.Above() == nil {
			c = append(c, e.ID)
		}
	}
	return c
}

// next takes so many accounts off, those of a unit side by side.
func (c *workList) next(r *model.Reading, accounts int) []model.NodeID {
	var out []model.NodeID
	for len(*c) > 0 && len(out) < accounts {
		last := len(*c) - 1
		e := r.TreeNode((*c)[last])
		*c = (*c)[:last]
		if e == nil {
			continue
		}
		if e.Kind == model.KindAccount {
			out = append(out, e.ID)
		}
		for _, k := range e.Below() {
			*c = append(*c, k.ID)
		}
	}
	return out
}

// Sweep asks a question of all accounts at and below a node, a part of them at a
// time: to answer for many takes longer than a key may.
type Sweep struct {
	Counts   Counts // of those asked so far
	question Question
	left     workList
}

// NewSweep begins to ask of the accounts at and below a node.
func NewSweep(q Question, id model.NodeID) *Sweep { return &Sweep{question: q, left: workList{id}} }

// Done tells that all accounts were asked.
func (p *Sweep) Done() bool { return len(p.left) == 0 }

// Next asks of so many accounts more, as the reading is now. The error says that
// the question is none.
func (p *Sweep) Next(r *model.Reading, accounts int) error {
	part := p.left.next(r, accounts)
	if len(part) == 0 {
		return nil
	}
	lens, err := NewLens(r, p.question, part...)
	if err != nil {
		return err
	}
	for _, a := range lens.answers {
		p.Counts[a.ruling]++
	}
	return nil
}

// LensBuilder is a lens being made, of a part of the accounts at a time.
type LensBuilder struct {
	lens  *Lens
	begun bool
	left  workList
}

// NewLensBuilder begins to answer a question for every account, as Look does.
func NewLensBuilder(r *model.Reading, q Question) *LensBuilder {
	q.Account = ""
	return &LensBuilder{lens: &Lens{Question: q}, left: allAccounts(r)}
}

// Done tells that all accounts were asked.
func (l *LensBuilder) Done() bool { return len(l.left) == 0 }

// Lens gives what the accounts answer that were asked so far.
func (l *LensBuilder) Lens() *Lens { return l.lens }

// Next asks of so many accounts more, as the reading is now. The error says that
// the question is none.
func (l *LensBuilder) Next(r *model.Reading, accounts int) error {
	ids := l.left.next(r, accounts)
	if len(ids) == 0 {
		return nil
	}
	part, err := NewLens(r, l.lens.Question, ids...)
	switch {
	case err != nil:
		return err
	case !l.begun:
		l.lens, l.begun = part, true
		return nil
	}
	for id, a := range part.answers {
		if a.request == part.request {
			a.request = l.lens.request // What is shared is told by being the lens's own.
		}
		l.lens.answers[id] = a
	}
	for id, level := range part.levels {
		first := l.lens.levels[id]
		if first == nil {
			l.lens.levels[id] = level
			continue
		}
		for ruling, n := range level.counts {
			first.counts[ruling] += n
		}
		if first.known = false; first.one == nil || level.one != nil && level.oneID < first.oneID {
			first.one, first.oneID = level.one, level.oneID
		}
	}
	return nil
}

// Impact is the accounts whose answer to a question would change, asked a part of
// them at a time.
type Impact struct {
	Asked   int            // accounts that the hypothesis reaches, of those asked so far
	Changes int            // how many answers change, of those asked so far
	Changed []RulingChange // the first of them, by the change and by name

	question Question
	left     workList
	most     int
}

// RulingChange is an account's ruling as it is, and as it would be.
type RulingChange struct {
	Account       *model.Node
	Before, After Ruling
}

// NewImpact begins to ask of which accounts the hypothesis changes the answer to a
// question. At most so many changes are kept.
func (f *WhatIf) NewImpact(q Question, most int) *Impact {
	s := &Impact{question: q, most: most}
	if f.bindsAll(q) {
		s.left = allAccounts(f.Then)
		return s
	}
	touched := f.Edits.Touched()
	for _, id := range touched {
		above := f.Then.Path(id)
		if len(above) == 0 || !slices.ContainsFunc(above[:len(above)-1], func(n *model.Node) bool { return slices.Contains(touched, n.ID) }) {
			s.left = append(s.left, id)
		}
	}
	return s
}

// Reach is how many accounts may have another answer to a question, at most.
func (f *WhatIf) Reach(q Question) int {
	ids, n := f.Edits.Touched(), 0
	if f.bindsAll(q) {
		ids = ids[:0]
		for root := range f.Now.Roots() {
			ids = append(ids, root.ID)
		}
	}
	for _, id := range ids {
		n += f.Now.AccountCount(id)
	}
	return n
}

// bindsAll tells whether the hypothesis changes something at the owner of the
// question's resource, whose RCPs bind principals of every account.
func (f *WhatIf) bindsAll(q Question) bool {
	owner := q.owner()
	return owner != "" && f.reaches(owner.Node())
}

// Done tells that all accounts were asked.
func (s *Impact) Done() bool { return len(s.left) == 0 }

// Next asks of so many accounts more. The foresight may be another one of the
// same hypothesis, made of what was read since. The error says that the question
// is none.
func (s *Impact) Next(f *WhatIf, accounts int) error {
	part := s.left.next(f.Then, accounts)
	if len(part) == 0 {
		return nil
	}
	s.Asked += len(part)
	before, err := NewLens(f.Now, s.question, part...)
	if err != nil {
		return err
	}
	after, err := NewLens(f.Then, s.question, part...)
	if err != nil {
		return err
	}
	for _, id := range part {
		was, is, n := before.Ruling(id), after.Ruling(id), f.Now.Node(id)
		if was != is && n != nil { // else it is gone meanwhile
			s.keep(RulingChange{n, was, is})
		}
	}
	return nil
}

// keep takes a change in at its place, if that is among the first.
func (s *Impact) keep(c RulingChange) {
	s.Changes++
	at, _ := slices.BinarySearchFunc(s.Changed, c, RulingChange.compare)
	if at < s.most {
		s.Changed = slices.Insert(s.Changed, at, c)
		s.Changed = s.Changed[:min(s.most, len(s.Changed))]
	}
}

func (c RulingChange) compare(d RulingChange) int {
	return cmp.Or(cmp.Compare(c.Before, d.Before), cmp.Compare(c.After, d.After),
		model.CompareNames(c.Account.Name, d.Account.Name), cmp.Compare(c.Account.ID, d.Account.ID))
}
