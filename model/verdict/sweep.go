package verdict

import (
	"deputy/model"
)

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
