package verdict

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
)

// anyAccount stands for the account in what several accounts share.
const anyAccount model.AccountID = "000000000000"

// lensMaker makes a Lens.
type lensMaker struct {
	asker           *Asker
	reading         *model.Reading // the asker's
	lens            *Lens
	scps            bool                               // SCPs apply to each account's principals
	rcps            bool                               // each account's own RCPs apply, since the resource counts as its own
	base            *lensLevel                         // what applies in every account: the RCPs of the resource's owner
	accountSpecific map[*scp.Document]*accountSpecific // by policy; nil for a policy that treats all accounts alike
	namedAccounts   map[model.AccountID]bool           // the accounts that the question names

	attachedSCPs, attachedRCPs model.AttachmentLookup
}

// newLensMaker returns a maker that has not found the ladders yet.
func newLensMaker(r *model.Reading, q Question) *lensMaker {
	m := &lensMaker{
		asker:   NewAsker(r),
		reading: r, accountSpecific: map[*scp.Document]*accountSpecific{}, namedAccounts: q.namedAccounts(),
		attachedSCPs: r.AttachmentLookup(model.ServiceControlPolicy), attachedRCPs: r.AttachmentLookup(model.ResourceControlPolicy),
	}
	m.lens = &Lens{Question: q, answers: map[model.NodeID]*sharedRuling{}, levels: map[model.NodeID]*lensLevel{}}
	e := m.evaluationFor(anyAccount)
	m.lens.request, m.lens.parts = e.request, e.callParts
	m.lens.request.SetOpen("aws:PrincipalAccount")
	m.lens.request.SetOpen("aws:PrincipalOrgPaths")
	return m
}

// evaluationFor returns the evaluation of the question for one account, without
// any policies.
func (m *lensMaker) evaluationFor(a model.AccountID) *evaluation {
	e := &evaluation{asker: m.asker, reading: m.reading, question: m.lens.Question.ForAccount(a)}
	e.findOwner()
	e.fillRequest()
	return e
}

// findLadders finds which policies apply, as an evaluation does for one
// account.
func (m *lensMaker) findLadders() {
	e := m.evaluationFor(anyAccount)
	m.base = &lensLevel{decision: undecided()}
	if e.exempt() {
		return
	}
	m.scps = e.applies(model.ServiceControlPolicy, anyAccount, "")
	if m.rcps = e.assumesOwnResource(); m.rcps {
		m.rcps = scp.RCPCovers(e.question.Action) && e.applies(model.ResourceControlPolicy, anyAccount, "")
		return
	}
	e.findRCPs()
	m.base.rcps = e.rcps
	for _, rung := range e.rcps {
		m.noteAccountSpecific(m.base, rung)
	}
	if e.ownerUnknown {
		e.request = m.lens.request
		m.lens.ownerReasons = e.ownerReasons()
		for _, o := range m.lens.ownerReasons {
			if text := m.reading.ParsedDocument(o.Policy, model.ResourceControlPolicy); text != nil { // nil stands for RCPs that have not been read
				m.base.accountSpecific = m.base.accountSpecific.with(m.accountSpecificOf(text))
			}
		}
	}
	m.base.decision = m.base.startDecision()
	m.base.decision.decide(e.rcps, rcpRules, m.lens.request)
}

// noteAccountSpecific adds what a level's policies ask that differs from
// account to account.
func (m *lensMaker) noteAccountSpecific(l *lensLevel, rung Rung) {
	for _, p := range rung.Policies {
		if p.Text != nil {
			l.accountSpecific = l.accountSpecific.with(m.accountSpecificOf(p.Text))
		}
	}
}

// accountSpecificOf returns what a policy asks that differs from account to
// account; nil if nothing.
func (m *lensMaker) accountSpecificOf(d *scp.Document) *accountSpecific {
	specific, known := m.accountSpecific[d]
	if !known {
		if slices.ContainsFunc(accountKeys, d.UsesKey) || m.lens.Question.Principal != "" && d.DistinguishesAccounts("aws:PrincipalArn") {
			specific = &accountSpecific{accounts: m.namedAccounts}
			for i := range d.Statements {
				specific = specific.with(m.asker.specificTo(&d.Statements[i]))
			}
		}
		m.accountSpecific[d] = specific
	}
	return specific
}

// accountKeys are keys whose values follow from an account.
var accountKeys = []string{"aws:PrincipalAccount", "aws:PrincipalOrgPaths", "aws:ResourceAccount", "aws:ResourceOrgPaths"}

// level returns the level of a root or OU, made on first use from the one above
// it. The level of a node whose parent is not known is unplaced.
func (m *lensMaker) level(node *model.TreeNode) *lensLevel {
	if node == nil {
		l := *m.base
		l.unplaced = true
		if m.scps || m.rcps {
			l.gaps = append(slices.Clip(l.gaps), *Rungs(m.reading, "", model.ServiceControlPolicy)[0].Gap)
			l.decision.unknown = true
		}
		return &l
	}
	if l := m.lens.levels[node.ID]; l != nil {
		return l
	}
	above := m.base
	if node.Kind != model.KindRoot {
		above = m.level(node.Above())
	}
	l := m.extendBy(above, m.reading.TreeNode(node.ID)) // After edits, Above may lead to nodes from before them.
	m.lens.levels[node.ID] = l
	return l
}

// extendBy returns the level above extended by a node's own policies.
func (m *lensMaker) extendBy(above *lensLevel, node *model.TreeNode) *lensLevel {
	l := &lensLevel{
		decision: above.decision, scps: above.scps, rcps: above.rcps, gaps: above.gaps, unplaced: above.unplaced, accountSpecific: above.accountSpecific, above: above,
	}
	if m.scps && !l.unplaced {
		l.scps = m.extend(l, above.scps, node, scpRules, &m.attachedSCPs)
	}
	if m.rcps && !l.unplaced {
		l.rcps = m.extend(l, above.rcps, node, rcpRules, &m.attachedRCPs)
	}
	return l
}

// extend adds a node's policies of one type to a level and returns the longer
// ladder.
func (m *lensMaker) extend(l *lensLevel, above []Rung, node *model.TreeNode, rules ladderRules, attachments *model.AttachmentLookup) []Rung {
	policies, status := attachments.At(node)
	rung := NewRung(m.reading, model.Level{Node: &node.Node, Policies: policies, Status: status}, rules.policyType)
	m.noteAccountSpecific(l, rung)
	rungs := slices.Concat(above, []Rung{rung})
	l.decision.decide(rungs[len(above):], rules, m.lens.request)
	return rungs
}

// add adds the accounts at and below nodes.
func (m *lensMaker) add(below []model.NodeID) {
	for _, id := range below {
		m.descend(id, 0)
	}
}

// descend adds the accounts at and below a node.
func (m *lensMaker) descend(id model.NodeID, depth int) {
	node := m.reading.TreeNode(id)
	if node == nil || depth > model.MaxDepth {
		return
	}
	m.addAccount(node)
	for _, child := range node.Below() {
		m.descend(child.ID, depth+1)
	}
}

// addAccount answers the question for an account and counts the answer at all
// levels above it.
func (m *lensMaker) addAccount(node *model.TreeNode) {
	if node.Kind != model.KindAccount || m.lens.answers[node.ID] != nil {
		return
	}
	above := m.level(node.Above())
	var answer *sharedRuling
	if node.Account() == m.reading.Organization.Management {
		// No policy applies to its principals and resources.
		answer = m.settle(m.base, node, &sharedRuling{})
	} else {
		answer = m.answer(above, node)
	}
	m.lens.answers[node.ID] = answer
	for ; above != nil; above = above.above {
		above.counts[answer.ruling]++
		above.decidedKnown = false
		if above.first == nil || node.ID < above.firstID {
			above.first, above.firstID = answer, node.ID
		}
	}
}

// answer returns an account's answer: that of an account beside it with the
// same policies, unless the answer may differ between the two.
func (m *lensMaker) answer(above *lensLevel, node *model.TreeNode) *sharedRuling {
	var scps, rcps []model.PolicyID
	share := !above.unplaced
	if m.scps {
		policies, status := m.attachedSCPs.At(node)
		scps, share = policies, share && status.Known()
	}
	if m.rcps {
		policies, status := m.attachedRCPs.At(node)
		rcps, share = policies, share && status.Known()
	}
	for _, s := range above.answers {
		if share && s.validFor(node.Account()) && slices.Equal(s.scps, scps) && slices.Equal(s.rcps, rcps) {
			return s
		}
	}
	answer := m.settle(m.extendBy(above, node), node, &sharedRuling{scps: scps, rcps: rcps, above: above})
	if share && answer.validFor(node.Account()) {
		above.answers = append(above.answers, answer)
	}
	return answer
}

// settle completes an answer with the ruling of a level for an account. Keys
// that differ between accounts are filled in if a policy asks for them.
func (m *lensMaker) settle(l *lensLevel, node *model.TreeNode, answer *sharedRuling) *sharedRuling {
	answer.level, answer.request, answer.first = l, m.lens.request, node.ID
	answer.dependsOnOwner = len(m.lens.ownerReasons) > 0
	answer.ruling = l.rulingOfCall(m.lens.request, m.lens.parts)
	if l.accountSpecific != nil && (l.decision.open() || answer.dependsOnOwner || m.lens.Question.Principal != "") {
		e := m.evaluationFor(node.Account())
		e.ownerUnknown = answer.dependsOnOwner
		answer.request, answer.dependsOnOwner, answer.ownRequest = e.request, e.dependsOnOwner(), true
		answer.ruling = rulingOfCall(l.startDecision(), l.scps, l.rcps, answer.request, m.lens.parts)
	}
	answer.ruling = answer.considerOwner(answer.ruling)
	return answer
}
