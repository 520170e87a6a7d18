package verdict

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Neighbor is an account as an example of all accounts of its OU that have the same
// RCPs.
type Neighbor struct {
	Node *model.Node
	RCPs string // the same for two accounts to whose resources the same RCPs apply
}

// Neighbors returns accounts of all OUs, in the order of their IDs: two of those
// that have the same RCPs, if there are so many, since one may be the account that
// the question is about. The management account is one by itself.
func (a *Asker) Neighbors() []Neighbor {
	a.lock.RLock()
	known := a.neighbors
	a.lock.RUnlock()
	if known != nil {
		return known
	}
	var all []Neighbor
	for n := range a.reading.Accounts() {
		all = append(all, Neighbor{Node: n, RCPs: a.rcpsOf(n)})
	}
	slices.SortFunc(all, func(x, y Neighbor) int { return strings.Compare(string(x.Node.ID), string(y.Node.ID)) })
	type group struct {
		parent model.NodeID
		rcps   string
	}
	count := map[group]int{}
	some := []Neighbor{} // not nil: they are known
	for _, n := range all {
		g := group{n.Node.Parent, n.RCPs}
		if count[g]++; count[g] <= 2 {
			some = append(some, n)
		}
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	a.neighbors = some
	return some
}

// rcpsOf returns the RCPs of a Neighbor.
func (a *Asker) rcpsOf(n *model.Node) string {
	if n.Account() == a.reading.Organization.Management {
		return "none"
	}
	var b strings.Builder
	for _, rung := range a.Rungs(n.ID, model.ResourceControlPolicy) {
		if rung.Gap != nil || rung.Incomplete {
			b.WriteString(rung.Level + "?")
		}
		for _, p := range rung.Policies {
			b.WriteString(string(p.Policy) + " ")
		}
		b.WriteString("/")
	}
	return b.String()
}

// AttachedRCPs returns the RCPs that apply to some account; all reports whether
// there are no others.
func (a *Asker) AttachedRCPs() (texts []*scp.Document, all bool) {
	all = !a.reading.RCPsUnread()
	for _, p := range a.attachedRCPs() {
		if p.text == nil {
			all = false
		} else {
			texts = append(texts, p.text)
		}
	}
	return texts, all
}
