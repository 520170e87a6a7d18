package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// lensLevel is what the levels down to an OU make of the request of a Lens.
type lensLevel struct {
	decision        decision
	scps            []Rung
	rcps            []Rung
	gaps            []model.Gap
	unplaced        bool             // the place in the organization is not known
	accountSpecific *accountSpecific // what policies ask that differs from account to account; nil if nothing
	open            *openStatements  // of all levels so far; made on demand
	above           *lensLevel       // nil only for lensMaker.base
	counts          Counts           // of the accounts below
	answers         []*sharedRuling  // of the accounts directly below, for others like them
	first           *sharedRuling    // the answer of the account below with the smallest ID
	firstID         model.NodeID
	decided         Ruling // result of DecidedAt, if decidedKnown
	decidedKnown    bool
}

// startDecision returns the decision before any policy is evaluated.
func (l *lensLevel) startDecision() decision {
	d := undecided()
	d.unknown = len(l.gaps) > 0
	return d
}

// ruling returns what the levels down to this one decide.
func (l *lensLevel) ruling(q *scp.Request) Ruling {
	if !l.decision.open() {
		return l.decision.ruling()
	}
	return l.openStatements(q).ruling(l.decision.ruling(), q)
}

// rulingOfCall is ruling for a call on several resources, if it has parts.
func (l *lensLevel) rulingOfCall(q *scp.Request, parts []part) Ruling {
	if len(parts) == 0 {
		return l.ruling(q)
	}
	return rulingOfCall(l.startDecision(), l.scps, l.rcps, q, parts)
}

// openStatements returns the open statements of the level and of all above it.
// A level without open statements of its own shares those above, with what they
// come to.
func (l *lensLevel) openStatements(q *scp.Request) *openStatements {
	if l.open != nil {
		return l.open
	}
	l.open = &openStatements{}
	scps, rcps := l.scps, l.rcps
	if l.above != nil {
		l.open.above, scps, rcps = l.above.openStatements(q), scps[len(l.above.scps):], rcps[len(l.above.rcps):]
	}
	l.open.gather(scps, scpRules, q)
	l.open.gather(rcps, rcpRules, q)
	if l.above != nil && len(l.open.denies)+len(l.open.levels) == 0 {
		l.open = l.open.above
	}
	return l.open
}
