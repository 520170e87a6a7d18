package model

import (
	"cmp"
	"slices"

	"deputy/model/scp"
)

// RCPs bind by who owns the resource. Where that is not given, a request turns
// on it if an RCP denies it on the resources of some account: anybody may own
// the resource, also somebody outside the organization, whom no RCP binds.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html

// turnsOnOwner tells whether it matters who owns the resource.
func (c *kase) turnsOnOwner() bool {
	if !c.ownerless {
		return false
	}
	if c.r.RCPsUnread() {
		return true
	}
	return slices.ContainsFunc(c.r.AttachedRCPs(), func(p *Policy) bool {
		text := c.r.Parsed(p.ID, ResourceControlPolicy)
		return text == nil || text.Decide(c.request).Deny != scp.False
	})
}

// ofOwners are the RCP statements that deny it on the resources of some
// accounts, policies by name; the last stands for those that are not read.
func (c *kase) ofOwners() []OpenReason {
	if !c.ownerless {
		return nil
	}
	var out []OpenReason
	unread := c.r.RCPsUnread()
	for _, p := range c.r.AttachedRCPs() {
		text := c.r.Parsed(p.ID, ResourceControlPolicy)
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
		out = append(out, OpenReason{Reason: Reason{Type: ResourceControlPolicy}, Effect: scp.Deny, owners: []*Node{{}}})
	}
	return out
}

// ofOwner is the reason of one statement, wherever it is attached.
func (c *kase) ofOwner(p *Policy, o *scp.Outcome) OpenReason {
	owners, names := []*Node{}, []string{}
	targets, _ := c.r.Targets(p.ID)
	for _, id := range targets {
		if !c.r.RCPsApplyAt(id) {
			continue
		}
		n := c.r.Node(id)
		if n == nil {
			n = &Node{ID: id, Name: string(id)}
		}
		owners = append(owners, n)
	}
	slices.SortFunc(owners, func(a, b *Node) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, n := range owners {
		names = append(names, cmp.Or(n.Name, string(n.ID)))
	}
	s := o.Statement
	reason := Reason{ResourceControlPolicy, string(owners[0].ID), joinWords(names, " and "), p.ID, p.Name, s.Sid.Value, s.Index, s.Span}
	return OpenReason{Reason: reason, Effect: scp.Deny, Residual: o.Residual, statement: s, owners: owners}
}

// whose tells on whose resources a statement denies.
func (o *OpenReason) whose() string {
	var places []string
	for _, n := range o.owners {
		switch n.Kind {
		case KindRoot:
			places = append(places, "an account of the organization")
		case KindUnit:
			places = append(places, "an account below "+n.Name)
		case KindAccount:
			places = append(places, n.Name)
		default:
			return "denied if an RCP of the account that owns the resource denies it: that account is not given"
		}
	}
	words := append([]string{"the resource belongs to " + joinWords(places, " or ")}, parts(o.Residual, false)...)
	return "denied if " + joinWords(words, " and ") + " (" + o.Name + " at " + o.Place + ")"
}
