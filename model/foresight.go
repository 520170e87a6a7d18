package model

import (
	"cmp"
	"slices"
)

// Foresight is a reading as it is, and as it would be under a hypothesis.
type Foresight struct {
	Hypothesis Hypothesis
	Now, Then  *Reading
	Notes      []string // what AWS would have against it
}

// Foresee looks at the reading under a hypothesis. The error tells why the
// organization cannot be like that.
func (r *Reading) Foresee(h Hypothesis) (*Foresight, error) {
	then, err := r.Suppose(h)
	if err != nil {
		return nil, err
	}
	return &Foresight{Hypothesis: h, Now: r, Then: then, Notes: h.notes(then)}, nil
}

// Compare holds a node as it is (A) beside the same node as it would be (B).
func (f *Foresight) Compare(id NodeID, t PolicyType) Comparison {
	return compare(f.Now, id, f.Then, id, t)
}

// Shift is the accounts whose answer to a question would change.
type Shift struct {
	Asked   int // accounts that the hypothesis reaches
	Changed []RulingChange
}

// RulingChange is an account's ruling as it is, and as it would be.
type RulingChange struct {
	Account       *Node
	Before, After Ruling
}

// Shift tells of which accounts the hypothesis changes the answer to a
// question, by the change and by name.
func (f *Foresight) Shift(q Question) (Shift, error) {
	reached := f.Hypothesis.Touched()
	if owner := q.owner(); owner != "" && f.reaches(owner.Node()) {
		reached = nil // The owner's RCPs bind principals of every account.
	}
	before, err := f.Now.Look(q, reached...)
	if err != nil {
		return Shift{}, err
	}
	after, err := f.Then.Look(q, reached...)
	if err != nil {
		return Shift{}, err
	}
	s := Shift{Asked: len(after.answers)}
	for id := range after.answers {
		if was, is := before.Ruling(id), after.Ruling(id); was != is {
			s.Changed = append(s.Changed, RulingChange{f.Now.Node(id), was, is})
		}
	}
	slices.SortFunc(s.Changed, func(a, b RulingChange) int {
		return cmp.Or(cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After),
			CompareNames(a.Account.Name, b.Account.Name), cmp.Compare(a.Account.ID, b.Account.ID))
	})
	return s, nil
}

// reaches tells whether the hypothesis changes something at a node or above it.
func (f *Foresight) reaches(id NodeID) bool {
	touched := f.Hypothesis.Touched()
	return slices.ContainsFunc(f.Then.Path(id), func(n *Node) bool { return slices.Contains(touched, n.ID) })
}

// owner gives who owns the question's resource: stated, or in the ARN; empty if
// that is not known.
func (q Question) owner() AccountID {
	c := kase{q: q}
	c.findOwner()
	return c.owner
}
