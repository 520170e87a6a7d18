package model

import (
	"regexp"
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
	answers  map[NodeID]*sharedRuling
	levels   map[NodeID]*lensLevel
	binds    bool // the policies bind at all
}

// Ruling gives an account's ruling.
func (l *Lens) Ruling(id NodeID) Ruling {
	if a := l.answers[id]; a != nil {
		return a.ruling
	}
	return RulingNone
}

// Counts gives how many accounts below a node have each ruling.
func (l *Lens) Counts(id NodeID) Counts {
	if level := l.levels[id]; level != nil {
		return level.counts
	}
	return Counts{}
}

// Look answers a question for every account of the organization, each as the
// principal's account: a principal such as role/Deployer of one account is
// taken for the one of that name in each. Accounts with the same policies share
// the work.
func (r *Reading) Look(q Question) (*Lens, error) {
	q.Account = ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	w := &lensWork{
		r: r, personal: map[*scp.Document]bool{},
		attachedSCPs: r.attachments(ServiceControlPolicy), attachedRCPs: r.attachments(ResourceControlPolicy),
	}
	w.lens = &Lens{Question: q, answers: make(map[NodeID]*sharedRuling, len(r.nodes)), levels: map[NodeID]*lensLevel{}}
	w.request = w.requestFor(anyAccount)
	w.request.SetOpen("aws:PrincipalAccount")
	w.request.SetOpen("aws:PrincipalOrgPaths")
	w.binds = r.Organization.Features != FeaturesBilling && !serviceLinked(q.Principal) &&
		(r.PolicyTypeStatus(ServiceControlPolicy) != "" || !r.Status(PartRoots, "").Known())
	w.lens.binds = w.binds
	w.rcps = (q.Resource == "" || q.Resource == "*") && scp.RCPCovers(q.Action) && r.PolicyTypeStatus(ResourceControlPolicy) == "ENABLED"
	for _, e := range r.nodes {
		if e.Kind == KindAccount {
			w.account(e)
		}
	}
	return w.lens, nil
}

// anyAccount stands for the account in what accounts share.
const anyAccount AccountID = "000000000000"

// lensWork is a lens being made.
type lensWork struct {
	r        *Reading
	lens     *Lens
	request  *scp.Request // with the keys that differ from account to account left open
	binds    bool
	rcps     bool
	personal map[*scp.Document]bool // policies that ask for keys of the account

	attachedSCPs, attachedRCPs attachments
}

// lensLevel is what a unit and all above it make of the request.
type lensLevel struct {
	decision decision
	scps     []Rung
	rcps     []Rung
	personal bool // a policy asks for keys that differ from account to account
	up       *lensLevel
	counts   Counts
	shared   []*sharedRuling
}

// sharedRuling is what follows for every account of a unit that carries these
// policies itself.
type sharedRuling struct {
	scps, rcps []PolicyID
	ruling     Ruling
	level      *lensLevel
	request    *scp.Request
	reason     string // made on demand
}

// requestFor makes the request for one account.
func (w *lensWork) requestFor(a AccountID) *scp.Request {
	q := w.lens.Question
	q.Account = a
	if arn, err := ParseARN(q.Principal); err == nil {
		q.Principal = "arn:" + arn.Partition + ":" + arn.Service + ":" + arn.Region + ":" + string(a) + ":" + arn.Resource
	}
	c := &kase{r: w.r, q: q}
	c.findOwner()
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
	l := w.below(above, w.r.nodes[e.ID]) // Of a supposed reading, the way up leads to what is now.
	l.up = above
	w.lens.levels[e.ID] = l
	return l
}

// below adds a node's own policies to the level above it.
func (w *lensWork) below(above *lensLevel, e *entry) *lensLevel {
	l := &lensLevel{decision: above.decision, personal: above.personal}
	l.scps = w.extend(l, above.scps, e, scpRules, &w.attachedSCPs)
	if w.rcps {
		l.rcps = w.extend(l, above.rcps, e, rcpRules, &w.attachedRCPs)
	}
	return l
}

func (w *lensWork) extend(l *lensLevel, above []Rung, e *entry, rules ladderRules, to *attachments) []Rung {
	policies, status := to.to(e)
	rung := w.r.rung(Level{&e.Node, policies, status}, rules.policyType)
	for _, b := range rung.Bound {
		l.personal = l.personal || b.Text != nil && w.asksForAccount(b.Text)
	}
	rungs := slices.Concat(above, []Rung{rung})
	l.decision.decide(rungs[len(above):], rules, w.request)
	return rungs
}

// withAccount finds a principal of one certain account in a policy.
var withAccount = regexp.MustCompile(`:(iam|sts)::\d`)

// asksForAccount tells whether a policy asks for something that differs from
// account to account.
func (w *lensWork) asksForAccount(d *scp.Document) bool {
	asks, known := w.personal[d]
	if !known {
		text := strings.ToLower(d.Text)
		asks = strings.Contains(text, "aws:principalaccount") || strings.Contains(text, "aws:principalorgpaths") ||
			strings.Contains(text, "aws:resourceaccount") || strings.Contains(text, "aws:resourceorgpaths") ||
			w.lens.Question.Principal != "" && strings.Contains(text, "aws:principalarn") && withAccount.MatchString(text)
		w.personal[d] = asks
	}
	return asks
}

// free answers for accounts that nothing binds.
var free = &sharedRuling{ruling: Allowed}

func (w *lensWork) account(e *entry) {
	answer, above := free, w.level(e.up)
	if w.binds && e.Account() != w.r.Organization.Management {
		answer = w.rule(above, e)
	}
	w.lens.answers[e.ID] = answer
	for ; above != nil; above = above.up {
		above.counts[answer.ruling]++
	}
}

// rule decides for one account; accounts side by side with the same policies
// share the answer unless it may turn on the account itself.
func (w *lensWork) rule(above *lensLevel, e *entry) *sharedRuling {
	scps, known := w.attachedSCPs.to(e)
	share := known.Known()
	var rcps []PolicyID
	if w.rcps {
		rcps, known = w.attachedRCPs.to(e)
		share = share && known.Known()
	}
	for _, s := range above.shared {
		if share && slices.Equal(s.scps, scps) && slices.Equal(s.rcps, rcps) {
			return s
		}
	}
	l := w.below(above, e)
	answer := &sharedRuling{scps: scps, rcps: rcps, ruling: l.decision.ruling(), level: l, request: w.request}
	if l.personal && (answer.ruling == Depends || w.lens.Question.Principal != "") {
		d := undecided()
		answer.request = w.requestFor(e.Account())
		d.decide(l.scps, scpRules, answer.request)
		d.decide(l.rcps, rcpRules, answer.request)
		answer.ruling = d.ruling()
		return answer
	}
	if share {
		above.shared = append(above.shared, answer)
	}
	return answer
}
