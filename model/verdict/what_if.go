package verdict

import (
	"slices"

	"deputy/model"
)

// WhatIf is a reading before and after edits that are only being considered.
type WhatIf struct {
	Edits     model.Edits
	Now, Then *model.Reading
	Notes     []string // what AWS would object to
}

// NewWhatIf applies edits to a copy of the reading. The error says why the
// organization cannot become like that.
func NewWhatIf(r *model.Reading, edits model.Edits) (*WhatIf, error) {
	then, err := r.WithEdits(edits)
	if err != nil {
		return nil, err
	}
	return &WhatIf{Edits: edits, Now: r, Then: then, Notes: edits.Notes(then)}, nil
}

// touches reports whether the edits change something at a node or above it.
func (w *WhatIf) touches(id model.NodeID) bool {
	touched := w.Edits.Touched()
	return slices.ContainsFunc(w.Then.Path(id), func(n *model.Node) bool { return slices.Contains(touched, n.ID) })
}
