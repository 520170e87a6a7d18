package verdict

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
)

// Counts is how many accounts have each ruling.
type Counts [len(rulingNames)]int

// Lens is one question answered for every account: a ruling for each account,
// counts for each unit. It belongs to the moment of the reading it was made of.
type Lens struct {
	Question Question
	request  *scp.Request // with the keys that differ from account to account left open
	answers  map[model.NodeID]*sharedRuling
	levels   map[model.NodeID]*lensLevel
	owners   []OpenReason // of RCPs, if it is not known who owns the resource
}

// Ruling gives an account's ruling.
func (l *Lens) Ruling(id model.NodeID) Ruling {
	if a := l.answers[id]; a != nil {
		return a.ruling
	}
	return RulingNone
}

// Counts gives how many accounts below a node have each ruling.
func (l *Lens) Counts(id model.NodeID) Counts {
	if level := l.levels[id]; level != nil {
		return level.counts
	}
	return Counts{}
}

// NewLens answers a question for every account of the organization, or only for
// those at and below some nodes, each as the principal's account: a principal
// such as role/Deployer of one account is taken for the one of that name in
// each. Accounts with the same policies share the work.
func NewLens(r *model.Reading, q Question, below ...model.NodeID) (*Lens, error) {
	q.Account = ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	w := &lensWork{
		r: r, accountSpecific: map[*scp.Document]*accountSpecific{}, asked: q.named(),
		attachedSCPs: r.Attachments(model.ServiceControlPolicy), attachedRCPs: r.Attachments(model.ResourceControlPolicy),
	}
	w.lens = &Lens{Question: q, answers: map[model.NodeID]*sharedRuling{}, levels: map[model.NodeID]*lensLevel{}}
	w.lens.request = w.caseFor(anyAccount).request
	w.lens.request.SetOpen("aws:PrincipalAccount")
	w.lens.request.SetOpen("aws:PrincipalOrgPaths")
	w.bind()
	if len(below) == 0 {
		w.lens.answers = make(map[model.NodeID]*sharedRuling, r.NodeCount())
		for e := range r.TreeNodes() {
			w.account(e)
		}
	}
	for _, id := range below {
		w.descend(id, 0)
	}
	return w.lens, nil
}

// anyAccount stands for the account in what accounts share.
const anyAccount model.AccountID = "000000000000"

// lensWork is a lens being made.
type lensWork struct {
	r               *model.Reading
	lens            *Lens
	scps            bool                               // the SCPs of each account bind
	rcps            bool                               // the RCPs of each account bind, as those of its own resources
	base            *lensLevel                         // what binds in every account: the RCPs of the resource's owner
	accountSpecific map[*scp.Document]*accountSpecific // of each policy
	asked           map[model.AccountID]bool           // accounts that the question names

	attachedSCPs, attachedRCPs model.Attachments
}

// lensLevel is what a unit and all above it make of the request.
type lensLevel struct {
	decision        decision
	scps            []Rung
	rcps            []Rung
	gaps            []model.Gap
	lost            bool             // where it is in the organization is not known
	accountSpecific *accountSpecific // what policies ask for that differs from account to account; nil if nothing
	open            *openStatements  // of all levels so far; made on demand
	up              *lensLevel
	counts          Counts
	shared          []*sharedRuling
	one             *sharedRuling // of the first account below, by ID
	oneID           model.NodeID
	turned          Ruling // what begins here, once it is known
	known           bool
}

// sharedRuling is what follows for every account of a unit that carries these
// policies itself.
type sharedRuling struct {
	scps, rcps []model.PolicyID
	ruling     Ruling
	above      *lensLevel // without the policies of the account itself; nil if nothing binds it
	level      *lensLevel
	request    *scp.Request
	own        bool   // the request is of one account, which others may be like
	owners     bool   // where nothing else blocks it, it turns on who owns the resource
	reason     string // made on demand
}

// caseFor makes the case of one account, with nothing bound yet.
func (w *lensWork) caseFor(a model.AccountID) *evaluation {
	c := &evaluation{r: w.r, q: w.lens.Question.ForAccount(a)}
	c.findOwner()
	c.fill()
	return c
}

// ForAccount gives the question as it is asked of another account: its principal is
// the one of the same name there.
func (q Question) ForAccount(a model.AccountID) Question {
	q.Account = a
	if arn, err := model.ParseARN(q.Principal); err == nil {
		q.Principal = "arn:" + arn.Partition + ":" + arn.Service + ":" + arn.Region + ":" + string(a) + ":" + arn.Resource
	}
	return q
}

// bind finds what binds every account, as a question does for one.
func (w *lensWork) bind() {
	c := w.caseFor(anyAccount)
	w.base = &lensLevel{decision: undecided()}
	if c.exempt() {
		return
	}
	w.scps = c.applies(model.ServiceControlPolicy, anyAccount, "")
	if w.rcps = c.ownsAll(); w.rcps {
		w.rcps = scp.RCPCovers(c.q.Action) && c.applies(model.ResourceControlPolicy, anyAccount, "")
		return
	}
	c.findResourcePolicies()
	w.base.rcps = c.rcps
	for _, rung := range c.rcps {
		w.mind(w.base, rung)
	}
	if c.ownerless {
		c.request = w.lens.request
		w.lens.owners = c.ofOwners()
		for _, o := range w.lens.owners {
			if text := w.r.Parsed(o.Policy, model.ResourceControlPolicy); text != nil { // else it is one that is not read
				w.base.accountSpecific = w.base.accountSpecific.with(w.asksForAccount(text))
			}
		}
	}
	w.base.decision = w.base.start()
	w.base.decision.decide(c.rcps, rcpRules, w.lens.request)
}

// start is the decision before any policy has its say.
func (l *lensLevel) start() decision {
	d := undecided()
	d.unknown = len(l.gaps) > 0
	return d
}

// ruling is what the level comes to.
func (l *lensLevel) ruling(q *scp.Request) Ruling {
	if !l.decision.open() {
		return l.decision.ruling()
	}
	return l.openStatements(q).settle(l.decision.ruling(), q)
}

// openStatements gathers what is open in the level and all above it. Where the level
// adds nothing, it shares with the one above what that comes to.
func (l *lensLevel) openStatements(q *scp.Request) *openStatements {
	if l.open != nil {
		return l.open
	}
	l.open = &openStatements{}
	scps, rcps := l.scps, l.rcps
	if l.up != nil {
		l.open.up, scps, rcps = l.up.openStatements(q), scps[len(l.up.scps):], rcps[len(l.up.rcps):]
	}
	l.open.gather(scps, scpRules, q)
	l.open.gather(rcps, rcpRules, q)
	if l.up != nil && len(l.open.denies)+len(l.open.levels) == 0 {
		l.open = l.open.up
	}
	return l.open
}

// level gives a unit's level, made once from the one above it. What hangs
// nowhere is below one that is lost.
func (w *lensWork) level(e *model.TreeNode) *lensLevel {
	if e == nil {
		l := *w.base
		l.lost = true
		if w.scps || w.rcps {
			l.gaps = append(slices.Clip(l.gaps), *Rungs(w.r, "", model.ServiceControlPolicy)[0].Gap)
			l.decision.unknown = true
		}
		return &l
	}
	if l := w.lens.levels[e.ID]; l != nil {
		return l
	}
	above := w.base
	if e.Kind != model.KindRoot {
		above = w.level(e.Above())
	}
	l := w.below(above, w.r.TreeNode(e.ID)) // Of a supposed reading, the way up leads to what is now.
	w.lens.levels[e.ID] = l
	return l
}

// below adds a node's own policies to the level above it.
func (w *lensWork) below(above *lensLevel, e *model.TreeNode) *lensLevel {
	l := &lensLevel{
		decision: above.decision, scps: above.scps, rcps: above.rcps, gaps: above.gaps, lost: above.lost, accountSpecific: above.accountSpecific, up: above,
	}
	if w.scps && !l.lost {
		l.scps = w.extend(l, above.scps, e, scpRules, &w.attachedSCPs)
	}
	if w.rcps && !l.lost {
		l.rcps = w.extend(l, above.rcps, e, rcpRules, &w.attachedRCPs)
	}
	return l
}

func (w *lensWork) extend(l *lensLevel, above []Rung, e *model.TreeNode, rules ladderRules, to *model.Attachments) []Rung {
	policies, status := to.To(e)
	rung := NewRung(w.r, model.Level{Node: &e.Node, Policies: policies, Status: status}, rules.policyType)
	w.mind(l, rung)
	rungs := slices.Concat(above, []Rung{rung})
	l.decision.decide(rungs[len(above):], rules, w.lens.request)
	return rungs
}

// descend takes the accounts at and below a node.
func (w *lensWork) descend(id model.NodeID, depth int) {
	e := w.r.TreeNode(id)
	if e == nil || depth > model.MaxDepth {
		return
	}
	w.account(e)
	for _, k := range e.Below() {
		w.descend(k.ID, depth+1)
	}
}

func (w *lensWork) account(e *model.TreeNode) {
	if e.Kind != model.KindAccount || w.lens.answers[e.ID] != nil {
		return
	}
	above := w.level(e.Above())
	var answer *sharedRuling
	if e.Account() == w.r.Organization.Management {
		// Its own policies bind neither it nor its resources.
		answer = w.decided(w.base, e, &sharedRuling{})
	} else {
		answer = w.rule(above, e)
	}
	w.lens.answers[e.ID] = answer
	for ; above != nil; above = above.up {
		above.counts[answer.ruling]++
		if above.one == nil || e.ID < above.oneID {
			above.one, above.oneID = answer, e.ID
		}
	}
}

// rule decides for one account; accounts side by side with the same policies
// share the answer unless it may turn on the account itself.
func (w *lensWork) rule(above *lensLevel, e *model.TreeNode) *sharedRuling {
	var scps, rcps []model.PolicyID
	share := !above.lost
	if w.scps {
		policies, status := w.attachedSCPs.To(e)
		scps, share = policies, share && status.Known()
	}
	if w.rcps {
		policies, status := w.attachedRCPs.To(e)
		rcps, share = policies, share && status.Known()
	}
	for _, s := range above.shared {
		if share && s.counts(e.Account()) && slices.Equal(s.scps, scps) && slices.Equal(s.rcps, rcps) {
			return s
		}
	}
	l := w.below(above, e)
	answer := w.decided(l, e, &sharedRuling{scps: scps, rcps: rcps, above: above})
	if share && answer.counts(e.Account()) {
		above.shared = append(above.shared, answer)
	}
	return answer
}

// decided fills in what a level comes to in an account: with its own keys, if
// the answer may turn on them.
func (w *lensWork) decided(l *lensLevel, e *model.TreeNode, answer *sharedRuling) *sharedRuling {
	answer.level, answer.request, answer.ruling = l, w.lens.request, l.ruling(w.lens.request)
	answer.owners = len(w.lens.owners) > 0
	if l.accountSpecific != nil && (l.decision.open() || answer.owners || w.lens.Question.Principal != "") {
		c := w.caseFor(e.Account())
		c.ownerless = answer.owners
		answer.request, answer.owners, answer.own = c.request, c.turnsOnOwner(), true
		answer.ruling = rule(l.start(), l.scps, l.rcps, answer.request)
	}
	answer.ruling = answer.settle(answer.ruling)
	return answer
}

// counts tells whether the answer holds for an account that carries these
// policies too.
func (a *sharedRuling) counts(id model.AccountID) bool {
	return !a.own || a.level.accountSpecific.alike(id)
}

// settle leaves open what turns on who owns the resource.
func (a *sharedRuling) settle(r Ruling) Ruling {
	if r == Allowed && a.owners {
		return Depends
	}
	return r
}
