package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/history"
	"deputy/model/phrase"
	"deputy/ui/theme"
)

// serviceChanges is how many changes of a service its page has.
const serviceChanges = 10

// writeHistory writes who registered the administrators of a service and when, and what
// else was changed about them, as far as the event history goes back.
func (s *Service) writeHistory(p *page, row *delegation.Row) {
	log := s.env.History()
	if log.To.IsZero() {
		if len(row.Administrators) == 0 || s.env.Offline {
			return
		}
		p.Add(p.Line().Put(theme.Muted, "Who registered them, and when: ").Put(theme.Accent, s.env.Key("history")).Put(theme.Muted, " reads CloudTrail's event history."))
		return
	}
	p.Heading("Who registered them, and when")
	told := map[*history.Change]bool{}
	for _, a := range row.Administrators {
		text := administratorName(a) + ": "
		switch c := log.Registration(model.Delegation{Account: a.Account, Principal: a.Principal, Since: a.Since}); {
		case c != nil:
			text += "registered " + phrase.DateTime(c.Event.At) + " by " + c.Who() + planWords(c)
			told[c] = true
		case !a.Since.IsZero() && a.Since.Before(log.From):
			text += "registered " + phrase.Date(a.Since) + ", before the event history, which goes back to " + phrase.Date(log.From)
		default:
			text += "the event history of the management account does not say"
		}
		p.Say(theme.Plain, s.env.Theme.Marks.Dot, text)
	}
	n := 0
	for i := range log.Changes {
		c := &log.Changes[i]
		if c.Kind != history.Delegation && c.Kind != history.TrustedAccess || told[c] || !ofRow(row, c) {
			continue
		}
		if n++; n > serviceChanges {
			p.Say(theme.Muted, "", "more: "+s.env.Key("history"))
			return
		}
		p.Say(theme.Muted, " ", phrase.When(c.Event.At, s.env.Now)+"  "+log.Words(c, s.env.Reading)+" by "+c.Who()+planWords(c))
	}
}

// planWords says with which plan deputy made a change; empty if it did not.
func planWords(c *history.Change) string {
	if c.Plan == "" {
		return ""
	}
	text := ", with deputy, plan " + c.Plan
	if c.Reason != "" {
		text += " (" + c.Reason + ")"
	}
	return text
}

// ofRow reports whether a change is about a service.
func ofRow(row *delegation.Row, c *history.Change) bool {
	return row.Service != nil && row.Service.ID == c.Service || slices.Contains(row.Principals, c.Principal)
}
