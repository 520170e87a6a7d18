package model

import (
	"fmt"
	"maps"
	"slices"
)

// WithEdits returns the reading as it would be after the edits, except that counts
// of accounts stay as they are. The reading itself does not change, and facts must
// not be applied to the one returned. The error says why an organization cannot be
// like that.
func (r *Reading) WithEdits(e Edits) (*Reading, error) {
	r.AccountCount("") // Count now: the reading returned shares nodes with this one and must not count in them.
	s := &editor{from: r, to: new(Reading)}
	*s.to = *r
	s.to.nodes = maps.Clone(r.nodes)
	for _, m := range e.Moves {
		if err := s.move(m); err != nil {
			return nil, err
		}
	}
	for _, d := range e.Detached {
		if err := s.detach(d); err != nil {
			return nil, err
		}
	}
	for _, a := range e.Attached {
		if err := s.attach(a); err != nil {
			return nil, err
		}
	}
	for i, d := range e.Drafts {
		if err := s.draft(i, d); err != nil {
			return nil, err
		}
	}
	return s.to, nil
}

// editor applies edits to a copy of a reading. The copy shares with the original
// whatever the edits leave as it is: everything else is copied before it is written
// to.
type editor struct{ from, to *Reading }

// node returns the node with the ID, as the edits made so far leave it.
func (s *editor) node(id NodeID) (*TreeNode, error) {
	e := s.to.nodes[id]
	if e == nil || e.Kind == KindUnknown {
		return nil, fmt.Errorf("%s is not a root, OU or account of this reading", id)
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
			return fmt.Errorf("%s is %s itself or below it: an OU cannot be moved there", m.Parent, m.Node)
		}
	}
	was := e.up
	if was != nil && was.ID == m.Parent {
		return fmt.Errorf("%s is already in %s", e.Name, to.Name)
	}
	s.copyBelow(e, to, 0)
	s.to.nodes[m.Node].Parent = m.Parent
	if was != nil {
		left := *s.to.nodes[was.ID]
		left.children = slices.DeleteFunc(slices.Clone(left.children), func(k *TreeNode) bool { return k.ID == m.Node })
		s.replace(&left)
	}
	got := *s.to.nodes[m.Parent]
	got.children, got.sorted = append(slices.Clone(got.children), s.to.nodes[m.Node]), false
	s.replace(&got)
	return nil
}

// copyBelow copies a node and all below it, with up as its new parent.
func (s *editor) copyBelow(e, up *TreeNode, depth int) {
	if depth > MaxDepth {
		return
	}
	c := *e
	c.up, c.children = up, make([]*TreeNode, 0, len(e.children))
	s.to.nodes[e.ID] = &c
	for _, k := range e.children {
		// A child that an earlier edit replaced is in the index only.
		s.copyBelow(s.to.nodes[k.ID], &c, depth+1)
		c.children = append(c.children, s.to.nodes[k.ID])
	}
}

// replace puts a changed copy of a node in the index. The nodes below it still point
// to the original, which has the same ID.
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
	return s.changeAttached(a.Target, p.Type, func(ids []PolicyID) []PolicyID {
		return slices.DeleteFunc(ids, func(id PolicyID) bool { return id == a.Policy })
	})
}

func (s *editor) attach(a Attachment) error {
	p, err := s.policy(a.Policy)
	if err != nil {
		return err
	}
	if on, _ := s.to.Attached(a.Target, p.Type); slices.Contains(on, a.Policy) {
		return fmt.Errorf("%s is already attached to %s", s.to.PolicyName(a.Policy), s.to.NodeName(a.Target))
	}
	s.retarget(a.Policy, func(targets []NodeID) []NodeID { return append(targets, a.Target) })
	return s.changeAttached(a.Target, p.Type, func(ids []PolicyID) []PolicyID { return append(ids, a.Policy) })
}

// retarget changes the list of nodes that a policy is attached to.
func (s *editor) retarget(id PolicyID, to func([]NodeID) []NodeID) {
	p := *s.to.policies[id]
	p.targets = to(slices.Clone(p.targets))
	s.to.policies = maps.Clone(s.to.policies)
	s.to.policies[id] = &p
}

// policy returns an SCP or RCP, or why it cannot be attached or detached.
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

// draft adds a policy with the draft's text and attaches it.
func (s *editor) draft(i int, d Draft) error {
	id := PolicyID(fmt.Sprintf("p-draft%03d", i+1))
	if s.from.policies[id] != nil {
		return fmt.Errorf("the organization has a policy %s: deputy could not distinguish the draft from it", id)
	}
	if i == 0 {
		s.to.policies = maps.Clone(s.to.policies)
	}
	s.to.policies[id] = &policyEntry{Policy: Policy{ID: id, Name: d.Name, Type: d.Type}, document: &Document{Text: d.Text}}
	return s.attach(Attachment{Policy: id, Target: d.Target})
}

// changeAttached changes the list of policies that are attached to a node.
func (s *editor) changeAttached(target NodeID, t PolicyType, to func([]PolicyID) []PolicyID) error {
	e, err := s.node(target)
	if err != nil {
		return err
	}
	on, status := s.to.Attached(target, t)
	a := &attached{kind: t}
	if was := e.attached.of(t); was != nil {
		*a = *was
	}
	bare := len(a.listed) > 0
	a.listed, a.sortedAt = to(slices.Clone(a.listed)), 0
	a.emptied = a.emptied || bare && len(a.listed) == 0
	if status.Known() {
		// The list keeps the age of the reading: status may be Saved.
		a.exact, a.known, a.run, a.status = to(slices.Clone(on)), true, s.to.run, &status
	}
	c := *e
	isOld := func(other *attached) bool { return other.kind == t }
	c.attached = append(slices.DeleteFunc(slices.Clone(e.attached), isOld), a)
	s.replace(&c)
	return nil
}
