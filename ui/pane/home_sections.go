package pane

import (
	"strconv"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/finding"
	"deputy/model/overview"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// The home shows so many findings, groups of accounts without a guardrail, and
// changes; its labels take so many cells.
const (
	homeFindings = 5
	homeLacks    = 3
	homeChanges  = 5
	homeMade     = 3
	homeLabel    = 12
	homeSeverity = 7
)

// pasteHint is the line that says what a paste is good for.
const pasteHint = "Paste an AccessDenied message, an ARN or an account ID anywhere to find out what it is about."

// sections returns what is on the home.
func (h *Home) sections(n *model.Node, width int) []kit.Section {
	facts := newPage(h.env, width)
	writeOrganization(facts)
	writeContents(facts, n, h.counts)
	for _, kind := range model.Evaluated() {
		writePoliciesInForce(facts, n, kind)
	}
	all := []kit.Section{{Title: "Needs attention", Whole: h.attention()}, {Whole: h.progress(width)}}
	if lacks := h.lacks(); len(lacks) > 0 {
		all = append(all, kit.Section{Title: "Missing guardrails that most siblings have", Whole: lacks})
	}
	return append(all,
		kit.Section{Title: "Recent changes", Whole: h.lately()},
		kit.Section{Whole: []kit.Cell{{Meaning: theme.Muted, Text: pasteHint}}},
		kit.Section{Title: "Organization", Drawn: facts.Lines})
}

// attention returns the gravest findings.
func (h *Home) attention() []kit.Cell {
	x := h.env.Inspection()
	if x == nil {
		return []kit.Cell{{Mark: h.env.Spinner(), Marked: theme.Muted, Meaning: theme.Muted, Text: "looking for findings"}}
	}
	var cells []kit.Cell
	count := x.Count()
	for i, id := range findingIDs(x)[:min(count, homeFindings)] {
		f := &x.Findings[i]
		m, mark := severityMark(h.env.Theme, f.Severity)
		h.shown = append(h.shown, f)
		cells = append(cells, kit.Cell{
			Mark: mark, Marked: m, Label: f.Severity.String(), Tinted: true, Column: homeSeverity,
			Text: f.Title, Aside: h.fix(f), Open: FindingShown{id}, ID: len(h.shown),
		})
	}
	if rest := count - len(cells); rest > 0 {
		cells = append(cells, kit.Cell{Column: homeSeverity, Meaning: theme.Muted, Text: phrase.Thousands(rest) + " more", Aside: h.env.Key("findings") + " all findings", Open: Ran{Action: "findings"}})
	}
	if count > 0 {
		return cells
	}
	if h.env.isReading() {
		return []kit.Cell{{Mark: h.env.Spinner(), Marked: theme.Muted, Meaning: theme.Muted, Text: "Nothing so far; deputy is still reading."}}
	}
	if n := len(x.Findings); n > 0 && x.Findings[n-1].Severity == finding.SeverityOpen {
		return []kit.Cell{{Meaning: theme.Muted, Text: "Nothing in what deputy could check.", Aside: h.env.Key("findings") + " not checked", Open: Ran{Action: "findings"}}}
	}
	return []kit.Cell{{Mark: h.env.Theme.Marks.Allowed, Marked: theme.Good, Meaning: theme.Good, Text: "Nothing."}}
}

// fix returns the key of the plan that fixes a finding, and what it does.
func (h *Home) fix(f *finding.Finding) string {
	switch {
	case f.Order == nil || f.Unavailable != "":
		return ""
	case f.Order.Direction == catalog.Remove:
		return h.env.Key("remove") + " remove"
	default:
		return h.env.Key("delegate") + " delegate"
	}
}

// barWidth is the width of the bar of delegation.
const barWidth = 20

// progress returns how far delegation has come, and the guardrails.
func (h *Home) progress(width int) []kit.Cell {
	var cells []kit.Cell
	if x := h.env.Inspection(); x != nil && x.Trusted > 0 && h.env.Reading.Status(model.PartTrustedAccess, "").Known() {
		text := bar(h.env.Theme, x.Delegated, x.Trusted, min(barWidth, width/4)) + "  " + strconv.Itoa(x.Delegated) + " of " + phrase.Count(x.Trusted, "service") + " with trusted access"
		if !x.Certain {
			text += ", as far as deputy has read"
		}
		cells = append(cells, kit.Cell{Label: "Delegated", Column: homeLabel, Text: text, Open: Ran{Action: "delegations"}})
	}
	label := "Guardrails"
	for _, text := range h.guardrails(width - homeLabel - 4) {
		cells = append(cells, kit.Cell{Label: label, Column: homeLabel, Text: text, Open: Ran{Action: "policies"}})
		label = ""
	}
	return cells
}

// guardrails returns what policies restrict, by the number of accounts, in lines of a
// width.
func (h *Home) guardrails(width int) []string {
	o := h.env.Overview()
	if o == nil {
		return nil
	}
	all, certain := o.Accounts()
	if all == 0 {
		return nil
	}
	if why := whyNoPolicies(h.env.Reading, model.ServiceControlPolicy); why != "" {
		return []string{why}
	}
	lines := guardrailLines(o.Guardrails(), all, " "+h.env.Theme.Marks.Dot+" ", width)
	if n := o.Bare(); n > 0 {
		lines = append(lines, phrase.Count(n, "account")+" with only FullAWSAccess")
	}
	if !certain {
		lines = append(lines, "as far as deputy has read the policies")
	}
	return lines
}

// guardrailLines returns a line for the guardrails of every account, one for those
// of most, and one for the others.
func guardrailLines(all []overview.Guardrail, accounts int, dot string, width int) []string {
	var every, most, some []string
	for i, g := range all {
		name := g.Topic.Phrase()
		list := &some
		switch {
		case g.Topic == plain.TopicOther:
			continue
		case g.Accounts == accounts:
			every = append(every, name)
			continue
		case 2*g.Accounts > accounts:
			list = &most
		}
		if i > 0 && all[i-1].Accounts == g.Accounts && len(*list) > 0 {
			(*list)[len(*list)-1] += ", " + name
		} else {
			*list = append(*list, phrase.Thousands(g.Accounts)+" "+name)
		}
	}
	var lines []string
	add := func(head string, words []string, separator string) {
		if len(words) > 0 {
			lines = append(lines, joinWithin(head+": ", words, separator, width)...)
		}
	}
	add("every account", every, ", ")
	add("of "+phrase.Count(accounts, "account"), most, dot)
	add("fewer than half", some, dot)
	return lines
}

// joinWithin joins words behind a head, in lines of a width that end between words.
func joinWithin(head string, words []string, separator string, width int) []string {
	lines := []string{head + words[0]}
	for _, w := range words[1:] {
		last := &lines[len(lines)-1]
		if widget.Width(*last+separator+w) <= width {
			*last += separator + w
			continue
		}
		lines = append(lines, w)
	}
	return lines
}

// lacks returns the accounts without a guardrail that most of their siblings have.
func (h *Home) lacks() []kit.Cell {
	o := h.env.Overview()
	if o == nil {
		return nil
	}
	var cells []kit.Cell
	all := o.Lacking()
	for _, x := range all[:min(len(all), homeLacks)] {
		name, to := h.env.nodeName(x.Node), x.Node
		if x.Direct {
			names := make([]string, len(x.Some))
			for i, id := range x.Some {
				names[i] = h.env.nodeName(id)
			}
			name, to = phrase.List(names, len(names)), x.Some[0]
			if n := x.Accounts - len(names); n > 0 {
				name += " and " + phrase.Thousands(n) + " more"
			}
		}
		topics := make([]string, len(x.Topics))
		for i, t := range x.Topics {
			topics[i] = t.Phrase()
		}
		cells = append(cells, kit.Cell{
			Mark: h.env.Theme.Marks.Gap, Marked: theme.Warning, Text: name + ": no guardrail for " + phrase.Join(topics, " or "),
			Aside: phrase.Count(x.Accounts, "account"), Open: NodeOpened{to},
		})
	}
	if rest := len(all) - len(cells); rest > 0 {
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: phrase.Thousands(rest) + " more"})
	}
	return cells
}

// lately returns what happened by the event history, what deputy changed last, and what
// differs from the saved reading.
func (h *Home) lately() []kit.Cell {
	cells := append(h.journaled(), h.happened()...)
	since := h.env.Reading.SavedAt()
	o := h.env.Overview()
	switch {
	case since.IsZero():
		return append(cells, kit.Cell{Meaning: theme.Muted, Text: "deputy has no earlier reading to compare with."})
	case o == nil:
		return cells
	}
	when := phrase.When(since, h.env.Now)
	all := o.Changes()
	for _, c := range all[:min(len(all), homeChanges)] {
		cells = append(cells, kit.Cell{Text: c.Text, Aside: "since " + when, Open: Place{Node: c.Node, Policy: c.Policy, Service: c.Service, Principal: c.Principal}.Intent()})
	}
	switch rest := len(all) - homeChanges; {
	case len(all) == 0 && h.env.isReading():
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: "No change so far since the reading of " + when + "."})
	case len(all) == 0:
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: "Nothing changed since the reading of " + when + "."})
	case rest > 0:
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: phrase.Count(rest, "more change")})
	}
	return cells
}

// happened returns the last changes of the event history, or how to read it.
func (h *Home) happened() []kit.Cell {
	log := h.env.History()
	if log.To.IsZero() && h.env.Offline {
		return nil
	}
	if log.To.IsZero() {
		return []kit.Cell{{
			Meaning: theme.Muted, Text: "Who changed what in the last 90 days is in CloudTrail.", Aside: h.env.Key("history") + " read it", Open: Ran{Action: "history"},
		}}
	}
	var cells []kit.Cell
	for i := range log.Changes[:min(len(log.Changes), homeChanges)] {
		c := &log.Changes[i]
		cell := kit.Cell{
			Text: phrase.When(c.Event.At, h.env.Now) + "  " + log.Words(c, h.env.Reading) + " (" + whoShort(c) + ")",
			Open: h.env.historyPlace(c).Intent(),
		}
		if n := h.env.Reading.Reach(c.Policy); n > 0 {
			cell.Aside = phrase.Count(n, "account")
		}
		if last := h.env.Journal; last != nil && len(last.Last) > 0 && c.Plan == last.Last[0].Plan {
			cell.Aside = "u undo"
		}
		cells = append(cells, cell)
	}
	text := "Nobody changed the organization in the last 90 days, by the event history of " + phrase.When(log.To, h.env.Now) + "."
	if n := len(log.Changes); n > 0 {
		text = phrase.Count(n, "change") + " in the event history of " + phrase.When(log.To, h.env.Now)
	}
	return append(cells, kit.Cell{Meaning: theme.Muted, Text: text, Aside: h.env.Key("history") + " all", Open: Ran{Action: "history"}})
}

// journaled returns what deputy changed last, the latest first, without what the event
// history has.
func (h *Home) journaled() []kit.Cell {
	if h.env.Journal == nil {
		return nil
	}
	known := map[string]bool{}
	for _, c := range h.env.History().Changes {
		known[c.Plan] = true
	}
	var cells []kit.Cell
	for i, steps := range append([][]plan.JournalEntry{h.env.Journal.Last}, h.env.Journal.Earlier...) {
		o, ok := plan.Resume(steps)
		if !ok || len(cells) == homeMade || known[steps[0].Plan] {
			continue
		}
		c := kit.Cell{Text: h.changeText(o, steps[len(steps)-1]), Open: Place{Service: o.Service}.Intent()}
		if i == 0 {
			c.Aside = "u undo"
		}
		cells = append(cells, c)
	}
	return cells
}

// changeText says in words what an order changed, when, and who gave it.
func (h *Home) changeText(o plan.Order, last plan.JournalEntry) string {
	words := " registered for "
	if o.Direction == catalog.Remove {
		words = " removed from "
	}
	var names []string
	for _, one := range o.Orders() {
		names = append(names, one.CatalogService().Name)
	}
	who := ShortCaller(last.Caller)
	if last.Caller == h.env.Reading.Caller.ARN {
		who = "you"
	}
	return phrase.When(last.Time, h.env.Now) + "  " + h.env.nodeName(o.Account.Node()) + words + phrase.JoinMost(names, " and ", 2) + " (" + who + ")"
}
