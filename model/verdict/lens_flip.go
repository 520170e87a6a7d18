package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// Turns gives the ruling that begins at a node: its own policies decide the
// question otherwise than the levels above it do. It is RulingNone where they
// leave the ruling as it was, and where nothing binds the node.
//
// For a unit the keys that differ from account to account stay open, so what a
// policy makes of them counts as Depends there and is settled at the accounts;
// unless all accounts below come to the same with their own keys.
func (l *Lens) Turns(id model.NodeID) Ruling {
	if level := l.levels[id]; level != nil {
		if !level.known {
			level.turned, level.known = l.turns(level), true
		}
		return level.turned
	}
	answer := l.answers[id]
	if answer == nil || answer.above == nil {
		return RulingNone
	}
	if answer.ruling == answer.without(l.request) {
		return RulingNone
	}
	return answer.ruling
}

// turns gives the ruling that begins at a unit.
func (l *Lens) turns(level *lensLevel) Ruling {
	as := &sharedRuling{owners: len(l.owners) > 0}
	before, now := level.up.ruling(l.request), level.ruling(l.request)
	if one := level.one; now == Depends && one != nil && one.own && level.agrees(one.ruling) {
		as = one
		before = rule(level.up.start(), level.up.scps, level.up.rcps, one.request)
		now = rule(level.start(), level.scps, level.rcps, one.request)
	}
	if now = as.settle(now); now != as.settle(before) {
		return now
	}
	return RulingNone
}

// agrees tells whether all accounts below have one ruling.
func (l *lensLevel) agrees(r Ruling) bool {
	for other, n := range l.counts {
		if n > 0 && Ruling(other) != r {
			return false
		}
	}
	return true
}

// without gives the ruling as it would be without the policies of the account
// itself, on the same request.
func (a *sharedRuling) without(shared *scp.Request) Ruling {
	if a.request == shared {
		return a.settle(a.above.ruling(shared))
	}
	return a.settle(rule(a.above.start(), a.above.scps, a.above.rcps, a.request))
}
