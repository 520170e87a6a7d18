package report

import (
	"cmp"

	"deputy/model"
	"deputy/model/phrase"
)

// organization returns the tree as a picture and as a table of OUs.
func (b *builder) organization() *section {
	s := &section{anchor: "organization", title: "Organization"}
	out := &table{caption: "Roots and OUs", columns: []string{"Path", "ID", "Accounts here", "Accounts below", "SCPs attached", "RCPs attached"}, numbers: []int{2, 3}}
	direct := map[model.NodeID]int{}
	for n := range b.reading.Accounts() {
		direct[n.Parent]++
	}
	var walk func(n *model.Node, depth int)
	walk = func(n *model.Node, depth int) {
		path := line{{text: b.pathOf(n.ID), link: ""}}
		if a := b.anchorOf(n.ID); a != "" {
			path[0].link = "#" + a
		}
		out.rows = append(out.rows, []line{
			path,
			{{text: string(n.ID), mark: "id"}},
			say(phrase.Thousands(direct[n.ID])), say(phrase.Thousands(b.reading.AccountCount(n.ID))),
			b.attached(n.ID, model.ServiceControlPolicy), b.attached(n.ID, model.ResourceControlPolicy),
		})
		if depth > model.MaxDepth {
			return
		}
		for _, child := range b.ous[n.ID] {
			walk(child, depth+1)
		}
	}
	for root := range b.reading.Roots() {
		walk(root, 0)
	}
	if len(out.rows) == 0 {
		s.add(notice(say("deputy could not read the tree.")))
		return s
	}
	for _, p := range []model.Part{model.PartOUs, model.PartAccounts} {
		if !b.reading.Status(p, "").Known() {
			s.add(notice(say("deputy could not read all " + model.PartKey{Part: p}.String() + ": there may be more than these.")))
		}
	}
	s.add(paragraph(say("Each box is a root or an OU, with the accounts in it and below it and the policies attached right there. The bar shows its share of all accounts.")), b.picture(), out.withoutEmpty())
	return s
}

// attached returns the policies that are attached to a node itself, without those of
// AWS that allow everything.
func (b *builder) attached(id model.NodeID, t model.PolicyType) line {
	own, known := b.own(id, t)
	names := b.policyLinks(own)
	if !known {
		names = append(names, line{{text: "not read", mark: "unknown"}})
	}
	return joined(names)
}

// accounts returns the table of accounts.
func (b *builder) accounts() *section {
	s := &section{anchor: "accounts", title: "Accounts"}
	if !b.reading.Status(model.PartAccounts, "").Known() {
		s.add(notice(say("deputy could not read all accounts: there may be more than these.")))
	}
	services := map[model.AccountID][]string{}
	for i := range b.rows {
		for _, a := range b.rows[i].Accounts() {
			services[a] = append(services[a], b.rows[i].Name)
		}
	}
	out := &table{caption: "Accounts", columns: []string{"Account", "ID", "OU path", "E-mail", "State", "Joined", "By", "Administrator for", "SCPs attached", "RCPs attached"}}
	for _, n := range b.inOrder() {
		state := line{{text: n.State.String()}}
		if n.State.OutOfUse() != "" {
			state[0].mark = "unknown"
		}
		name := line{{text: b.name(n)}}
		if n.Account() == b.reading.Organization.Management {
			name = append(name, span{text: " management account", mark: "badge"})
		}
		out.rows = append(out.rows, []line{
			name,
			{{text: string(n.ID), mark: "id"}},
			say(cmp.Or(b.reading.PathName(n.Parent), "unknown")), say(n.Email), state,
			{{text: phrase.Date(n.Joined), mark: "date"}},
			say(n.JoinedBy), say(phrase.Commas(services[n.Account()])),
			b.attached(n.ID, model.ServiceControlPolicy), b.attached(n.ID, model.ResourceControlPolicy),
		})
		out.anchors = append(out.anchors, anchor("account", string(n.ID)))
	}
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	}
	return s
}
