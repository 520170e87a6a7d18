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
	own := asked.ResourceAccount == "" && (c.question.ResourceAccount == asked.Account || len(c.parts) == 1 && !c.parts[0].created)
	if !own || asked.Account == "" || strings.HasPrefix(action, "Create") || !scp.RCPCovers(asked.Action) && !c.usesOwner() {
		return
	}
	if scp.RCPCovers(asked.Action) && len(c.parts) == 1 && a.Ruling() == verdict.Allowed {
		a.OwnOnly = "this account's own " + c.parts[0].Type + "s"
	}
	rcps, all := a.asker.AttachedRCPs()
	apart := c.distinguishesOwners() || slices.ContainsFunc(rcps, func(d *scp.Document) bool { return slices.ContainsFunc(ofOneOwner, d.UsesKey) })
	if all && len(rcps) == 0 && !apart && !c.usesOwner() {
		return
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
	a.tryNeighbors(apart)
}

// tryNeighbors tries the accounts of other OUs as owners: one for each OU and
// those RCPs that apply there. Unless policies tell the owners themselves apart,
// those with the same RCPs come to the same.
func (a *Answer) tryNeighbors(apart bool) {
	a.byNeighbors = apart
	type outcome struct {
		Difference
		differs bool
	}
	known := map[string]outcome{}
	asked, tried := a.Exact.Question.Account, 0
	seen := map[string]bool{}
	for _, n := range a.asker.Neighbors() {
		group := n.Group()
		if n.Node.Account() == asked || seen[group] {
			continue
		}
		if seen[group], tried = true, tried+1; tried > maxOwners {
			break
		}
		x, found := known[n.RCPs]
		if !found || apart {
			x.Difference, x.differs = a.try(owner("", asked, n.Node.Account(), a.reading()))
			known[n.RCPs] = x
		}
		if !x.differs {
			continue
		}
		place := n.Node.Name
		if parent := a.reading().Node(n.Node.Parent); parent != nil {
			place = parent.Name
		}
		if x.Alternative = "resources of accounts in " + place; !slices.ContainsFunc(a.Differs, x.same) {
			a.Differs = append(a.Differs, x.Difference)
		}
	}
}

// usesOwner reports whether a policy asks whose the resource is.
func (c *completion) usesOwner() bool { return c.uses(ofOwner...) }

// ofOneOwner are the keys that differ between the accounts of an organization.
var ofOneOwner = []string{"aws:ResourceAccount", "aws:ResourceOrgPaths"}

// distinguishesOwners reports whether a policy tells resources of two accounts of the
// organization apart.
func (c *completion) distinguishesOwners() bool {
	return c.uses(ofOneOwner...) || slices.ContainsFunc(c.statements, func(s *scp.Statement) bool {
		return slices.ContainsFunc(s.Resource.Values, func(v scp.Text) bool {
			parts := strings.SplitN(v.Value, ":", 6)
			return len(parts) == 6 && strings.Trim(parts[4], "*") != "" || len(parts) < 6 && v.Value != "*"
		})
	})
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
