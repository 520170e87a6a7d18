package model

// Turns gives the ruling that begins at a node: its own policies decide the
// question otherwise than the levels above it do. It is RulingNone where they
// leave the ruling as it was, and where nothing binds the node.
//
// For a unit the keys that differ from account to account stay open, so what a
// policy makes of them counts as Depends there and is settled at the accounts.
func (l *Lens) Turns(id NodeID) Ruling {
	if level := l.levels[id]; level != nil {
		if now := level.decision.ruling(); l.binds && now != level.up.decision.ruling() {
			return now
		}
		return RulingNone
	}
	answer := l.answers[id]
	if answer == nil || answer.level == nil {
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
	d := undecided()
	d.decide(a.level.scps[:len(a.level.scps)-1], scpRules, a.request)
	if n := len(a.level.rcps); n > 0 {
		d.decide(a.level.rcps[:n-1], rcpRules, a.request)
	}
	return d.ruling()
}
