package report

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/plain"
)

// delegations returns which account administers which service, what that grants, and
// where it is registered.
func (b *builder) delegations() *section {
	s := &section{anchor: "delegations", title: "Delegations"}
	s.add(paragraph(line{
		{text: "A delegated administrator manages a service for the whole organization. Every registration also grants "}, {text: catalog.OrganizationsGrant},
	}))
	out := &table{caption: "Services and their delegated administrators", columns: []string{"Service", "Trusted access", "Delegated administrators", "Quota"}}
	for i := range b.rows {
		row := &b.rows[i]
		name := line{{text: row.Name}}
		if detailed(row) {
			name[0].link = "#" + anchor("service", row.ID)
			s.below = append(s.below, b.service(row))
		}
		access := line{{text: row.Access.String()}}
		if row.Access == delegation.AccessUnknown {
			access[0] = span{text: "not read", mark: "unknown"}
		}
		out.rows = append(out.rows, []line{name, access, b.administrators(row), say(row.Quota().String())})
	}
	s.add(out)
	return s
}

// detailed reports whether there is more to say of a service than its row in the
// table has.
func detailed(row *delegation.Row) bool {
	return len(row.Administrators) > 0 || len(row.Disagreements) > 0 || len(row.Gaps) > 0
}

// administrators returns the administrators of a service, each once.
func (b *builder) administrators(row *delegation.Row) line {
	var all []line
	for _, a := range row.Accounts() {
		all = append(all, b.account(a))
	}
	switch {
	case row.Unread():
		all = append(all, line{{text: "not read", mark: "unknown"}})
	case !row.Certain:
		all = append(all, line{{text: "there may be others", mark: "unknown"}})
	case len(all) == 0:
		return say("nobody")
	}
	return joined(all)
}

// service returns what is known of one service.
func (b *builder) service(row *delegation.Row) *section {
	s := &section{anchor: anchor("service", row.ID), title: row.Name}
	for _, x := range row.Disagreements {
		s.add(notice(say("Partly configured: " + x.Text)))
	}
	for i := range row.Gaps {
		s.add(notice(say("Not read: " + row.Gaps[i].Sentence())))
	}
	out := &table{caption: "Delegated administrators of " + row.Name, columns: []string{"Account", "OU path", "State", "Service principal", "Since", "Registered in"}}
	for i := range row.Administrators {
		a := &row.Administrators[i]
		out.rows = append(out.rows, []line{
			b.account(a.Account), say(a.Place), say(a.State.String()), say(string(a.Principal)), {{text: cmp.Or(phrase.Date(a.Since), "unknown"), mark: "date"}}, mechanisms(a, row),
		})
	}
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	}
	if row.Service != nil {
		s.add(paragraph{{text: "It grants: ", mark: "strong"}, {text: cmp.Or(row.Service.Grants, "nothing that AWS documents beside the reads above.")}})
		if row.Service.Warning != "" {
			s.add(paragraph(say(row.Service.Warning)))
		}
		if loss := row.Service.Remove.Consequences.In(nil); loss.Destroys {
			s.add(paragraph{{text: "If it is removed: ", mark: "strong"}, {text: loss.Lost}})
		}
		if row.Service.Docs != "" {
			s.add(paragraph{{text: row.Service.Docs, link: row.Service.Docs}})
		}
	} else {
		s.add(paragraph(say("deputy does not know what this registration grants: it does not know the service.")))
	}
	if len(row.Notes) > 0 {
		s.add(list(says(row.Notes)))
	}
	return s
}

// mechanisms returns where an administrator is registered, and where not.
func mechanisms(a *delegation.Administrator, row *delegation.Row) line {
	var words []string
	regions := map[string][]string{} // by the service and the state
	var order []string
	for _, m := range a.Mechanisms {
		name := "API of " + m.Name
		if m.Name == "organizations" {
			name = "AWS Organizations"
		}
		state := m.State.String()
		switch m.State {
		case delegation.MechanismUnread:
			state = "not read"
		case delegation.MechanismNotOffered:
			state = "not offered"
		case delegation.MechanismRegistered, delegation.MechanismAbsent, delegation.MechanismRemoving:
		}
		key := name + ": " + state
		if !slices.Contains(order, key) {
			order = append(order, key)
		}
		if m.Region != "" {
			regions[key] = append(regions[key], string(m.Region))
		}
	}
	for _, key := range order {
		if in := regions[key]; len(in) > 0 {
			key += " in " + strings.Join(in, ", ")
		}
		words = append(words, key)
	}
	if row.ServiceAPI != nil && row.ServiceAPI.ManagementOnly {
		words = append(words, "only the management account can read the service's own list")
	}
	return say(strings.Join(words, "; "))
}

// resourcePolicy returns what the organization's resource policy grants, in words.
func (b *builder) resourcePolicy() *section {
	s := &section{anchor: "resource-policy", title: "Resource policy"}
	s.add(paragraph(say("The organization's resource policy lets member accounts manage policies. AWS's lists of delegated administrators do not show this kind of delegation.")))
	p := plain.ReadResourcePolicy(b.reading)
	switch {
	case p.Status.Gap != nil:
		s.add(notice(say("Not read: " + p.Status.Gap.Sentence())))
		return s
	case !p.Status.Known():
		s.add(notice(say("Not read.")))
		return s
	case p.Document == nil:
		s.add(paragraph(say("The organization has none.")))
		return s
	}
	s.add(facts{{say("ARN"), line{{text: p.ARN, mark: "id"}}}})
	out := &table{caption: "Statements of the resource policy", columns: []string{"Statement", "Sid", "Effect", "In words"}, numbers: []int{0}}
	for _, x := range p.Statements {
		effect := "Allow"
		switch {
		case x.Broken:
			effect = "unknown"
		case x.Deny:
			effect = "Deny"
		}
		out.rows = append(out.rows, []line{say(phrase.Thousands(x.Index)), say(x.Sid), say(effect), say(x.Text)})
	}
	for _, problem := range p.Document.Problems {
		s.add(notice(say(problem.Sentence)))
	}
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	}
	for _, a := range p.Accounts {
		switch {
		case a.OutOfUse != "":
			s.add(notice(append(b.account(a.Account), span{text: " is named in it and " + a.OutOfUse + "."})))
		case a.Unread:
			s.add(notice(append(b.account(a.Account), span{text: " is named in it; deputy could not read whether it can act."})))
		}
	}
	_, text := b.reading.ResourcePolicy()
	s.add(code(text))
	return s
}

// policies returns the table of SCPs and RCPs.
func (b *builder) policies() *section {
	s := &section{anchor: "policies", title: "Policies"}
	out := &table{caption: "SCPs and RCPs", columns: []string{"Policy", "Type", "ID", "Description", "Characters", "Attached to", "Accounts", "Problems"}, numbers: []int{4, 6}}
	for _, t := range model.Evaluated() {
		if !b.reading.Status(model.PartPolicies, string(t)).Known() && b.reading.PolicyTypeStatus(t) != "" {
			s.add(notice(say("deputy could not read all " + t.Abbreviation() + "s: there may be more than these.")))
		}
		for _, p := range b.reading.Policies(t) {
			if p.ID != t.Full() {
				out.rows = append(out.rows, b.policyRow(p))
				out.anchors = append(out.anchors, anchor("policy", string(p.ID)))
			}
		}
	}
	s.add(paragraph(say("FullAWSAccess and RCPFullAWSAccess, which AWS makes, are not listed: they forbid nothing.")))
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	} else {
		s.add(paragraph(say("deputy knows of no other.")))
	}
	return s
}
