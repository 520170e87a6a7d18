package overview

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// Change is something that differs from the saved reading, in words, and what it is
// about.
type Change struct {
	Text      string
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // instead of Service, where the catalogue does not know it
}

// Changes returns what differs from the saved reading: accounts first, then
// policies, then delegations.
func (o *Overview) Changes() []Change { return o.changes }

// findChanges compares with the saved reading.
func (o *Overview) findChanges(r *model.Reading) []Change {
	return slices.Concat(o.accountChanges(r), policyChanges(r), delegationChanges(r))
}

// accountChanges returns the accounts that are new, or were moved.
func (o *Overview) accountChanges(r *model.Reading) (all []Change) {
	for _, c := range []struct {
		nodes []model.NodeID
		words string
	}{{o.added, "new"}, {o.moved, "moved"}} {
		if n := len(c.nodes); n > 0 {
			names := make([]string, 0, maxNames)
			for _, id := range c.nodes[:min(n, maxNames)] {
				names = append(names, r.NodeName(id))
			}
			text := phrase.Count(n, c.words+" account") + ": " + phrase.Commas(names)
			if n > len(names) {
				text += " and " + phrase.Thousands(n-len(names)) + " more"
			}
			if n == 1 && c.words == "moved" {
				text = names[0] + " moved to " + r.NodeName(r.Node(c.nodes[0]).Parent)
			}
			all = append(all, Change{Text: text, Node: c.nodes[0]})
		}
	}
	return all
}

// policyChanges returns the policies that differ.
func policyChanges(r *model.Reading) (all []Change) {
	for _, p := range r.PolicyChanges() {
		all = append(all, Change{Text: policyChange(r, &p), Policy: p.Policy.ID})
		if p.Removed {
			all[len(all)-1].Policy = ""
		}
	}
	return all
}

// delegationChanges returns the delegations that are new or gone.
func delegationChanges(r *model.Reading) (all []Change) {
	registered, removed := r.DelegationChanges()
	for i, ds := range [][]model.Delegation{registered, removed} {
		words := []string{" registered for ", " removed from "}[i]
		for _, d := range ds {
			s, known := catalog.ByPrincipal(d.Principal)
			c := Change{Text: r.NodeName(d.Account.Node()) + words + cmp.Or(s.Name, string(d.Principal)), Service: s.ID}
			if !known {
				c.Principal = d.Principal
			}
			if !slices.Contains(all, c) { // a service may have several principals
				all = append(all, c)
			}
		}
	}
	return all
}

// policyChange returns what changed of a policy, in words.
func policyChange(r *model.Reading, c *model.PolicyChange) string {
	name := c.Policy.Type.Abbreviation() + " " + cmp.Or(c.Policy.Name, string(c.Policy.ID))
	if c.Removed {
		return name + " deleted"
	}
	var what []string
	if c.Added {
		what = append(what, "created")
	}
	if c.Edited {
		what = append(what, "edited")
	}
	if c.Attached > 0 {
		what = append(what, "attached to "+phrase.Count(c.Attached, "node"))
	}
	if c.Detached > 0 {
		what = append(what, "detached from "+phrase.Count(c.Detached, "node"))
	}
	text := name + " " + strings.Join(what, ", ")
	if n := r.Reach(c.Policy.ID); n > 0 && !c.Added {
		text += ": applies to " + phrase.Count(n, "account")
	}
	return text
}
