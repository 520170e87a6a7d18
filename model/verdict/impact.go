package verdict

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
)

// Affected returns the accounts that may get another answer to a question.
func (w *WhatIf) Affected(q Question) WorkList {
	if w.changesOwner(q) {
		return Accounts(w.Then)
	}
	return w.Below()
}

// Below returns the accounts at and below the nodes that the edits touch.
func (w *WhatIf) Below() (out WorkList) {
	touched := w.Edits.Touched()
	for _, id := range touched {
		above := w.Then.Path(id)
		if len(above) == 0 || !slices.ContainsFunc(above[:len(above)-1], func(n *model.Node) bool { return slices.Contains(touched, n.ID) }) {
			out = append(out, id)
		}
	}
	return out
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
// question's resource, whose RCPs apply to principals of every account: any RCPs,
// if the owner is not known.
func (w *WhatIf) changesOwner(q Question) bool {
	if owner := q.Owner(); owner != "" || !scp.RCPCovers(q.Action) {
		return owner != "" && w.touches(owner.Node())
	}
	return slices.ContainsFunc(w.Edits.Touched(), func(id model.NodeID) bool {
		return !slices.Equal(policiesOn(w.Now, id), policiesOn(w.Then, id))
	})
}

// policiesOn returns the RCPs that apply at a node, level by level.
func policiesOn(r *model.Reading, id model.NodeID) []model.PolicyID {
	var out []model.PolicyID
	for _, rung := range Rungs(r, id, model.ResourceControlPolicy) {
		for _, p := range rung.Policies {
			out = append(out, p.Policy)
		}
	}
	return out
}
