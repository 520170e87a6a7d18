package model

import "deputy/model/scp"

// Turns gives the ruling that begins at a node: its own policies decide the
// question otherwise than the levels above it do. It is RulingNone where they
// leave the ruling as it was, and where nothing binds the node.
//
// For a unit the keys that differ from account to account stay open, so what a
// policy makes of them counts as Depends there and is settled at the accounts.
func (l *Lens) Turns(id NodeID) Ruling {
	if level := l.levels[id]; level != nil {
		shared := sharedRuling{owners: len(l.owners) > 0}
		if now := shared.settle(level.ruling(l.request)); now != shared.settle(level.up.ruling(l.request)) {
			return now
		}
		return RulingNone
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

// without gives the ruling as it would be without the policies of the account
// itself, on the same request.
func (a *sharedRuling) without(shared *scp.Request) Ruling {
	if a.request == shared {
		return a.settle(a.above.ruling(shared))
	}
	return a.settle(rule(a.above.start(), a.above.scps, a.above.rcps, a.request))
}
