package model

import (
	"cmp"
	"slices"
)

// Level is one level of a ladder: a node and the policies of one type that are
// attached to it.
type Level struct {
	Node     *Node
	Policies []PolicyID // ordered by the policies' names
	Status   Status     // Complete, or why the list may be short
}

// Ladder returns what a node inherits of a policy type: the levels from the root
// down to the node itself, each with the policies attached there. The inheritance
// of SCPs and RCPs is judged level by level. There are no levels if the node is
// not known, and those above are missing while its place is not known.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (r *Reading) Ladder(id NodeID, t PolicyType) []Level {
	path := r.Path(id)
	levels := make([]Level, len(path))
	for i, n := range path {
		policies, status := r.Attached(n.ID, t)
		levels[i] = Level{n, policies, status}
	}
	return levels
}

// AttachedTarget is the target of PartAttached for a node and policy type.
func AttachedTarget(id NodeID, t PolicyType) string { return string(id) + " " + string(t) }

// Attached gives the policies of one type that are attached to a node, by name,
// and how certain the list is: Complete, Partial (other policies' lists are
// still arriving), Failed or Unread.
//
// A node keeps at least one SCP, so a node that is on no other SCP's list has
// FullAWSAccess; RCPFullAWSAccess cannot be detached.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
func (r *Reading) Attached(id NodeID, t PolicyType) ([]PolicyID, Status) {
	e := r.nodes[id]
	if e == nil {
		return nil, Status{}
	}
	o := r.AttachedPolicies(t)
	return o.On(e)
}

// attachments is what holds for what is attached of a type to any node.
type AttachedPolicies struct {
	r    *Reading
	kind PolicyType
	off  bool   // the type is not enabled
	all  Status // how far the lists of all policies are read, or if off the roots
	full []PolicyID
}

func (r *Reading) AttachedPolicies(t PolicyType) AttachedPolicies {
	o := AttachedPolicies{r: r, kind: t}
	if full := t.Full(); full != "" {
		o.full = []PolicyID{full}
	}
	if len(r.roots) > 0 && r.PolicyTypeStatus(t) == "" {
		o.off, o.all = true, r.Status(PartRoots, "")
	} else {
		o.all = r.targetsStatus(t)
	}
	return o
}

// to gives the policies that are attached to a node, as Attached does.
func (o *AttachedPolicies) On(e *TreeNode) ([]PolicyID, Status) {
	r, all := o.r, o.all
	if o.off {
		return nil, all
	}
	a := e.attached[o.kind]
	var own Status
	if a != nil {
		own = a.own
	}
	if a != nil && a.known && a.run >= r.targetsRun[o.kind] {
		return o.exact(a), own.orOf(a.run == r.run)
	}
	if own.Progress == Failed {
		return o.listed(a), own
	}
	switch {
	case !all.Known():
		if all.Progress == Unread {
			all = own
		}
		return o.listed(a), all
	case a != nil && a.bare && o.kind == ServiceControlPolicy:
		// The policy that is supposed to be detached may have been the only one.
		all.Progress = Partial
		return nil, all
	case a == nil || len(a.listed) == 0:
		return slices.Clip(o.full), all
	case o.kind == ResourceControlPolicy:
		return r.byName(append(slices.Clone(o.full), a.listed...)), all
	default:
		// Whether FullAWSAccess stands beside the others, only the node's own list tells.
		all.Progress = Partial
		return o.listed(a), all
	}
}

// targetsStatus tells how far the attachments of a type are read. One policy
// whose targets could not be read may be attached anywhere.
func (r *Reading) targetsStatus(t PolicyType) Status {
	all := r.Status(PartTargets, string(t))
	if !all.Known() {
		return all
	}
	for id, gap := range r.lostTargets {
		if p := r.policies[id]; p != nil && p.Type == t {
			return Status{Progress: Failed, At: all.At, Gap: gap}
		}
	}
	return all
}

// orOf gives the status of something that is known, where nobody reported on
// it: it was read in this run, or before.
func (s Status) orOf(thisRun bool) Status {
	switch {
	case s.Progress != Unread:
	case thisRun:
		s.Progress = Complete
	default:
		s.Progress = Saved
	}
	return s
}

// exact gives a node's own list, by the names that are known now.
func (o *AttachedPolicies) exact(a *attached) []PolicyID {
	if now := o.r.generation[PartPolicies] + 1; a.sortedAt != now {
		a.exact, a.sortedAt = o.r.byName(a.exact), now
	}
	return a.exact
}

func (o *AttachedPolicies) listed(a *attached) []PolicyID {
	if a == nil {
		return nil
	}
	return o.r.byName(slices.Clone(a.listed))
}

// Document gives a policy's text and how far it is read.
func (r *Reading) Document(id PolicyID) (Document, Status) {
	status := r.Status(PartDocument, string(id))
	if p := r.policies[id]; p != nil && p.document != nil {
		return *p.document, status
	}
	return Document{}, status
}

// Targets gives the nodes that a policy is attached to, and how far the list is
// read. The list of the AWS-managed full policies is not read: it would be
// every node.
func (r *Reading) Targets(id PolicyID) ([]NodeID, Status) {
	p := r.policies[id]
	if p == nil {
		return nil, Status{}
	}
	status := r.Status(PartTargets, string(id))
	if status.Progress != Failed && p.complete {
		if all := r.Status(PartTargets, string(p.Type)); all.Progress == Saved {
			return p.targets, all
		}
		status.Progress = Complete
	}
	return p.targets, status
}

// Reach counts the accounts that a policy reaches through its targets. No SCP
// and no RCP binds the management account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (r *Reading) Reach(id PolicyID) int {
	targets, _ := r.Targets(id)
	on := make(map[NodeID]bool, len(targets))
	for _, t := range targets {
		on[t] = true
	}
	n := 0
	for t := range on {
		if !r.anyAbove(t, on) {
			n += r.AccountCount(t)
		}
	}
	management := r.Organization.Management.Node()
	if p := r.policies[id]; p != nil && slices.Contains(Evaluated(), p.Type) && r.nodes[management] != nil && (on[management] || r.anyAbove(management, on)) {
		n--
	}
	return n
}

// AttachedRCPs returns the RCPs that apply to some account, by name, without the
// one that allows everything.
func (r *Reading) AttachedRCPs() []*Policy {
	var out []*Policy
	for id, p := range r.policies {
		if p.Type == ResourceControlPolicy && id != RCPFullAWSAccess && slices.ContainsFunc(p.targets, r.RCPsApplyAt) {
			out = append(out, &p.Policy)
		}
	}
	slices.SortFunc(out, func(a, b *Policy) int { return cmp.Or(CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out
}

// RCPsApplyAt reports whether an RCP attached at a node applies to some account:
// to the management account none does.
func (r *Reading) RCPsApplyAt(id NodeID) bool { return id != r.Organization.Management.Node() }

// RCPsUnread reports whether there may be attached RCPs that are not known.
func (r *Reading) RCPsUnread() bool {
	return !r.targetsStatus(ResourceControlPolicy).Known()
}
