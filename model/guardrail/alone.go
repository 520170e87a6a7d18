package guardrail

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// placeholder is the account of a test that brings its policies and names no account.
// Its ID is open: no policy can tell it from others.
const placeholder model.AccountID = "000000000000"

// alone runs a test that brings its policies.
func (x *Runner) alone(out *Result, exemptions *scp.Document) error {
	t := out.Test
	caller, owner := placeholder, model.AccountID(t.ResourceAccount)
	if arn, err := model.ParseARN(t.Principal); err == nil && model.IsAccountID(arn.Account) {
		caller = model.AccountID(arn.Account)
	}
	if arn, err := model.ParseARN(t.Resource); err == nil && model.IsAccountID(arn.Account) {
		owner = model.AccountID(arn.Account)
	}
	snapshot, err := t.organization(caller, cmp.Or(owner, caller))
	if err != nil {
		return err
	}
	reading := model.NewReading()
	reading.Apply(model.SavedFact{Snapshot: snapshot})
	asker := verdict.NewAsker(reading).ForAnyAccount()
	x.Coverage.add(asker, []model.AccountID{caller})
	needed := map[string]bool{}
	for _, action := range t.Actions {
		q := t.question(caller, action)
		q.Principal = verdict.PrincipalARN("", caller, t.Principal)
		if len(t.RCPs) > 0 {
			q.ResourceAccount = cmp.Or(owner, caller)
		}
		if owner != "" && !gives(q, "aws:ResourceAccount") {
			q.Given["aws:ResourceAccount"] = []string{string(owner)}
		}
		if caller != placeholder && !gives(q, "aws:PrincipalAccount") {
			q.Given["aws:PrincipalAccount"] = []string{string(caller)}
		}
		f := Failure{Action: action}
		if f.Outcome, err = x.check(asker, t, q, exemptions, needed); err != nil {
			return err
		}
		out.add(f, 1)
	}
	out.unneeded(needed)
	return nil
}

// organization returns an organization that has nothing but the test's levels, and
// the accounts below them.
func (t *Test) organization(accounts ...model.AccountID) (*model.Snapshot, error) {
	s := &model.Snapshot{Complete: true, Organization: model.Organization{Features: model.FeaturesAll}, Documents: map[model.PolicyID]model.Document{}}
	ladders := []ladder{{t.RCPs, model.ResourceControlPolicy}, {t.Levels, model.ServiceControlPolicy}}
	var types []model.PolicyTypeStatus
	for _, of := range ladders {
		if len(of.levels) > 0 {
			types = append(types, model.PolicyTypeStatus{Type: of.kind, Status: "ENABLED"})
		}
	}
	all, parent := policies{snapshot: s, ids: map[policyKey]model.PolicyID{}}, model.NodeID("")
	for i := range max(1, len(t.Levels), len(t.RCPs)) {
		n := model.Node{ID: model.NodeID(fmt.Sprintf("ou-0000-%08d", i)), Kind: model.KindOU, Parent: parent}
		if i == 0 {
			n.ID, n.Kind, n.PolicyTypes = "r-0000", model.KindRoot, types
		}
		for _, of := range ladders {
			if err := all.attachLevel(&n, of, i); err != nil {
				return nil, err
			}
		}
		if i == 0 {
			s.Roots = append(s.Roots, n)
		} else {
			s.OUs = append(s.OUs, n)
		}
		parent = n.ID
	}
	for i, a := range accounts {
		if i == 0 || a != accounts[0] {
			s.Accounts = append(s.Accounts, model.Node{ID: a.Node(), Kind: model.KindAccount, Name: string(a), Parent: parent, State: model.StateActive})
			all.full(a.Node(), model.ServiceControlPolicy)
			all.full(a.Node(), model.ResourceControlPolicy)
		}
	}
	s.Sort()
	return s, nil
}

// ladder is the levels of a test of one policy type.
type ladder struct {
	levels []Level
	kind   model.PolicyType
}

// policies gives the policies of a test IDs.
type policies struct {
	snapshot *model.Snapshot
	ids      map[policyKey]model.PolicyID
}

// policyKey tells policies of one test apart.
type policyKey struct {
	kind       model.PolicyType
	name, text string
}

// attachLevel attaches the policies of a level to its node, and names the node. A node
// below the levels allows everything, and RCPFullAWSAccess cannot be detached.
func (p *policies) attachLevel(n *model.Node, of ladder, level int) error {
	if level >= len(of.levels) || of.kind == model.ResourceControlPolicy {
		p.full(n.ID, of.kind)
	}
	if level >= len(of.levels) {
		return nil
	}
	n.Name = of.levels[level].ID
	return p.attach(n.ID, of.kind, of.levels[level].Policies)
}

// id returns an ID that policies have only if they are the same: several tests may
// bring one policy.
func (k policyKey) id() model.PolicyID {
	h := fnv.New64a()
	_, _ = io.WriteString(h, string(k.kind)+"\x00"+k.name+"\x00"+k.text) // A hash takes everything.
	return model.PolicyID(fmt.Sprintf("p-%016x", h.Sum64()))
}

// attach attaches policies to a node.
func (p *policies) attach(to model.NodeID, kind model.PolicyType, attached []*Policy) error {
	for _, x := range attached {
		if x.Name == fullAccess && x.Text == fullAccessText {
			p.full(to, kind)
			continue
		}
		key := policyKey{kind, x.Name, x.Text}
		id := p.ids[key]
		if id == "" {
			id = key.id()
			p.ids[key] = id
			p.snapshot.Policies = append(p.snapshot.Policies, model.Policy{ID: id, Name: x.Name, Type: kind})
			p.snapshot.Documents[id] = model.Document{Text: x.Text}
			form := scp.SCP
			if kind == model.ResourceControlPolicy {
				form = scp.RCP
			}
			for _, problem := range scp.Parse(x.Text, form).Problems {
				if problem.Severity() == scp.Error {
					return fmt.Errorf("policy %s: %s (character %s)", x.Name, problem.Sentence, strconv.Itoa(problem.Span.Start+1))
				}
			}
		}
		if at := (model.Attachment{Policy: id, Target: to}); !slices.Contains(p.snapshot.Attachments, at) {
			p.snapshot.Attachments = append(p.snapshot.Attachments, at)
		}
	}
	return nil
}

// full attaches the policy that allows everything to a node.
func (p *policies) full(to model.NodeID, kind model.PolicyType) {
	id := kind.Full()
	if key := (policyKey{kind: kind}); p.ids[key] == "" {
		p.ids[key] = id
		text := fullAccessText
		if kind == model.ResourceControlPolicy {
			text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
		}
		p.snapshot.Policies = append(p.snapshot.Policies, model.Policy{ID: id, Name: string(id)[2:], Type: kind, AWSManaged: true})
		p.snapshot.Documents[id] = model.Document{Text: text}
	}
	if at := (model.Attachment{Policy: id, Target: to}); !slices.Contains(p.snapshot.Attachments, at) {
		p.snapshot.Attachments = append(p.snapshot.Attachments, at)
	}
}
