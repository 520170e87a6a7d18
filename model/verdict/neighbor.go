package verdict

import (
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Neighbor is an account as an example of all accounts of its OU that have the same
// RCPs. One that a policy names by its ID is an example of itself only.
type Neighbor struct {
	Node  *model.Node
	RCPs  string // the same for two accounts to whose resources the same RCPs apply
	named bool
}

// Group returns a text that is the same for accounts that are examples of the same
// ones.
func (n Neighbor) Group() string {
	if n.named {
		return string(n.Node.ID)
	}
	return string(n.Node.Parent) + " " + n.RCPs
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
	a.lock.Lock()
	defer a.lock.Unlock()
	a.neighbors = a.findNeighbors()
	return a.neighbors
}

// findNeighbors finds the accounts of Neighbors.
func (a *Asker) findNeighbors() []Neighbor {
	named := a.namedByPolicies()
	attached, above := a.reading.AttachmentLookup(model.ResourceControlPolicy), map[model.NodeID]string{}
	first := map[string][]Neighbor{}
	for n := range a.reading.Accounts() {
		inherited, known := above[n.Parent]
		if !known {
			for _, x := range a.reading.Path(n.Parent) {
				inherited += attachedRCPsOf(&attached, a.reading.TreeNode(x.ID))
			}
			above[n.Parent] = inherited
		}
		x := Neighbor{n, inherited + attachedRCPsOf(&attached, a.reading.TreeNode(n.ID)), named[n.Account()]}
		if n.Account() == a.reading.Organization.Management {
			x.RCPs = "none"
		}
		g := x.Group()
		some := slices.Concat(first[g], []Neighbor{x})
		slices.SortFunc(some, Neighbor.compare)
		first[g] = some[:min(2, len(some))]
	}
	all := slices.Concat(slices.Collect(maps.Values(first))...)
	slices.SortFunc(all, Neighbor.compare)
	return append([]Neighbor{}, all...) // not nil: they are known
}

// namedByPolicies returns the account IDs that policies contain. The Asker is
// locked.
func (a *Asker) namedByPolicies() map[model.AccountID]bool {
	named := map[model.AccountID]bool{}
	for _, t := range model.Evaluated() {
		for _, p := range a.reading.Policies(t) {
			if d := a.reading.ParsedDocument(p.ID, t); d != nil {
				for i := range d.Statements {
					if specific := a.specificTo(&d.Statements[i]); specific != nil {
						maps.Copy(named, specific.accounts)
					}
				}
			}
		}
	}
	return named
}

// compare orders by the account's ID.
func (n Neighbor) compare(o Neighbor) int {
	return strings.Compare(string(n.Node.ID), string(o.Node.ID))
}

// attachedRCPsOf returns the RCPs of a node as a text.
func attachedRCPsOf(o *model.AttachmentLookup, n *model.TreeNode) string {
	policies, status := o.At(n)
	var b strings.Builder
	for _, p := range policies {
		b.WriteString(string(p) + " ")
	}
	if !status.Known() {
		b.WriteString(string(n.ID) + "?")
	}
	return b.String() + "/"
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
