package typical

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// maxOwners bounds how many other owners of the resource are tried.
const maxOwners = 64

// tryOwners finds other owners of the resource with which the verdict of the
// first case is another one: those outside the organization, and accounts of
// other OUs.
func (a *Answer) tryOwners(c *completion) {
	asked := a.Exact.Question
	_, action, _ := strings.Cut(asked.Action, ":")
	own := c.question.ResourceAccount == asked.Account && asked.ResourceAccount == "" || len(c.parts) == 1 && !c.parts[0].made
	if !own || strings.HasPrefix(action, "Create") || !scp.RCPCovers(asked.Action) && !c.usesOwner() {
		return
	}
	if scp.RCPCovers(asked.Action) && len(c.parts) == 1 && a.Ruling() == verdict.Allowed {
		a.OwnOnly = "this account's own " + c.parts[0].name + "s"
	}
	// Whoever owns it, the verdict is the same: this is much faster than trying them.
	anyone := alternative{"", func(q verdict.Question) verdict.Question {
		if q.ResourceAccount = ""; len(c.parts) > 0 {
			q.Resource = ""
		}
		return q
	}}
	if a.Ruling() != verdict.Depends && alike(anyone.rule(a.asker, &a.Cases[0]), a.Ruling()) {
		return
	}
	if d, differs := a.try(owner("resources outside the organization", asked.Account, "", a.reading())); differs {
		a.Differs = append(a.Differs, d)
	}
	if scp.RCPCovers(asked.Action) && a.reading().RCPsUnread() {
		return
	}
	a.tryNeighbors()
}

// tryNeighbors tries the accounts of other OUs as owners.
func (a *Answer) tryNeighbors() {
	for _, n := range a.neighbors() {
		place := n.Name
		if parent := a.reading().Node(n.Parent); parent != nil {
			place = parent.Name
		}
		d, differs := a.try(owner("resources of accounts in "+place, a.Exact.Question.Account, n.Account(), a.reading()))
		if differs && !slices.ContainsFunc(a.Differs, d.same) {
			a.Differs = append(a.Differs, d)
		}
	}
}

// usesOwner reports whether a policy asks whose the resource is.
func (c *completion) usesOwner() bool { return c.uses(ofOwner...) }

// neighbors returns one other account of each OU, in a stable order.
func (a *Answer) neighbors() []*model.Node {
	first := map[model.NodeID]*model.Node{}
	for n := range a.reading().Accounts() {
		if have := first[n.Parent]; n.Account() != a.Exact.Question.Account && (have == nil || n.ID < have.ID) {
			first[n.Parent] = n
		}
	}
	var out []*model.Node
	for _, n := range first {
		out = append(out, n)
	}
	slices.SortFunc(out, func(x, y *model.Node) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out[:min(len(out), maxOwners)]
}

// owner returns the alternative that the resource belongs to another account;
// without one to somebody outside the organization.
func owner(words string, own, other model.AccountID, r *model.Reading) alternative {
	outside := other == ""
	if other = cmp.Or(other, "999999999999"); outside && !r.Outside(other) {
		other = "999999999998"
	}
	return alternative{words, func(q verdict.Question) verdict.Question {
		if q.Resource == "*" {
			return q
		}
		q.Resource = strings.Replace(q.Resource, ":"+string(own)+":", ":"+string(other)+":", 1)
		q.ResourceAccount = other
		if outside {
			q = replace(q, "aws:ResourceOrgID", "o-outside000")
			q = replace(q, "aws:ResourceOrgPaths", "o-outside000/r-none/")
		}
		return q
	}}
}
