package emulator

import (
	"strings"

	"deputy/model"
)

// orgIndex is the part of the organization that no operation changes, with
// indexes for the operations.
type orgIndex struct {
	*model.Snapshot
	partition string
	nodes     map[model.NodeID]*model.Node
	ous       map[model.NodeID][]*model.Node // by parent
	members   map[model.NodeID][]*model.Node // by parent
	accounts  []*model.Node
	policies  map[model.PolicyID]*model.Policy
	byType    map[model.PolicyType][]*model.Policy
	targets   map[model.PolicyID][]*model.Node
	attached  map[model.NodeID][]*model.Policy
}

func newOrgIndex(s *model.Snapshot) *orgIndex {
	w := &orgIndex{
		Snapshot: s, partition: "aws",
		nodes:    make(map[model.NodeID]*model.Node, len(s.Roots)+len(s.OUs)+len(s.Accounts)),
		ous:      map[model.NodeID][]*model.Node{},
		members:  map[model.NodeID][]*model.Node{},
		policies: make(map[model.PolicyID]*model.Policy, len(s.Policies)),
		byType:   map[model.PolicyType][]*model.Policy{},
		targets:  map[model.PolicyID][]*model.Node{},
		attached: map[model.NodeID][]*model.Policy{},
	}
	if arn, err := model.ParseARN(s.Organization.ARN); err == nil {
		w.partition = arn.Partition
	}
	for i := range s.Roots {
		w.nodes[s.Roots[i].ID] = &s.Roots[i]
	}
	for i := range s.OUs {
		u := &s.OUs[i]
		w.nodes[u.ID] = u
		w.ous[u.Parent] = append(w.ous[u.Parent], u)
	}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		w.nodes[a.ID] = a
		w.accounts = append(w.accounts, a)
		w.members[a.Parent] = append(w.members[a.Parent], a)
	}
	w.indexPolicies()
	return w
}

func (w *orgIndex) indexPolicies() {
	for i := range w.Policies {
		p := &w.Policies[i]
		w.policies[p.ID] = p
		w.byType[p.Type] = append(w.byType[p.Type], p)
	}
	for _, a := range w.Attachments {
		n, p := w.nodes[a.Target], w.policies[a.Policy]
		if n == nil || p == nil {
			continue // A saved reading may have gaps.
		}
		w.targets[a.Policy] = append(w.targets[a.Policy], n)
		w.attached[a.Target] = append(w.attached[a.Target], p)
	}
}

// account returns an account of the organization, nil if there is none.
func (w *orgIndex) account(id model.AccountID) *model.Node {
	if n := w.nodes[id.Node()]; n != nil && n.Kind == model.KindAccount {
		return n
	}
	return nil
}

// isParent reports whether the node can have children.
func (w *orgIndex) isParent(id model.NodeID) bool {
	n := w.nodes[id]
	return n != nil && n.Kind != model.KindAccount
}

// path returns Path of an OU, or the one entry of Paths of an account: the IDs
// from the organization down to the node, each followed by a slash; empty if the
// node's place is not known.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
func (w *orgIndex) path(n *model.Node) string {
	var ids []string
	for at := n; ; at = w.nodes[at.Parent] {
		if at == nil || len(ids) > len(w.nodes) {
			return ""
		}
		ids = append(ids, string(at.ID))
		if at.Kind == model.KindRoot {
			break
		}
	}
	var b strings.Builder
	b.WriteString(w.Organization.ID + "/")
	for i := len(ids) - 1; i >= 0; i-- {
		b.WriteString(ids[i] + "/")
	}
	return b.String()
}

// isTaggable reports whether something can have tags: a node, a policy or the
// organization's resource policy.
func (w *orgIndex) isTaggable(id string) bool {
	return w.nodes[model.NodeID(id)] != nil || w.policies[model.PolicyID(id)] != nil ||
		strings.HasSuffix(w.ResourcePolicy.ARN, "/"+id)
}
