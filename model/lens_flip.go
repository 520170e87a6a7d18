package model

// Turns gives the ruling that begins at a node: its own policies decide the
// question otherwise than the levels above it do. It is RulingNone where they
// leave the ruling as it was, and where nothing binds the node.
//
// For a unit the keys that differ from account to account stay open, so what a
// policy makes of them counts as Depends there and is settled at the accounts.
func (l *Lens) Turns(id NodeID) Ruling {
	if level := l.levels[id]; level != nil {
		if now := level.decision.ruling(); now != level.up.decision.ruling() {
			return now
		}
		return RulingNone
	}
	answer := l.answers[id]
	if answer == nil || answer.above == nil {
		return RulingNone
	}
	if answer.ruling == answer.without() {
		return RulingNone
	}
	return answer.ruling
}

// without gives the ruling as it would be without the policies of the account
// itself, on the same request.
func (a *sharedRuling) without() Ruling {
	d := a.above.start()
	d.decide(a.above.scps, scpRules, a.request)
	d.decide(a.above.rcps, rcpRules, a.request)
	return d.ruling()
}
