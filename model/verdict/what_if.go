package verdict

import (
	"slices"

	"deputy/model"
)

// WhatIf is a reading as it is, and as it would be under a hypothesis.
type WhatIf struct {
	Edits     model.Edits
	Now, Then *model.Reading
	Notes     []string // what AWS would have against it
}

// NewWhatIf looks at the reading under a hypothesis. The error tells why the
// organization cannot be like that.
func NewWhatIf(r *model.Reading, h model.Edits) (*WhatIf, error) {
	then, err := r.WithEdits(h)
	if err != nil {
		return nil, err
	}
	return &WhatIf{Edits: h, Now: r, Then: then, Notes: h.Notes(then)}, nil
}

// reaches tells whether the hypothesis changes something at a node or above it.
func (f *WhatIf) reaches(id model.NodeID) bool {
	touched := f.Edits.Touched()
	return slices.ContainsFunc(f.Then.Path(id), func(n *model.Node) bool { return slices.Contains(touched, n.ID) })
}

// owner gives who owns the question's resource: stated, or in the ARN; empty if
// that is not known.
func (q Question) owner() model.AccountID {
	c := evaluation{q: q}
	c.findOwner()
	return c.owner
}
