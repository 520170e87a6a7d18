package verdict

import (
	"deputy/model"
)

// WorkList is the nodes whose accounts have not been asked yet, at and below
// them. It expands a node only when it takes it, so that facts may arrive
// between two calls.
type WorkList []model.NodeID

// AllAccounts returns a list of all accounts, including those whose parent
// is not known.
func AllAccounts(r *model.Reading) WorkList {
	var w WorkList
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

// Sweep asks a question of all accounts at and below a node, a part of them at
// a time: in a large organization all at once would take longer than a key
// press may.
type Sweep struct {
	Counts   Counts // of the accounts asked so far
	question Question
	pending  WorkList
}

// NewSweep returns a sweep over the accounts at and below a node. Next does the
// work.
func NewSweep(q Question, id model.NodeID) *Sweep { return &Sweep{question: q, pending: WorkList{id}} }

// Done reports whether all accounts have been asked.
func (s *Sweep) Done() bool { return len(s.pending) == 0 }

// Next asks the next accounts, against the reading as it is now. The error says
// what is wrong with the question.
func (s *Sweep) Next(r *model.Reading, accounts int) error {
	part := s.pending.Next(r, accounts)
	if len(part) == 0 {
		return nil
	}
	lens, err := NewLens(r, s.question, part...)
	if err != nil {
		return err
	}
	for _, a := range lens.answers {
		s.Counts[a.ruling]++
	}
	return nil
}
