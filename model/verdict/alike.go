package verdict

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// kin is what accounts of one OU have in common that have no policies of their own:
// the statements above them that concern an action.
type kin struct {
	apart bool                     // a statement may tell two accounts apart that none names
	named map[model.AccountID]bool // the accounts that statements, policies and levels name
}

// kinKey names the accounts of an OU, and an action.
type kinKey struct {
	parent model.NodeID
	action string
}

// Alike returns a key that questions have in common whose answers differ in nothing
// but the account's ID: they are about accounts of one OU that have no policies of
// their own, and that no policy tells apart. ok is false if a question has no such
// key.
func (a *Asker) Alike(q Question) (key string, ok bool) {
	node := a.reading.Node(q.Account.Node())
	if node == nil || node.Account() == a.reading.Organization.Management || q.ResourceAccount != "" {
		return "", false
	}
	for _, t := range model.Evaluated() {
		if !a.hasOnlyFull(node, t) {
			return "", false
		}
	}
	principal := strings.Replace(q.Principal, ":"+string(q.Account)+":", "::", 1)
	var b strings.Builder
	for _, text := range []string{string(node.Parent), q.Action, q.Resource, principal} {
		b.WriteString(text + "\x00")
	}
	for _, key := range slices.Sorted(maps.Keys(q.Given)) {
		b.WriteString("\x00" + key)
		for _, v := range q.Given[key] {
			b.WriteString("\x01" + v)
		}
	}
	for _, key := range q.Absent {
		b.WriteString("\x02" + key)
	}
	if key = b.String(); hasAccountID(key) {
		return "", false
	}
	k := a.kin(node, q.Action)
	return key, !k.apart && !k.named[q.Account]
}

// hasOnlyFull reports whether nothing is attached to an account itself but the
// policy that allows everything.
func (a *Asker) hasOnlyFull(node *model.Node, t model.PolicyType) bool {
	rung := a.rung(node, t)
	return rung.Gap == nil && !rung.Incomplete && (len(rung.Policies) == 1 && rung.Policies[0].Policy == t.Full() || len(rung.Policies) == 0 && t == model.ResourceControlPolicy)
}

// hasAccountID reports whether a text has as many digits in a row as an account ID.
func hasAccountID(text string) bool {
	digits := 0
	for i := range len(text) {
		if c := text[i]; c < '0' || c > '9' {
			digits = 0
		} else if digits++; digits == len(anyAccount) {
			return true
		}
	}
	return false
}

// kin returns what the accounts beside a node have in common.
func (a *Asker) kin(node *model.Node, action string) *kin {
	key := kinKey{node.Parent, strings.ToLower(action)}
	a.lock.RLock()
	k := a.kins[key]
	a.lock.RUnlock()
	if k != nil {
		return k
	}
	k = a.findKin(node, action)
	a.lock.Lock()
	defer a.lock.Unlock()
	if a.kins == nil {
		a.kins = map[kinKey]*kin{}
	}
	a.kins[key] = k
	return k
}

// findKin finds what the accounts beside a node have in common.
func (a *Asker) findKin(node *model.Node, action string) *kin {
	request := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	k := &kin{named: map[model.AccountID]bool{}}
	add := func(name string, d *scp.Document) {
		if k.name(name); d == nil || d.Broken() {
			k.apart = true
			return
		}
		for i := range d.Statements {
			if s := &d.Statements[i]; s.Concerns(request) {
				of := a.kinOf(s)
				k.apart = k.apart || of.apart
				maps.Copy(k.named, of.named)
			}
		}
	}
	for _, t := range model.Evaluated() {
		for _, rung := range a.Rungs(node.Parent, t) {
			k.name(rung.Name)
			k.apart = k.apart || rung.Gap != nil || rung.Incomplete
			for _, p := range rung.Policies {
				add(p.Name, p.Text)
			}
		}
	}
	if scp.RCPCovers(action) { // Whose resource it is may be open.
		for _, p := range a.attachedRCPs() {
			add(p.policy.Name, p.text)
		}
	}
	return k
}

// name adds the accounts that a text names.
func (k *kin) name(text string) {
	if hasAccountID(text) {
		maps.Copy(k.named, accountsIn(text))
	}
}

// kinOf returns what a statement asks of accounts.
func (a *Asker) kinOf(s *scp.Statement) *kin {
	a.lock.RLock()
	k := a.kinds[s]
	a.lock.RUnlock()
	if k != nil {
		return k
	}
	d := &scp.Document{Statements: []scp.Statement{*s}}
	text := comparedText(d)
	k = &kin{apart: ofAccount.MatchString(text) || matchesPartOfID(d, text), named: accountsIn(text, s.Sid.Value)}
	a.lock.Lock()
	defer a.lock.Unlock()
	if a.kinds == nil {
		a.kinds = map[*scp.Statement]*kin{}
	}
	a.kinds[s] = k
	return k
}

// ofAccount matches a policy variable, or a key that is compared, whose value has
// the account's ID in it and not as a whole.
var ofAccount = regexp.MustCompile(`\$\{[^}]*(account|arn|userid)|\naws:userid\n`)
