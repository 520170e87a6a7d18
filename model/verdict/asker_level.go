package verdict

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
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

// OneByOne returns the ruling that the policies on a valid question come to if each
// is looked at by itself, and whether that settles it, whatever is left open.
func (a *Asker) OneByOne(q Question) (r Ruling, settled bool) {
	e := newEvaluation(a, q)
	d := undecided()
	d.decide(e.scps, scpRules, e.request)
	d.decide(e.rcps, rcpRules, e.request)
	r = d.ruling()
	return r, !d.open() && e.considerOwner(r) == r
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

// Request returns the request that a question comes to: what it gives, and what
// follows from that. The question must have passed Check.
func (a *Asker) Request(q Question) *scp.Request { return newEvaluation(a, q).request }

// Documents returns the policies of a type that apply to an account's principals
// or, of RCPs, to its resources, level by level from the root down.
func (a *Asker) Documents(account model.AccountID, t model.PolicyType) []Rung {
	if applies, _ := AppliesAt(a.reading, account.Node(), t); !applies {
		return nil
	}
	return slices.Clip(a.Rungs(account.Node(), t))
}

// Decide returns the ruling of two ladders on a request, without reasons.
func Decide(scps, rcps []Rung, q *scp.Request) Ruling { return rulingOf(undecided(), scps, rcps, q) }
