package pane

import (
	"cmp"
	"strings"

	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/ui/theme"
)

// write writes the whole page of a service.
func (s *Service) write(p *page, row *delegation.Row, focused bool) {
	l := p.Line().Put(theme.Strong, row.Name).Space(2)
	if row.Service != nil {
		l.Put(theme.Muted, row.ID+"  "+row.Service.Family.String())
		p.Add(l)
		if row.Service.Covers != "" {
			p.Say(theme.Muted, "", row.Service.Covers)
		}
	} else {
		p.Add(l.Put(theme.Muted, "not in the catalogue"))
	}
	s.writeProblems(p, row)
	s.writeAdministrators(p, row, focused)
	s.writeHistory(p, row)
	writeServiceAPI(p, row)
	s.writeAccess(p, row)
	s.writeQuotas(p, row)
	if row.Service == nil {
		return
	}
	writeRegistration(p, row.Service)
	writeRemoval(p, row.Service)
	writeSources(p, row.Service)
}

// writeProblems writes what is partly configured, what could not be read, and
// notes.
func (s *Service) writeProblems(p *page, row *delegation.Row) {
	for _, d := range row.Disagreements {
		p.Blank()
		p.Say(theme.Warning, s.env.Theme.Marks.Gap, d.Text)
		if d.Fix != nil && completion(row, d.Fix.Account) != nil {
			p.Add(p.Line().Space(2).Put(theme.Muted, "With the cursor on that account, ").Put(theme.Accent, "d").Put(theme.Muted, " plans the fix."))
		}
	}
	for i := range row.Gaps {
		p.Blank()
		p.gap(&row.Gaps[i])
	}
	if len(row.Notes) > 0 {
		p.Blank()
	}
	for _, n := range row.Notes {
		p.Say(theme.Plain, s.env.Theme.Marks.Dot, n)
	}
}

// writeAdministrators writes the administrators of the service; the cursor is
// on one of them.
func (s *Service) writeAdministrators(p *page, row *delegation.Row, focused bool) {
	p.Heading("Delegated administrators")
	s.first = len(p.Lines)
	for i, h := range row.Administrators {
		p.Add(s.administratorLine(h, i == s.cursor, focused, p.Width))
	}
	switch {
	case row.Unread() && len(row.Gaps) == 0:
		p.Arriving("reading the administrators")
	case row.Unread():
		p.Say(theme.Warning, s.env.Theme.Marks.Unknown, "deputy does not know who administers it.")
	case !row.Certain:
		p.Say(theme.Warning, s.env.Theme.Marks.Unknown, "There may be others that deputy could not read.")
	case len(row.Administrators) == 0:
		p.Say(theme.Plain, "", "nobody")
	}
}

// writeAccess writes the trusted access of each principal.
func (s *Service) writeAccess(p *page, row *delegation.Row) {
	p.Heading("Trusted access")
	var principals []catalog.AccessPrincipal
	if row.Service != nil {
		principals = row.Service.TrustedAccess.Principals
	} else {
		for _, name := range row.Principals {
			principals = append(principals, catalog.AccessPrincipal{Name: name, Weight: catalog.AccessRequired})
		}
	}
	for _, a := range principals {
		trust, on, status := s.env.Reading.TrustedAccess(a.Name)
		text, m := "off", theme.Muted
		switch {
		case !status.Known():
			text = s.env.Theme.Marks.Unknown + " unknown"
		case on:
			text, m = strings.TrimSpace("on since "+phrase.Date(trust.Since)), theme.Good
		case a.Weight == catalog.AccessRequired:
			m = theme.Plain
		}
		if a.Weight == catalog.AccessExtra {
			text += ", not required"
		}
		p.Columns(string(a.Name), m, text, min(50, max(34, p.Width/2)))
	}
	if row.Service != nil {
		p.Say(theme.Muted, "", accessText(row.Service))
	}
}

// accessText returns how trusted access is switched on.
func accessText(s *catalog.Service) string {
	rules := s.TrustedAccess
	var text string
	switch rules.Mechanism {
	case catalog.AccessByOrganizations:
		text = "You switch it on through AWS Organizations."
	case catalog.AccessByRegistration:
		text = "The registration switches it on."
	case catalog.AccessByService:
		text = "You switch it on through the service API."
		if rules.Call != nil {
			text = "You switch it on through the service API: " + rules.Call.Command(placeholders(s)) + "."
		}
	case catalog.AccessByConsole:
		text = rules.Console
	}
	for _, a := range rules.Principals {
		if a.ByHand != "" {
			text += " Except " + string(a.Name) + ": " + a.ByHand
		}
	}
	if rules.Before {
		text += " It must be on before you can register an account."
	}
	if rules.Note != "" {
		text += " " + rules.Note
	}
	return text
}

// writeQuotas writes how many administrators there may be.
func (s *Service) writeQuotas(p *page, row *delegation.Row) {
	p.Heading("Limit")
	for _, u := range row.Quotas {
		text := u.String()
		switch {
		case u.Quota.Number == 0:
			text += ", no limit known"
		case !u.Quota.Documented:
			text += ", a limit that AWS does not document"
		}
		if u.Quota.Note != "" {
			text += ". " + u.Quota.Note
		}
		p.Columns(string(u.Principal), theme.Plain, text, min(50, max(34, p.Width/2)))
		if row.Service == nil {
			continue
		}
		for _, principal := range row.Service.Principals {
			if principal.Name == u.Principal && principal.For != "" {
				p.Add(p.Line().Space(2).Put(theme.Muted, principal.For))
			}
		}
	}
}

// writeRegistration writes how a registration works, its prerequisites, and
// what it grants.
func writeRegistration(p *page, s *catalog.Service) {
	p.Heading("Registration")
	call := s.RegisterCall()
	if s.Register.Mechanism == catalog.MechanismOrganizations {
		p.Say(theme.Plain, "", "Through AWS Organizations.")
	} else {
		writeServiceAPICall(p, s, call)
	}
	if s.Register.Note != "" {
		p.Say(theme.Muted, "", s.Register.Note)
	}
	if s.Regions.Regional {
		p.Say(theme.Plain, "", cmp.Or(s.Regions.Note, "Region by Region."))
	}
	if s.MemberLimit > 0 {
		p.Say(theme.Plain, "", "An administrator manages at most "+phrase.Thousands(s.MemberLimit)+" accounts.")
	}
	for _, q := range s.Prerequisites {
		p.Say(theme.Plain, p.env.Theme.Marks.Dot, q.Text)
		if q.Command != "" {
			p.Say(theme.Muted, " ", q.Command)
		}
	}
	p.Heading("What a registration grants")
	p.Say(theme.Plain, p.env.Theme.Marks.Dot, catalog.OrganizationsGrant)
	if s.Grants != "" {
		p.Say(theme.Plain, p.env.Theme.Marks.Dot, s.Grants)
	}
	if s.Warning != "" {
		p.Say(theme.Warning, p.env.Theme.Marks.Gap, s.Warning)
	}
}

// writeServiceAPICall writes that a change goes through the service's own API:
// who makes it, where, and with which call.
func writeServiceAPICall(p *page, s *catalog.Service, call catalog.Call) {
	text := "Through the service API, called from the management account"
	if call.Caller == catalog.PartyDelegate {
		text = "Through the service API, called from the administrator's account: deputy uses the role or profile of --delegate-role or --delegate-profile, or stops there and shows the command"
	}
	switch {
	case s.Regions.Regional:
		text += ", once in each Region that you choose"
	case s.Regions.GlobalRegion != "":
		text += ", in " + string(s.Regions.GlobalRegion)
	}
	p.Say(theme.Plain, "", text+":")
	p.Say(theme.Muted, " ", call.Command(placeholders(s)))
}

// placeholders returns the arguments of a command that is shown for no account
// yet.
func placeholders(s *catalog.Service) catalog.Arguments {
	return catalog.Arguments{Account: "ACCOUNT", Principal: s.Principals[0].Name}
}

// writeRemoval writes what a removal breaks, and how it works.
func writeRemoval(p *page, s *catalog.Service) {
	p.Heading("What a removal breaks")
	c := s.Remove.Consequences.In(nil)
	text := c.Text
	if !c.Documented {
		text += " (not documented)"
	}
	p.Say(theme.Plain, "", text)
	if c.Destroys {
		p.Say(theme.Danger, p.env.Theme.Marks.Gap, c.Lost)
	}
	switch c.ComesBack {
	case catalog.AnswerYes:
		p.Say(theme.Plain, "", "Registering the same account again brings it back. "+c.ComesBackNote)
	case catalog.AnswerNo:
		p.Say(theme.Plain, "", "Registering the same account again does not bring it back. "+c.ComesBackNote)
	default:
	}
	for _, step := range s.Remove.Preparation {
		p.Say(theme.Plain, p.env.Theme.Marks.Dot, "Before: "+step)
	}
	if s.Remove.Mechanism == catalog.MechanismServiceAPI {
		writeServiceAPICall(p, s, s.RemoveCall())
	}
	if s.Remove.FollowUpNote != "" {
		p.Say(theme.Muted, "", s.Remove.FollowUpNote)
	}
}

// writeSources writes what is not verified, and where to read more.
func writeSources(p *page, s *catalog.Service) {
	if len(s.Unverified) > 0 {
		p.Heading("Not verified")
		for _, u := range s.Unverified {
			p.Say(theme.Muted, p.env.Theme.Marks.Dot, u.Text)
		}
	}
	p.Blank()
	if s.Terraform.Resource != "" {
		p.Field("Terraform", theme.Muted, s.Terraform.Resource)
	}
	p.Identity("documentation", s.Docs)
}
