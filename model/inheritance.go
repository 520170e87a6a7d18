package model

import "slices"

// Level is one level of a ladder: a node and the policies of one type that are
// attached to it.
type Level struct {
	Node     *Node
	Policies []PolicyID // ordered by the policies' names
	Status   Status     // Complete, or why the list may be short
}

// Ladder returns what a node inherits of a policy type: the levels from the root
// down to the node itself, each with the policies attached there. SCPs and RCPs
// are judged level by level. There are no levels if the node is not known; it
// begins below the root while the levels above are not known.
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

// attached is what is known of the policies of one type that are attached to one
// node. There are two sources: the targets of each policy, which are read for the
// whole organization, and the node's own list (ListPoliciesForTarget), which is
// exact but costs a call for each node.
type attached struct {
	kind     PolicyType
	listed   []PolicyID // the policies that have the node among their targets
	exact    []PolicyID // the node's own list
	known    bool       // exact is set
	emptied  bool       // edits have detached the last policy of listed
	shared   bool       // by nodes of a saved reading: copied before it is changed
	run      uint32     // when exact was read
	sortedAt uint64     // generation of the policies by whose names exact is ordered
	status   *Status    // of PartAttached for this node and type; nil if there is none
}

// attachedLists are the lists of a node, one for a policy type.
type attachedLists []*attached

// of returns the list of a type; nil if there is none.
func (l attachedLists) of(t PolicyType) *attached {
	for _, a := range l {
		if a.kind == t {
			return a
		}
	}
	return nil
}

// Attached returns the policies of one type that are attached to a node, ordered
// by name, and how far the list is known: Complete, Partial (targets of other
// policies are still arriving), Failed or Unread.
//
// A node keeps at least one SCP, so a node that no other SCP is attached to has
// FullAWSAccess; RCPFullAWSAccess cannot be detached.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
func (r *Reading) Attached(id NodeID, t PolicyType) ([]PolicyID, Status) {
	e := r.nodes[id]
	if e == nil {
		return nil, Status{}
	}
	o := r.AttachmentLookup(t)
	return o.At(e)
}

// AttachmentLookup answers the question of Reading.Attached for one policy type
// and many nodes: it holds what is the same for every node.
type AttachmentLookup struct {
	r    *Reading
	kind PolicyType
	off  bool       // the type is not enabled
	all  Status     // how far the targets of all policies are read; if off, the roots
	full []PolicyID // the policy that allows everything
}

// AttachmentLookup returns a policy type's AttachmentLookup. It is valid until
// the reading changes.
func (r *Reading) AttachmentLookup(t PolicyType) AttachmentLookup {
	o := AttachmentLookup{r: r, kind: t}
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

// Type returns the policy type.
func (o *AttachmentLookup) Type() PolicyType { return o.kind }

// At returns the policies that are attached to a node, as Reading.Attached does.
func (o *AttachmentLookup) At(e *TreeNode) ([]PolicyID, Status) {
	r, all := o.r, o.all
	if o.off {
		return nil, all
	}
	a := e.attached.of(o.kind)
	var own Status
	if a != nil && a.status != nil {
		own = *a.status
	}
	if a != nil && a.known && a.run >= r.targetsRun[o.kind] {
		return o.exact(a), own.orReadIn(a.run == r.run)
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
	case a != nil && a.emptied && o.kind == ServiceControlPolicy:
		// The policy that the edits detach may have been the only one.
		all.Progress = Partial
		return nil, all
	case len(o.full) == 0: // AWS attaches nothing of this type by itself
		return o.listed(a), all
	case a == nil || len(a.listed) == 0:
		return slices.Clip(o.full), all
	case o.kind == ResourceControlPolicy:
		return r.byName(append(slices.Clone(o.full), a.listed...)), all
	default:
		// Only the node's own list says whether FullAWSAccess is attached as well.
		all.Progress = Partial
		return o.listed(a), all
	}
}

// exact returns a node's own list, ordered by the names that are known now.
func (o *AttachmentLookup) exact(a *attached) []PolicyID {
	if now := o.r.generation[PartPolicies] + 1; a.sortedAt != now {
		a.exact, a.sortedAt = o.r.byName(a.exact), now
	}
	return a.exact
}

// listed returns the policies that have the node among their targets.
func (o *AttachmentLookup) listed(a *attached) []PolicyID {
	if a == nil {
		return nil
	}
	return o.r.byName(slices.Clone(a.listed))
}
