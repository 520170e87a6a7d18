package verdict

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// RCPs bind by who owns the resource. Where that is not given, a request turns
// on it if an RCP denies it on the resources of some account: anybody may own
// the resource, also somebody outside the organization, whom no RCP binds.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html

// turnsOnOwner tells whether it matters who owns the resource.
func (c *evaluation) turnsOnOwner() bool {
	if !c.ownerless {
		return false
	}
	if c.r.RCPsUnread() {
		return true
	}
	return slices.ContainsFunc(c.r.AttachedRCPs(), func(p *model.Policy) bool {
		text := c.r.Parsed(p.ID, model.ResourceControlPolicy)
		return text == nil || text.Decide(c.request).Deny != scp.False
	})
}

// ofOwners are the RCP statements that deny it on the resources of some
// accounts, policies by name; the last stands for those that are not read.
func (c *evaluation) ofOwners() []OpenReason {
	if !c.ownerless {
		return nil
	}
	var out []OpenReason
	unread := c.r.RCPsUnread()
	for _, p := range c.r.AttachedRCPs() {
		text := c.r.Parsed(p.ID, model.ResourceControlPolicy)
		if text == nil || text.Broken() {
			unread = true
			continue
		}
		e := text.Explain(c.request)
		for i := range e.Outcomes {
			if o := &e.Outcomes[i]; o.Match != scp.False && o.Statement.Effect == scp.Deny {
				out = append(out, c.ofOwner(p, o))
			}
		}
	}
	if unread {
		out = append(out, OpenReason{Reason: Reason{Type: model.ResourceControlPolicy}, Effect: scp.Deny, owners: []*model.Node{{}}})
	}
	return out
}

// ofOwner is the reason of one statement, wherever it is attached.
func (c *evaluation) ofOwner(p *model.Policy, o *scp.Outcome) OpenReason {
	owners, names := []*model.Node{}, []string{}
	targets, _ := c.r.Targets(p.ID)
	for _, id := range targets {
		if !c.r.RCPsApplyAt(id) {
			continue
		}
		n := c.r.Node(id)
		if n == nil {
			n = &model.Node{ID: id, Name: string(id)}
		}
		owners = append(owners, n)
	}
	slices.SortFunc(owners, func(a, b *model.Node) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), model.CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, n := range owners {
		names = append(names, cmp.Or(n.Name, string(n.ID)))
	}
	s := o.Statement
	reason := Reason{model.ResourceControlPolicy, string(owners[0].ID), phrase.Join(names, " and "), p.ID, p.Name, s.Sid.Value, s.Index, s.Span}
	return OpenReason{Reason: reason, Effect: scp.Deny, Residual: o.Residual, statement: s, owners: owners}
}

// whose tells on whose resources a statement denies.
func (o *OpenReason) whose() string {
	var places []string
	for _, n := range o.owners {
		switch n.Kind {
		case model.KindRoot:
			places = append(places, "an account of the organization")
		case model.KindUnit:
			places = append(places, "an account below "+n.Name)
		case model.KindAccount:
			places = append(places, n.Name)
		default:
			return "denied if an RCP of the account that owns the resource denies it: that account is not given"
		}
	}
	words := append([]string{"the resource belongs to " + phrase.Join(places, " or ")}, parts(o.Residual, false)...)
	return "denied if " + phrase.Join(words, " and ") + " (" + o.Name + " at " + o.Place + ")"
}
