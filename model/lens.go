package model

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// Counts is how many accounts have each ruling.
type Counts [len(rulingNames)]int

// Lens is one question answered for every account: a ruling for each account,
// counts for each unit. It belongs to the moment of the reading it was made of.
type Lens struct {
	Question Question
	rulings  map[NodeID]Ruling
	levels   map[NodeID]*lensLevel
}

// Ruling gives an account's ruling.
func (l *Lens) Ruling(id NodeID) Ruling { return l.rulings[id] }

// Counts gives how many accounts below a node have each ruling.
func (l *Lens) Counts(id NodeID) Counts {
	if level := l.levels[id]; level != nil {
		return level.counts
	}
	return Counts{}
}

// Look answers a question for every account of the organization, each as the
// principal's account. The question's own account and principal's account part
// do not count. Accounts with the same policies share the work.
func (r *Reading) Look(q Question) (*Lens, error) {
	q.Account = ""
	if principal := q.Principal; principal != "" {
		q.Principal = "" // an ARN of one account says nothing about others
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	w := &lensWork{r: r, lens: &Lens{Question: q, rulings: make(map[NodeID]Ruling, len(r.nodes)), levels: map[NodeID]*lensLevel{}}}
	w.personal = map[*scp.Document]bool{}
	w.request = w.requestFor("")
	w.binds = r.Organization.Features != FeaturesBilling && (r.PolicyTypeStatus(ServiceControlPolicy) != "" || !r.Status(PartRoots, "").Known())
	w.rcps = (q.Resource == "" || q.Resource == "*") && scp.RCPCovers(q.Action) && r.PolicyTypeStatus(ResourceControlPolicy) == "ENABLED"
	for _, e := range r.nodes {
		if e.Kind == KindAccount {
			w.account(e)
		}
	}
	return w.lens, nil
}

// lensWork is a lens being made.
type lensWork struct {
	r        *Reading
	lens     *Lens
	request  *scp.Request // with the keys that differ from account to account left open
	binds    bool
	rcps     bool
	personal map[*scp.Document]bool // policies that ask for keys of the account
}

// lensLevel is what a unit and all above it make of the request.
type lensLevel struct {
	decision decision
	scps     []Rung
	rcps     []Rung
	personal bool // a policy asks for keys that differ from account to account
	up       *lensLevel
	counts   Counts
	shared   []sharedRuling
}

// sharedRuling is what follows for every account of a unit that carries these
// policies itself.
type sharedRuling struct {
	scps, rcps []PolicyID
	ruling     Ruling
}

// requestFor makes the request for one account, or with the keys of the account
// left open.
func (w *lensWork) requestFor(a AccountID) *scp.Request {
	q := w.lens.Question
	q.Account = a
	c := &kase{r: w.r, q: q, owner: q.ResourceAccount}
	if q.Resource != "" {
		c.findOwner()
	}
	c.fill()
	return c.request
}

// level gives a unit's level, made once from the one above it.
func (w *lensWork) level(e *entry) *lensLevel {
	if e == nil {
		return &lensLevel{decision: undecided()}
	}
	if l := w.lens.levels[e.ID]; l != nil {
		return l
	}
	above := w.level(e.up)
	l := w.below(above, e)
	l.up = above
	w.lens.levels[e.ID] = l
	return l
}

// below adds a node's own policies to the level above it.
func (w *lensWork) below(above *lensLevel, e *entry) *lensLevel {
	l := &lensLevel{decision: above.decision, personal: above.personal}
	l.scps = w.extend(l, above.scps, e, scpRules)
	if w.rcps {
		l.rcps = w.extend(l, above.rcps, e, rcpRules)
	}
	return l
}

func (w *lensWork) extend(l *lensLevel, above []Rung, e *entry, rules ladderRules) []Rung {
	policies, status := w.r.Attached(e.ID, rules.policyType)
	rung := w.r.rung(Level{&e.Node, policies, status}, rules.policyType)
	for _, b := range rung.Bound {
		l.personal = l.personal || b.Text != nil && w.asksForAccount(b.Text)
	}
	rungs := slices.Concat(above, []Rung{rung})
	l.decision.decide(rungs[len(above):], rules, w.request)
	return rungs
}

// asksForAccount tells whether a policy asks for a key that differs from
// account to account.
func (w *lensWork) asksForAccount(d *scp.Document) bool {
	asks, known := w.personal[d]
	if !known {
		text := strings.ToLower(d.Text)
		asks = strings.Contains(text, "aws:principalaccount") || strings.Contains(text, "aws:principalorgpaths") ||
			strings.Contains(text, "aws:resourceaccount") || strings.Contains(text, "aws:resourceorgpaths")
		w.personal[d] = asks
	}
	return asks
}

func (w *lensWork) account(e *entry) {
	ruling, above := Allowed, w.level(e.up)
	if w.binds && e.Account() != w.r.Organization.Management {
		ruling = w.rule(above, e)
	}
	w.lens.rulings[e.ID] = ruling
	for ; above != nil; above = above.up {
		above.counts[ruling]++
	}
}

// rule decides for one account; accounts side by side with the same policies
// share the answer unless it may turn on the account itself.
func (w *lensWork) rule(above *lensLevel, e *entry) Ruling {
	scps, known := w.r.Attached(e.ID, ServiceControlPolicy)
	share := known.Known()
	var rcps []PolicyID
	if w.rcps {
		rcps, known = w.r.Attached(e.ID, ResourceControlPolicy)
		share = share && known.Known()
	}
	for _, s := range above.shared {
		if share && slices.Equal(s.scps, scps) && slices.Equal(s.rcps, rcps) {
			return s.ruling
		}
	}
	l := w.below(above, e)
	ruling := l.decision.ruling()
	if ruling == Depends && l.personal {
		d, request := undecided(), w.requestFor(e.Account())
		d.decide(l.scps, scpRules, request)
		d.decide(l.rcps, rcpRules, request)
		return d.ruling()
	}
	if share {
		above.shared = append(above.shared, sharedRuling{scps, rcps, ruling})
	}
	return ruling
}
