package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Hypothesis is a change that is only asked about: deputy neither moves nodes
// nor attaches policies.
type Hypothesis struct {
	Moves    []Move
	Attached []Attachment // policies of the organization, and where they would be
	Detached []Attachment
	Drafts   []Draft
}

// Move is an account or unit below another parent.
type Move struct{ Node, Parent NodeID }

// Draft is a policy that AWS does not have yet, tried at a node.
type Draft struct {
	Name   string
	Type   PolicyType // SCP or RCP
	Text   string
	Target NodeID
}

// Suppose gives the reading as it would be; counts of accounts stay those of now.
// The reading itself does not change, and facts must not be applied to what is
// given back. The error tells why the
// organization cannot be like that.
func (r *Reading) Suppose(h Hypothesis) (*Reading, error) {
	r.AccountCount("") // Counted now, so that what is given back never counts in nodes that both have.
	s := &supposition{from: r, to: new(Reading)}
	*s.to = *r
	s.to.nodes = maps.Clone(r.nodes)
	for _, m := range h.Moves {
		if err := s.move(m); err != nil {
			return nil, err
		}
	}
	for _, d := range h.Detached {
		if err := s.detach(d); err != nil {
			return nil, err
		}
	}
	for _, a := range h.Attached {
		if err := s.attach(a); err != nil {
			return nil, err
		}
	}
	for i, d := range h.Drafts {
		if err := s.draft(i, d); err != nil {
			return nil, err
		}
	}
	return s.to, nil
}

// supposition is a reading being made from another one. What differs is
// copied before it is written to.
type supposition struct{ from, to *Reading }

func (s *supposition) node(id NodeID) (*entry, error) {
	e := s.to.nodes[id]
	if e == nil || e.Kind == KindUnknown {
		return nil, fmt.Errorf("%s is not a root, organizational unit or account of this reading", id)
	}
	return e, nil
}

func (s *supposition) move(m Move) error {
	e, err := s.node(m.Node)
	if err != nil {
		return err
	}
	to, err := s.node(m.Parent)
	switch {
	case err != nil:
		return err
	case e.Kind == KindRoot:
		return fmt.Errorf("%s is a root: it cannot be moved", m.Node)
	case to.Kind == KindAccount:
		return fmt.Errorf("%s is an account: nothing can be moved below it", m.Parent)
	}
	for at, depth := to, 0; at != nil && depth < maxDepth; at, depth = at.up, depth+1 {
		if at.ID == m.Node {
			return fmt.Errorf("%s is %s itself or below it: it cannot be moved there", m.Parent, m.Node)
		}
	}
	was := e.up
	s.hang(e, to, 0)
	s.to.nodes[m.Node].Parent = m.Parent
	if was != nil {
		left := *s.to.nodes[was.ID]
		left.kids = slices.DeleteFunc(slices.Clone(left.kids), func(k *entry) bool { return k.ID == m.Node })
		s.replace(&left)
	}
	got := *s.to.nodes[m.Parent]
	got.kids, got.sorted = append(slices.Clone(got.kids), s.to.nodes[m.Node]), false
	s.replace(&got)
	return nil
}

// hang copies a node and all below it, with a new way up.
func (s *supposition) hang(e, up *entry, depth int) {
	if depth > maxDepth {
		return
	}
	c := *e
	c.up, c.kids = up, make([]*entry, 0, len(e.kids))
	s.to.nodes[e.ID] = &c
	for _, k := range e.kids {
		// A child that an earlier change replaced stands in the index only.
		s.hang(s.to.nodes[k.ID], &c, depth+1)
		c.kids = append(c.kids, s.to.nodes[k.ID])
	}
}

// replace puts a copy of a node in its place. Nodes below it still have the
// first one above them, which stands for the same place.
func (s *supposition) replace(e *entry) {
	s.to.nodes[e.ID] = e
	for i, root := range s.to.roots {
		if root.ID == e.ID {
			s.to.roots = slices.Clone(s.to.roots)
			s.to.roots[i] = e
		}
	}
}

func (s *supposition) detach(a Attachment) error {
	p, err := s.policy(a.Policy)
	if err != nil {
		return err
	}
	if a.Policy == RCPFullAWSAccess {
		return fmt.Errorf("%s cannot be detached", a.Policy)
	}
	on, status := s.to.Attached(a.Target, p.Type)
	if status.Known() && !slices.Contains(on, a.Policy) {
		return fmt.Errorf("%s is not attached to %s", s.to.policyName(a.Policy), a.Target)
	}
	return s.change(a.Target, p.Type, func(ids []PolicyID) []PolicyID {
		return slices.DeleteFunc(ids, func(id PolicyID) bool { return id == a.Policy })
	})
}

func (s *supposition) attach(a Attachment) error {
	p, err := s.policy(a.Policy)
	if err != nil {
		return err
	}
	if on, _ := s.to.Attached(a.Target, p.Type); slices.Contains(on, a.Policy) {
		return fmt.Errorf("%s is attached to %s already", s.to.policyName(a.Policy), a.Target)
	}
	return s.change(a.Target, p.Type, func(ids []PolicyID) []PolicyID { return append(ids, a.Policy) })
}

func (s *supposition) policy(id PolicyID) (*Policy, error) {
	p := s.to.Policy(id)
	switch {
	case p == nil:
		return nil, fmt.Errorf("%s is not a policy of this reading", id)
	case p.Type != ServiceControlPolicy && p.Type != ResourceControlPolicy:
		return nil, fmt.Errorf("%s is a %s: only SCPs and RCPs are evaluated", p.Name, p.Type)
	case s.to.PolicyTypeStatus(p.Type) == "":
		return nil, fmt.Errorf("%ss are not enabled in this organization", abbreviated(p.Type))
	}
	return p, nil
}

// draft adds a policy with a text of its own and attaches it.
func (s *supposition) draft(i int, d Draft) error {
	id := PolicyID(fmt.Sprintf("p-draft%03d", i+1))
	if s.from.policies[id] != nil {
		return fmt.Errorf("there is a policy %s: drafts cannot be told from it", id)
	}
	if i == 0 {
		s.to.policies = maps.Clone(s.to.policies)
	}
	s.to.policies[id] = &policyEntry{Policy: Policy{ID: id, Name: d.Name, Type: d.Type}, document: &Document{Text: d.Text}}
	return s.attach(Attachment{Policy: id, Target: d.Target})
}

// change changes what is attached to a node.
func (s *supposition) change(target NodeID, t PolicyType, to func([]PolicyID) []PolicyID) error {
	e, err := s.node(target)
	if err != nil {
		return err
	}
	on, status := s.to.Attached(target, t)
	a := &attached{}
	if was := e.attached[t]; was != nil {
		*a = *was
	}
	a.listed, a.sortedAt = to(slices.Clone(a.listed)), 0
	if status.Known() {
		// Being saved, what was known stays that old; what is asked is new.
		a.exact, a.known, a.run, a.own = to(slices.Clone(on)), true, s.to.run, status
	}
	c := *e
	c.attached = maps.Clone(e.attached)
	if c.attached == nil {
		c.attached = map[PolicyType]*attached{}
	}
	c.attached[t] = a
	s.replace(&c)
	return nil
}

// Notes tell what AWS would have against the change, in sentences: a node keeps
// at least one SCP and bears no more policies than its quota.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (h *Hypothesis) notes(to *Reading) []string {
	var out []string
	told := map[NodeID]bool{}
	targets := slices.Concat(h.Attached, h.Detached)
	for _, d := range h.Drafts {
		targets = append(targets, Attachment{Target: d.Target})
	}
	for _, a := range targets {
		if told[a.Target] {
			continue
		}
		told[a.Target] = true
		for _, t := range Evaluated() {
			on, status := to.Attached(a.Target, t)
			_, most := t.Quota()
			switch {
			case !status.Known():
			case len(on) > most:
				out = append(out, fmt.Sprintf("%s would carry %d %ss; AWS allows %d.", a.Target, len(on), abbreviated(t), most))
			case len(on) == 0 && t == ServiceControlPolicy && to.PolicyTypeStatus(t) != "":
				out = append(out, fmt.Sprintf("%s would carry no SCP; AWS keeps at least one on every node.", a.Target))
			}
		}
	}
	for _, d := range h.Drafts {
		if characters, _ := d.Type.Quota(); len([]rune(d.Text)) > characters && characters > 0 {
			out = append(out, fmt.Sprintf("%s has %d characters; AWS stores %d of an %s.", d.Name, len([]rune(d.Text)), characters, abbreviated(d.Type)))
		}
	}
	return slices.Clip(out)
}

// Words tell the hypothesis in a sentence: "if payments-prod were in Sandbox".
func (h *Hypothesis) Words(r *Reading) string {
	name := func(id NodeID) string {
		if n := r.Node(id); n != nil {
			return n.Name
		}
		return string(id)
	}
	var parts []string
	for _, m := range h.Moves {
		parts = append(parts, name(m.Node)+" were in "+name(m.Parent))
	}
	for _, a := range h.Attached {
		parts = append(parts, r.policyName(a.Policy)+" were attached to "+name(a.Target))
	}
	for _, d := range h.Drafts {
		parts = append(parts, "the draft "+d.Name+" were attached to "+name(d.Target))
	}
	for _, a := range h.Detached {
		parts = append(parts, r.policyName(a.Policy)+" were not attached to "+name(a.Target))
	}
	if len(parts) == 0 {
		return "as it is"
	}
	return "if " + strings.Join(parts, " and ")
}
