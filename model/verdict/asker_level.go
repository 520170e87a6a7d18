package verdict

import (
	"slices"

	"deputy/model"
)

// Beginning returns what is known of a valid question before it is answered: the
// keys that follow from it, and whether something of the policies that apply has
// not been read or cannot be evaluated.
func (a *Asker) Beginning(q Question) (derived []Derived, gap bool) {
	e := newEvaluation(a, q)
	return e.relevantDerived(), slices.ContainsFunc(slices.Concat(e.scps, e.rcps), func(r Rung) bool {
		return r.Gap != nil || r.Incomplete ||
			slices.ContainsFunc(r.Policies, func(p AttachedPolicy) bool { return p.Text == nil || p.Text.Broken() })
	})
}

// RuleAt returns the ruling of a valid question by the policies of some levels
// alone: those of the account's path down to a node, or none if that is empty.
// The RCPs of a resource that belongs to another account count in any case.
func (a *Asker) RuleAt(q Question, down model.NodeID) Ruling {
	e := newEvaluation(a, q)
	e.scps = downTo(e.scps, down)
	if e.owner == q.Account {
		e.rcps = downTo(e.rcps, down)
	}
	return e.considerOwner(rulingOfCall(undecided(), e.scps, e.rcps, e.request, e.callParts))
}

// downTo returns the levels down to a node.
func downTo(rungs []Rung, node model.NodeID) []Rung {
	return rungs[:1+slices.IndexFunc(rungs, func(r Rung) bool { return r.Level == string(node) })]
}
