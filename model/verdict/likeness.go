package verdict

import (
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Likeness reports which accounts are alike: those that no policy distinguishes,
// whatever of its own an account is asked about, such as its principals, its
// resources or its place. They share one answer, but for the account's ID in it.
//
// Accounts are alike if
//   - they are in one OU, or in OUs below each other whose policies do nothing
//     about the action, and no policy asks for a place in the organization;
//   - the same policies are attached to them, or such as do nothing about the
//     action;
//   - neither the question nor the name of a level or policy names one of them,
//     and no statement that concerns the action does, or compares a part of an
//     account ID.
//
// The management account is like no other, and so is one of which something has
// not been read. A Likeness holds as long as its Asker does, and can be used by
// several goroutines.
type Likeness struct {
	asker    *Asker
	request  *scp.Request             // of the action, with all else open; nil for all actions
	attached []model.AttachmentLookup // of the policy types that apply
	base     standing                 // of all accounts
	levels   map[model.NodeID]*standing
	effects  map[model.PolicyID]*effect
}

// standing is what the policies of a root or OU, and of all levels above it, come
// to for the accounts below.
type standing struct {
	place    model.NodeID     // the lowest level whose policies do something about the action
	specific *accountSpecific // nil if they treat all accounts alike
	asksPath bool             // a policy asks for the place in the organization
	gap      bool             // a policy has not been read or has errors
}

// effect is what one policy does about the action, whatever the request.
type effect struct {
	standing
	idle   bool // it neither denies it, nor allows it under conditions
	allows bool // without conditions
}

// Likeness returns the likeness of accounts for a question, which must have passed
// Check. Without an action it is for all questions about their own resources.
func (a *Asker) Likeness(q Question) *Likeness {
	k := &Likeness{asker: a, levels: map[model.NodeID]*standing{}, effects: map[model.PolicyID]*effect{}}
	if named := q.namedAccounts(); len(named) > 0 {
		k.base.specific = &accountSpecific{accounts: named}
	}
	if q.Action != "" {
		k.request = scp.NewRequest(q.Action, scp.OpenResource(), scp.Open)
	}
	var rcps []attachedRCP
	if scp.RCPCovers(q.Action) { // The resource may belong to any account.
		rcps = a.attachedRCPs()
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	for _, t := range model.Evaluated() {
		if applies, _ := AppliesAt(a.reading, anyAccount.Node(), t); applies {
			k.attached = append(k.attached, a.reading.AttachmentLookup(t))
		}
	}
	for _, p := range rcps {
		k.base.add(&k.effectOf(p.policy.ID, model.ResourceControlPolicy).standing)
	}
	return k
}

// Key returns a text that alike accounts have in common, and no others.
func (k *Likeness) Key(id model.NodeID) string {
	s, own := k.of(id)
	return string(s.place) + own
}

// of returns what applies to an account, and its own policies as a text, which is
// empty if they do nothing about the action. The place of an account that is like no
// other is the account itself.
func (k *Likeness) of(id model.NodeID) (s standing, own string) {
	k.asker.lock.Lock()
	defer k.asker.lock.Unlock()
	alone, r := standing{place: id}, k.asker.reading
	node := r.TreeNode(id)
	if node == nil || node.Account() == r.Organization.Management {
		return alone, ""
	}
	above := k.level(node.Above(), 0)
	if above == nil {
		return alone, ""
	}
	s = *above
	idle, known := k.extend(&s, node)
	if !known || !s.specific.alike(node.Account()) {
		return alone, ""
	}
	if s.asksPath {
		s.place = node.Parent
	}
	if idle {
		return s, ""
	}
	var b strings.Builder
	for i := range k.attached {
		b.WriteString(" |")
		policies, _ := k.attached[i].At(node)
		for _, p := range policies {
			b.WriteString(" " + string(p))
		}
	}
	return s, b.String()
}

// level returns the standing of a root or OU, made on first use from the one above
// it; nil if its place in the organization is not known.
func (k *Likeness) level(node *model.TreeNode, depth int) *standing {
	if node == nil || depth > model.MaxDepth {
		return nil
	}
	if s := k.levels[node.ID]; s != nil {
		return s
	}
	above := &k.base
	if node.Kind != model.KindRoot {
		if above = k.level(node.Above(), depth+1); above == nil {
			return nil
		}
	}
	s := *above
	s.add(&standing{specific: namedBy(node.Name)})
	if idle, _ := k.extend(&s, k.asker.reading.TreeNode(node.ID)); !idle || s.place == "" { // After edits, Above may lead to nodes from before them.
		s.place = node.ID
	}
	k.levels[node.ID] = &s
	return &s
}

// extend adds a node's own policies to the standing of the level above it. It
// reports whether they do nothing about the action, and whether all are known.
func (k *Likeness) extend(s *standing, node *model.TreeNode) (idle, known bool) {
	idle, known = true, true
	for i := range k.attached {
		policies, status := k.attached[i].At(node)
		t := k.attached[i].Type()
		allows := t == model.ResourceControlPolicy
		for _, p := range policies {
			e := k.effectOf(p, t)
			s.add(&e.standing)
			idle, allows = idle && e.idle, allows || e.allows
		}
		idle, known = idle && allows, known && status.Known()
	}
	s.gap = s.gap || !known
	return idle && known, known
}

// effectOf returns what a policy does about the action.
func (k *Likeness) effectOf(id model.PolicyID, t model.PolicyType) *effect {
	if e := k.effects[id]; e != nil {
		return e
	}
	e, r := &effect{}, k.asker.reading
	e.specific = namedBy(r.PolicyName(id))
	if d := r.ParsedDocument(id, t); d == nil || d.Broken() {
		e.gap = true
	} else {
		for i := range d.Statements {
			if s := &d.Statements[i]; k.request == nil || s.Concerns(k.request) {
				e.specific = e.specific.with(k.asker.specificTo(s))
				e.asksPath = e.asksPath || s.UsesKey("aws:PrincipalOrgPaths") || s.UsesKey("aws:ResourceOrgPaths")
			}
		}
		if k.request != nil {
			does := d.Decide(k.request)
			e.idle = does.Deny == scp.False && does.Allow != scp.Unknown
			e.allows = e.idle && does.Allow == scp.True
		}
	}
	k.effects[id] = e
	return e
}

// add adds what a policy comes to.
func (s *standing) add(o *standing) {
	s.specific, s.asksPath, s.gap = s.specific.with(o.specific), s.asksPath || o.asksPath, s.gap || o.gap
}

// Alike returns a key that questions have in common whose answers differ in nothing
// but the account's ID: they are about alike accounts of one OU whose own policies
// do nothing about the action. ok is false if a question has no such key.
func (a *Asker) Alike(q Question) (key string, ok bool) {
	node := a.reading.Node(q.Account.Node())
	if node == nil || q.ResourceAccount != "" {
		return "", false
	}
	asked := q
	asked.Account, asked.Principal = "", strings.Replace(q.Principal, ":"+string(q.Account)+":", "::", 1)
	if key = string(node.Parent) + "\x00" + asked.key(); hasAccountID(key) {
		return "", false
	}
	s, own := a.likenessFor(q.Action).of(node.ID)
	return key, own == "" && s.place != node.ID && !s.gap
}

// likenessFor returns the likeness of accounts for an action.
func (a *Asker) likenessFor(action string) *Likeness {
	action = strings.ToLower(action)
	a.lock.RLock()
	k := a.likenesses[action]
	a.lock.RUnlock()
	if k == nil {
		k = a.Likeness(Question{Action: action})
		a.lock.Lock()
		defer a.lock.Unlock()
		a.likenesses[action] = k
	}
	return k
}
