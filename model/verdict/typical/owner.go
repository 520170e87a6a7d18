package typical

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// tryOwners finds other owners of the resource with which the verdict of the
// first case is another one: those outside the organization, and accounts of
// other OUs.
func (a *Answer) tryOwners(c *completion) {
	asked := a.Exact.Question
	_, action, _ := strings.Cut(asked.Action, ":")
	own := asked.ResourceAccount == "" && (c.question.ResourceAccount == asked.Account || len(c.parts) == 1 && !c.parts[0].made)
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
	if d, differs := a.try(owner("resources outside the organization", asked.Account, "", a.reading)); differs {
		a.Differs = append(a.Differs, d)
	}
	if a.near == nil {
		a.near = ownersIn(a.reading)
	}
	if scp.RCPCovers(asked.Action) && (a.near.unread || !a.near.any && !c.usesOwner()) {
		return
	}
	a.tryNeighbors(c)
}

// tryNeighbors tries other accounts as owners.
func (a *Answer) tryNeighbors(c *completion) {
	byPlace, same := c.usesOwner() || a.near.byPlace, map[string]bool{}
	for _, o := range a.near.tried(c) {
		if same[o.rcps] && !byPlace {
			continue // The same RCPs make no difference.
		}
		place := o.node.Name
		if parent := a.reading.Node(o.node.Parent); parent != nil {
			place = parent.Name
		}
		d, differs := a.try(owner("resources of accounts in "+place, a.Exact.Question.Account, o.node.Account(), a.reading))
		if same[o.rcps] = !differs && !o.named; differs && !slices.ContainsFunc(a.Differs, d.same) {
			a.Differs = append(a.Differs, d)
		}
	}
}

// usesOwner reports whether a policy asks whose the resource is.
func (c *completion) usesOwner() bool {
	return slices.ContainsFunc(c.documents, asksOwner)
}

// asksOwner reports whether a policy asks whose the resource is.
func asksOwner(d *scp.Document) bool { return slices.ContainsFunc(ofOwner, d.UsesKey) }

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
