package verdict

import "deputy/model"

// LensBuilder makes a Lens of all accounts, a part of them at a time.
type LensBuilder struct {
	lens    *Lens
	started bool
	pending WorkList
	maker   *lensMaker // of lens, as long as the reading stays as it was
}

// NewLensBuilder returns a builder for the lens that NewLens makes at once.
// Next does the work.
// Without nodes it is about all accounts, else about those at and below them.
func NewLensBuilder(r *model.Reading, q Question, below ...model.NodeID) *LensBuilder {
	q.Account = ""
	return &LensBuilder{lens: &Lens{Question: q}, pending: Accounts(r, below...)}
}

// Total returns how many of the accounts asked so far have each ruling.
func (b *LensBuilder) Total() (c Counts) {
	for _, a := range b.lens.answers {
		c[a.ruling]++
	}
	return c
}

// Done reports whether all accounts have been asked.
func (b *LensBuilder) Done() bool { return len(b.pending) == 0 }

// Lens returns the lens with the accounts asked so far.
func (b *LensBuilder) Lens() *Lens { return b.lens }

// Next asks the next accounts, against the reading as it is now. The error says
// what is wrong with the question.
func (b *LensBuilder) Next(r *model.Reading, accounts int) error {
	ids := b.pending.Next(r, accounts)
	if len(ids) == 0 {
		return nil
	}
	if b.maker != nil && b.maker.asker.Holds(r) {
		b.maker.add(ids)
		return nil
	}
	m, err := makeLens(r, b.lens.Question, ids...)
	switch {
	case err != nil:
		return err
	case !b.started:
		b.lens, b.started, b.maker = m.lens, true, m
		return nil
	}
	b.maker = nil
	part := m.lens
	for id, a := range part.answers {
		if a.request == part.request {
			a.request = b.lens.request // An answer is shared if it has the lens's own request.
		}
		b.lens.answers[id] = a
	}
	for id, level := range part.levels {
		first := b.lens.levels[id]
		if first == nil {
			b.lens.levels[id] = level
			continue
		}
		for ruling, n := range level.counts {
			first.counts[ruling] += n
		}
		if first.decidedKnown = false; first.first == nil || level.first != nil && level.firstID < first.firstID {
			first.first, first.firstID = level.first, level.firstID
		}
	}
	return nil
}
