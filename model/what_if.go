package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model/scp"
)

// Edits is a change that is only asked about: deputy neither moves nodes
// nor attaches policies.
type Edits struct {
	Moves    []Move
	Attached []Attachment // policies of the organization, and where they would be
	Detached []Attachment
	Drafts   []Draft
}

// Move is an account or OU below another parent.
type Move struct{ Node, Parent NodeID }

// Draft is a policy that AWS does not have yet, tried at a node.
type Draft struct {
	Name   string
	Type   PolicyType // SCP or RCP
	Text   string
	Target NodeID
}

// NewDraft gives a draft with its text parsed. One whose statements have a
// Principal is an RCP.
func NewDraft(name, text string, target NodeID) (Draft, *scp.Document) {
	d, parsed := Draft{name, ServiceControlPolicy, text, target}, scp.Parse(text, scp.SCP)
	if slices.ContainsFunc(parsed.Statements, func(s scp.Statement) bool { return !s.Principal.Name.Empty() }) {
		d.Type, parsed = ResourceControlPolicy, scp.Parse(text, scp.RCP)
	}
	return d, parsed
}

// WithEdits gives the reading as it would be; counts of accounts stay those of now.
// The reading itself does not change, and facts must not be applied to what is
// given back. The error tells why the
// organization cannot be like that.
func (r *Reading) WithEdits(h Edits) (*Reading, error) {
	r.AccountCount("") // Counted now, so that what is given back never counts in nodes that both have.
	s := &editor{from: r, to: new(Reading)}
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

// editor is a reading being made from another one. What differs is
// copied before it is written to.
type editor struct{ from, to *Reading }

func (s *editor) node(id NodeID) (*TreeNode, error) {
	e := s.to.nodes[id]
	if e == nil || e.Kind == KindUnknown {
		return nil, fmt.Errorf("%s is not a root, organizational unit or account of this reading", id)
	}
	return e, nil
}

func (s *editor) move(m Move) error {
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
	for at, depth := to, 0; at != nil && depth < MaxDepth; at, depth = at.up, depth+1 {
		if at.ID == m.Node {
			return fmt.Errorf("%s is %s itself or below it: it cannot be moved there", m.Parent, m.Node)
		}
	}
	was := e.up
	if was != nil && was.ID == m.Parent {
		return fmt.Errorf("%s is in %s already", e.Name, to.Name)
	}
	s.placeUnder(e, to, 0)
	s.to.nodes[m.Node].Parent = m.Parent
	if was != nil {
		left := *s.to.nodes[was.ID]
		left.kids = slices.DeleteFunc(slices.Clone(left.kids), func(k *TreeNode) bool { return k.ID == m.Node })
		s.replace(&left)
	}
	got := *s.to.nodes[m.Parent]
	got.kids, got.sorted = append(slices.Clone(got.kids), s.to.nodes[m.Node]), false
	s.replace(&got)
	return nil
}

// placeUnder copies a node and all below it, with a new way up.
func (s *editor) placeUnder(e, up *TreeNode, depth int) {
	if depth > MaxDepth {
		return
	}
	c := *e
	c.up, c.kids = up, make([]*TreeNode, 0, len(e.kids))
	s.to.nodes[e.ID] = &c
	for _, k := range e.kids {
		// A child that an earlier change replaced stands in the index only.
		s.placeUnder(s.to.nodes[k.ID], &c, depth+1)
		c.kids = append(c.kids, s.to.nodes[k.ID])
	}
}

// replace puts a copy of a node in its place. Nodes below it still have the
// first one above them, which stands for the same place.
func (s *editor) replace(e *TreeNode) {
	s.to.nodes[e.ID] = e
	for i, root := range s.to.roots {
		if root.ID == e.ID {
			s.to.roots = slices.Clone(s.to.roots)
			s.to.roots[i] = e
		}
	}
}

func (s *editor) detach(a Attachment) error {
	p, err := s.policy(a.Policy)
	if err != nil {
		return err
	}
	if a.Policy == RCPFullAWSAccess {
		return fmt.Errorf("%s cannot be detached", a.Policy)
	}
	on, status := s.to.Attached(a.Target, p.Type)
	if status.Known() && !slices.Contains(on, a.Policy) {
		return fmt.Errorf("%s is not attached to %s", s.to.PolicyName(a.Policy), s.to.NodeName(a.Target))
	}
	s.retarget(a.Policy, func(targets []NodeID) []NodeID {
		return slices.DeleteFunc(targets, func(id NodeID) bool { return id == a.Target })
	})
	return s.change(a.Target, p.Type, func(ids []PolicyID) []PolicyID {
		return slices.DeleteFunc(ids, func(id PolicyID) bool { return id == a.Policy })
	})
}

func (s *editor) attach(a Attachment) error {
	p, err := s.policy(a.Policy)
	if err != nil {
		return err
	}
	if on, _ := s.to.Attached(a.Target, p.Type); slices.Contains(on, a.Policy) {
		return fmt.Errorf("%s is attached to %s already", s.to.PolicyName(a.Policy), s.to.NodeName(a.Target))
	}
	s.retarget(a.Policy, func(targets []NodeID) []NodeID { return append(targets, a.Target) })
	return s.change(a.Target, p.Type, func(ids []PolicyID) []PolicyID { return append(ids, a.Policy) })
}

// retarget changes the list of where a policy is attached.
func (s *editor) retarget(id PolicyID, to func([]NodeID) []NodeID) {
	p := *s.to.policies[id]
	p.targets = to(slices.Clone(p.targets))
	s.to.policies = maps.Clone(s.to.policies)
	s.to.policies[id] = &p
}

func (s *editor) policy(id PolicyID) (*Policy, error) {
	p := s.to.Policy(id)
	switch {
	case p == nil:
		return nil, fmt.Errorf("%s is not a policy of this reading", id)
	case p.Type != ServiceControlPolicy && p.Type != ResourceControlPolicy:
		return nil, fmt.Errorf("%s is a %s: only SCPs and RCPs are evaluated", p.Name, p.Type)
	case s.to.PolicyTypeStatus(p.Type) == "":
		return nil, fmt.Errorf("%ss are not enabled in this organization", p.Type.Abbreviation())
	}
	return p, nil
}

// draft adds a policy with a text of its own and attaches it.
func (s *editor) draft(i int, d Draft) error {
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
func (s *editor) change(target NodeID, t PolicyType, to func([]PolicyID) []PolicyID) error {
	e, err := s.node(target)
	if err != nil {
		return err
	}
	on, status := s.to.Attached(target, t)
	a := &attached{}
	if was := e.attached[t]; was != nil {
		*a = *was
	}
	bare := len(a.listed) > 0
	a.listed, a.sortedAt = to(slices.Clone(a.listed)), 0
	a.bare = a.bare || bare && len(a.listed) == 0
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

// And gives the hypothesis with more supposed besides. A node that is moved
// twice is where it was moved to last.
func (h Edits) And(more Edits) Edits {
	moves := slices.DeleteFunc(slices.Clone(h.Moves), func(m Move) bool {
		return slices.ContainsFunc(more.Moves, func(n Move) bool { return n.Node == m.Node })
	})
	return Edits{
		Moves: append(moves, more.Moves...), Attached: slices.Concat(h.Attached, more.Attached),
		Detached: slices.Concat(h.Detached, more.Detached), Drafts: slices.Concat(h.Drafts, more.Drafts),
	}
}

// Empty tells that nothing is supposed.
func (h *Edits) Empty() bool {
	return len(h.Moves)+len(h.Attached)+len(h.Detached)+len(h.Drafts) == 0
}

// Touched lists the nodes at and below which something changes, each once.
func (h *Edits) Touched() []NodeID {
	var ids []NodeID
	add := func(id NodeID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, m := range h.Moves {
		add(m.Node)
	}
	for _, a := range slices.Concat(h.Attached, h.Detached) {
		add(a.Target)
	}
	for _, d := range h.Drafts {
		add(d.Target)
	}
	return ids
}

// Words tell the hypothesis in a sentence: "if payments-prod were in Sandbox".
func (h *Edits) Words(r *Reading) string {
	name := r.NodeName
	var parts []string
	for _, m := range h.Moves {
		parts = append(parts, name(m.Node)+" were in "+name(m.Parent))
	}
	for _, a := range h.Attached {
		parts = append(parts, r.PolicyName(a.Policy)+" were attached to "+name(a.Target))
	}
	for _, d := range h.Drafts {
		parts = append(parts, "the draft "+d.Name+" were attached to "+name(d.Target))
	}
	for _, a := range h.Detached {
		parts = append(parts, r.PolicyName(a.Policy)+" were not attached to "+name(a.Target))
	}
	if len(parts) == 0 {
		return "as it is"
	}
	return "if " + strings.Join(parts, " and ")
}
