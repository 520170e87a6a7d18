package model

import (
	"slices"
	"time"
)

// Targets returns the nodes that a policy is attached to, and how far the list
// has been read. The targets of FullAWSAccess and RCPFullAWSAccess are not read:
// they are nearly every node.
func (r *Reading) Targets(id PolicyID) ([]NodeID, Status) {
	p := r.policies[id]
	if p == nil {
		return nil, Status{}
	}
	status := r.Status(PartTargets, string(id))
	if status.Progress != Failed && p.targetsComplete {
		if all := r.Status(PartTargets, string(p.Type)); all.Progress == Saved {
			return p.targets, all
		}
		status.Progress = Complete
	}
	return p.targets, status
}

// OldestTargets returns when the targets of a policy were read, of that policy of
// which it is longest ago; zero if that is known of none.
func (r *Reading) OldestTargets() (oldest time.Time) {
	for _, p := range r.policies {
		if at := p.targetsTaken; !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return oldest
}

// targetsStatus returns how far the targets of all policies of a type have been
// read. One policy whose targets could not be read may be attached anywhere.
func (r *Reading) targetsStatus(t PolicyType) Status {
	all := r.Status(PartTargets, string(t))
	if !all.Known() {
		return all
	}
	for id, gap := range r.failedTargets {
		if p := r.policies[id]; p != nil && p.Type == t {
			return Status{Progress: Failed, At: all.At, Gap: gap}
		}
	}
	return all
}

// Reach returns the number of accounts that a policy applies to through its
// targets. No SCP and no RCP applies to the management account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (r *Reading) Reach(id PolicyID) int {
	targets, _ := r.Targets(id)
	on := make(map[NodeID]bool, len(targets))
	for _, t := range targets {
		on[t] = true
	}
	n := 0
	for t := range on {
		if !r.hasAncestorIn(t, on) {
			n += r.AccountCount(t)
		}
	}
	management := r.Organization.Management.Node()
	if p := r.policies[id]; p != nil && slices.Contains(Evaluated(), p.Type) && r.nodes[management] != nil && (on[management] || r.hasAncestorIn(management, on)) {
		n--
	}
	return n
}

// AttachedRCPs returns the RCPs that apply to some account, ordered by name,
// without RCPFullAWSAccess.
func (r *Reading) AttachedRCPs() []*Policy {
	var out []*Policy
	for id, p := range r.policies {
		if p.Type == ResourceControlPolicy && id != RCPFullAWSAccess && slices.ContainsFunc(p.targets, r.RCPsApplyAt) {
			out = append(out, &p.Policy)
		}
	}
	slices.SortFunc(out, comparePolicies)
	return out
}

// RCPsApplyAt reports whether RCPs attached to a node apply to any account. To
// the management account none applies.
func (r *Reading) RCPsApplyAt(id NodeID) bool { return id != r.Organization.Management.Node() }

// RCPsUnread reports whether there may be attached RCPs that are not known.
func (r *Reading) RCPsUnread() bool {
	return !r.targetsStatus(ResourceControlPolicy).Known()
}
