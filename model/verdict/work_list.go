package verdict

import (
	"slices"

	"deputy/model"
)

// WorkList is the nodes whose accounts have not been asked yet, at and below
// them. It expands a node only when it takes it, so that facts may arrive
// between two calls.
type WorkList []model.NodeID

// Accounts returns a work list of the accounts at and below some nodes; without
// nodes of all accounts, including those whose parent is not known.
func Accounts(r *model.Reading, below ...model.NodeID) WorkList {
	w := slices.Clone(WorkList(below))
	if len(w) > 0 {
		return w
	}
	for node := range r.TreeNodes() {
		if node.Above() == nil {
			w = append(w, node.ID)
		}
	}
	return w
}

// Next removes up to so many accounts from the list and returns them; accounts
// of one OU come one after another.
func (w *WorkList) Next(r *model.Reading, accounts int) []model.NodeID {
	var out []model.NodeID
	for len(*w) > 0 && len(out) < accounts {
		last := len(*w) - 1
		node := r.TreeNode((*w)[last])
		*w = (*w)[:last]
		if node == nil {
			continue
		}
		if node.Kind == model.KindAccount {
			out = append(out, node.ID)
		}
		for _, child := range node.Below() {
			*w = append(*w, child.ID)
		}
	}
	return out
}
