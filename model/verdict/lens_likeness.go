package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// Likeness finds accounts that policies treat alike, whatever of its own an
// account is asked about: its roles, its resources, its place. A question that is
// completed with such things needs to be asked once for all of them. They are
// accounts of one OU with the same policies, or of OUs below each other whose
// policies have nothing to do with the action.
//
// It holds for the moment at which the reading was when it was made.
type Likeness struct{ maker *lensMaker }

// NewLikeness returns the likeness of accounts for a question. The error says
// what is wrong with the question.
func NewLikeness(r *model.Reading, q Question) (*Likeness, error) {
	q.Account = ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	m := newLensMaker(r, q)
	m.likeness, m.apart, m.idles = true, map[*scp.Document]*accountSpecific{}, map[model.PolicyID]idleness{}
	m.findLadders()
	m.base.apart = m.base.apart.with(&accountSpecific{accounts: m.namedAccounts})
	if scp.RCPCovers(q.Action) { // The resource may belong to any account.
		for _, p := range m.asker.attachedRCPs() {
			if p.text != nil {
				m.base.apart = m.base.apart.with(m.apartBy(p.text))
				m.base.byPlace = m.base.byPlace || asksPlace(p.text)
			}
		}
	}
	return &Likeness{m}, nil
}

// Of returns the first account asked about that an account is like, which may be
// the account itself, and the ruling that its policies come to one by one,
// whatever is left open; RulingNone if they do not settle it.
func (k *Likeness) Of(id model.NodeID) (model.NodeID, Ruling) {
	if node := k.maker.reading.TreeNode(id); node != nil {
		k.maker.addAccount(node)
	}
	if a := k.maker.lens.answers[id]; a != nil {
		return a.first, a.ruling
	}
	return id, RulingNone
}

// Denies reports whether the policies that apply to an account deny the request,
// each looked at by itself.
func (k *Likeness) Denies(id model.NodeID) bool {
	k.Of(id)
	a := k.maker.lens.answers[id]
	if a == nil {
		return false
	}
	if !a.ownRequest && a.level.accountSpecific != nil { // Then the level's decision leaves open what differs between accounts.
		d, own := a.level.startDecision(), k.maker.evaluationFor(model.AccountID(a.first)).request
		d.decide(a.level.scps, scpRules, own)
		d.decide(a.level.rcps, rcpRules, own)
		a.ownRequest, a.ownDenied = true, d.ruling().Denied()
	}
	if a.ownRequest {
		return a.ownDenied
	}
	return a.level.decision.ruling().Denied()
}

// AccountsNamed returns the accounts that a policy may name by their ID.
func AccountsNamed(d *scp.Document) map[model.AccountID]bool { return accountsIn(comparedText(d)) }

// apartBy returns what could tell two accounts apart in a policy; nil if nothing,
// and nil where that is not asked.
func (m *lensMaker) apartBy(d *scp.Document) *accountSpecific {
	if !m.likeness {
		return nil
	}
	specific, known := m.apart[d]
	if !known {
		text := comparedText(d)
		if accounts, partial := accountsIn(text), matchesPartOfID(d, text); partial || len(accounts) > 0 {
			specific = &accountSpecific{accounts, partial}
		}
		m.apart[d] = specific
	}
	return specific
}

// likenessOf returns the level of an account and the one with whose accounts it may
// share its answer. Without a level of its own its policies make no difference.
func (m *lensMaker) likenessOf(above *lensLevel, node *model.TreeNode, share bool) (own, with *lensLevel) {
	byPlace := above.byPlace
	if !share || !m.idle(node.ID) {
		own = m.extendBy(above, node)
		byPlace = own.byPlace
	}
	if byPlace {
		return own, above
	}
	return own, above.sharing()
}

// asksPlace reports whether a policy asks for the place of an account in the
// organization.
func asksPlace(d *scp.Document) bool {
	return d.UsesKey("aws:PrincipalOrgPaths") || d.UsesKey("aws:ResourceOrgPaths")
}

// sharing returns the level whose accounts share answers with those of l.
func (l *lensLevel) sharing() *lensLevel {
	if l.shared != nil {
		return l.shared
	}
	return l
}

// Idle reports whether a policy changes nothing about an action, whatever the
// request: it neither denies it, nor allows it under conditions.
func Idle(d *scp.Document, action string) bool {
	result := d.Decide(scp.NewRequest(action, scp.OpenResource(), scp.Open))
	return !result.Broken && result.Deny == scp.False && result.Allow != scp.Unknown
}

// idle reports whether the policies of a node change nothing about the action,
// whatever the request.
func (m *lensMaker) idle(id model.NodeID) bool {
	node := m.reading.TreeNode(id)
	for _, t := range model.Evaluated() {
		lookup := &m.attachedSCPs
		if t == model.ResourceControlPolicy {
			lookup = &m.attachedRCPs
		}
		policies, status := lookup.At(node)
		allows := t == model.ResourceControlPolicy || !m.scps
		for _, p := range policies {
			does := m.idlenessOf(p, t)
			if allows = allows || does.allows; !does.idle {
				return false
			}
		}
		if !allows || !status.Known() {
			return false
		}
	}
	return true
}

// idleness is what a policy does about the action, whatever the request.
type idleness struct{ idle, allows bool }

// idlenessOf returns what a policy does about the action.
func (m *lensMaker) idlenessOf(id model.PolicyID, t model.PolicyType) idleness {
	does, known := m.idles[id]
	if d := m.reading.ParsedDocument(id, t); !known && d != nil {
		does.idle = Idle(d, m.lens.Question.Action)
		does.allows = does.idle && d.Decide(scp.NewRequest(m.lens.Question.Action, scp.OpenResource(), scp.Open)).Allow == scp.True
		m.idles[id] = does
	}
	return does
}
