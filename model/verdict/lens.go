package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// Counts is how many accounts have each ruling.
type Counts [len(rulings)]int

// Lens is one question answered for every account of the organization, each
// taken as the principal's account. It holds for the moment at which the
// reading was when the lens was made.
//
// Each OU is evaluated once, on top of its parent's result, with the keys that
// differ from account to account left open. Accounts of one OU with the same
// policies then share one answer (sharedRuling). Only where a policy asks for
// something that differs between accounts (accountSpecific) is the question
// evaluated for the account itself.
type Lens struct {
	Question     Question
	request      *scp.Request // with the keys that differ from account to account left open
	parts        []part       // of a call on several resources
	answers      map[model.NodeID]*sharedRuling
	levels       map[model.NodeID]*lensLevel // by the root's or OU's ID
	ownerReasons []OpenReason                // RCP statements that count for some owners, if the owner is not known
}

// Ruling returns an account's ruling.
func (l *Lens) Ruling(id model.NodeID) Ruling {
	if a := l.answers[id]; a != nil {
		return a.ruling
	}
	return RulingNone
}

// Counts returns how many accounts below a node have each ruling.
func (l *Lens) Counts(id model.NodeID) Counts {
	if level := l.levels[id]; level != nil {
		return level.counts
	}
	return Counts{}
}

// NewLens answers a question for every account of the organization, or only for
// the accounts at and below some nodes. A principal such as role/Deployer of
// one account stands for the role of that name in each account.
func NewLens(r *model.Reading, q Question, below ...model.NodeID) (*Lens, error) {
	m, err := makeLens(r, q, below...)
	if err != nil {
		return nil, err
	}
	return m.lens, nil
}

// makeLens returns the maker of a lens that NewLens returns.
func makeLens(r *model.Reading, q Question, below ...model.NodeID) (*lensMaker, error) {
	q.Account = ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	m := newLensMaker(r, q)
	m.findLadders()
	if len(below) == 0 {
		m.lens.answers = make(map[model.NodeID]*sharedRuling, r.NodeCount())
		for node := range r.TreeNodes() {
			m.addAccount(node)
		}
	}
	m.add(below)
	return m, nil
}

// ForAccount returns the question for another account. Its principal becomes
// the one of the same name there.
func (q Question) ForAccount(a model.AccountID) Question {
	q.Account = a
	if arn, err := model.ParseARN(q.Principal); err == nil {
		q.Principal = "arn:" + arn.Partition + ":" + arn.Service + ":" + arn.Region + ":" + string(a) + ":" + arn.Resource
	}
	return q
}

// DecidedAt returns the ruling that a node's own policies bring about, or
// RulingNone if they leave the ruling of the levels above as it is, or if no
// policy applies at the node.
//
// For an OU the keys that differ from account to account stay open, so a policy
// that asks for them counts as Depends there and takes effect at the accounts,
// unless all accounts below have the same ruling.
func (l *Lens) DecidedAt(id model.NodeID) Ruling {
	if level := l.levels[id]; level != nil {
		if !level.decidedKnown {
			level.decided, level.decidedKnown = l.decidedAt(level), true
		}
		return level.decided
	}
	answer := l.answers[id]
	if answer == nil || answer.above == nil {
		return RulingNone
	}
	if answer.ruling == answer.withoutOwnPolicies(l) {
		return RulingNone
	}
	return answer.ruling
}

// decidedAt returns the ruling that an OU's own policies bring about.
func (l *Lens) decidedAt(level *lensLevel) Ruling {
	answer := &sharedRuling{dependsOnOwner: len(l.ownerReasons) > 0}
	before, after := level.above.rulingOfCall(l.request, l.parts), level.rulingOfCall(l.request, l.parts)
	if first := level.first; after == Depends && first != nil && first.ownRequest && level.agrees(first.ruling) {
		answer = first
		before = rulingOfCall(level.above.startDecision(), level.above.scps, level.above.rcps, first.request, l.parts)
		after = rulingOfCall(level.startDecision(), level.scps, level.rcps, first.request, l.parts)
	}
	if after = answer.considerOwner(after); after != answer.considerOwner(before) {
		return after
	}
	return RulingNone
}

// agrees reports whether all accounts below have the ruling r.
func (l *lensLevel) agrees(r Ruling) bool {
	for other, n := range l.counts {
		if n > 0 && Ruling(other) != r {
			return false
		}
	}
	return true
}
