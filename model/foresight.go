package model

import "slices"

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
