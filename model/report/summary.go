package report

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/overview"
	"deputy/model/phrase"
)

// summary returns the figures of the organization, and which guardrails its accounts
// have.
func (b *builder) summary() *section {
	s := &section{anchor: "summary", title: "Summary"}
	s.add(b.figures())
	accounts, certain := b.overview.Accounts()
	out := &table{caption: "Guardrails by topic", columns: []string{"Policies restrict", "Accounts", "Share"}, numbers: []int{1, 2}}
	for _, g := range b.overview.Guardrails() {
		out.rows = append(out.rows, []line{say(g.Topic.Phrase()), say(phrase.Thousands(g.Accounts)), say(phrase.Percent(g.Accounts, accounts))})
	}
	if len(out.rows) > 0 {
		text := "How many of " + phrase.Count(accounts, "account") + " have SCPs or RCPs that restrict a topic. The management account, to which no policy applies, and accounts out of use are not counted."
		if n := b.overview.Bare(); n > 0 {
			text += " No policy restricts anything for " + phrase.Count(n, "account") + "."
		}
		s.add(paragraph(say(text)), out)
	}
	if !certain {
		s.add(notice(say("deputy could not read or understand all policies that may be attached, so accounts may have more guardrails.")))
	}
	return s
}

// lacking returns which accounts lack a guardrail that most of their siblings have.
func (b *builder) lacking() *section {
	s := &section{anchor: "missing-guardrails", title: "Missing guardrails"}
	lacks := b.overview.Lacking()
	if len(lacks) == 0 {
		s.add(paragraph(say("deputy found no accounts without a guardrail that most of their siblings have.")))
		return s
	}
	out := &table{caption: "Accounts without a guardrail that most of their siblings have", columns: []string{"OU or accounts", "Accounts", "No guardrail for", "Siblings with it"}, numbers: []int{1}}
	for i := range lacks {
		out.rows = append(out.rows, b.lack(&lacks[i]))
	}
	s.add(paragraph(say("OUs and accounts without a guardrail that most of their siblings have.")), out)
	return s
}

// lack returns a row about accounts that lack guardrails.
func (b *builder) lack(x *overview.Lack) []line {
	name := b.pathOf(x.Node)
	if x.Direct {
		var names []string
		for _, id := range x.Some {
			names = append(names, b.reading.NodeName(id))
		}
		if n := x.Accounts - len(names); n > 0 {
			names = append(names, phrase.Thousands(n)+" more")
		}
		name += ": " + phrase.Join(names, " and ")
	}
	topics := make([]string, len(x.Topics))
	for i, t := range x.Topics {
		topics[i] = t.Phrase()
	}
	return []line{
		say(name), say(phrase.Thousands(x.Accounts)), say(phrase.Join(topics, ", ")),
		say(phrase.Thousands(x.Have) + " of " + phrase.Thousands(x.Of) + " in " + b.pathOf(x.Among)),
	}
}

// figures returns the figures. What has not been read is unknown, never zero.
func (b *builder) figures() figures {
	r := b.reading
	all := figures{
		{b.count(length(r.Accounts()), model.PartKey{Part: model.PartAccounts}), "accounts"},
		{b.count(length(r.OUs()), model.PartKey{Part: model.PartOUs}), "OUs"},
	}
	for _, t := range model.Evaluated() {
		n, part := 0, model.PartKey{Part: model.PartRoots} // which says that a type is not enabled
		if r.PolicyTypeStatus(t) != "" {
			part = model.PartKey{Part: model.PartPolicies, Target: string(t)}
			n = len(slices.DeleteFunc(slices.Clone(r.Policies(t)), func(p *model.Policy) bool { return p.ID == t.Full() }))
		}
		all = append(all, [2]string{b.count(n, part), t.Abbreviation() + "s"})
	}
	delegated := "unknown"
	if r.Status(model.PartTrustedAccess, "").Known() {
		delegated = strconv.Itoa(b.inspection.Delegated) + " of " + strconv.Itoa(b.inspection.Trusted)
		if !b.inspection.Certain {
			delegated = "at least " + delegated
		}
	}
	return append(all, [2]string{delegated, "services with trusted access are delegated"},
		[2]string{phrase.Thousands(b.inspection.Count()), "findings: " + b.severities()})
}

// length returns how many nodes there are.
func length(nodes iter.Seq[*model.Node]) (n int) {
	for range nodes {
		n++
	}
	return n
}

// count returns how many there are of something that a part has.
func (b *builder) count(n int, part model.PartKey) string {
	switch {
	case b.reading.Status(part.Part, part.Target).Known():
		return phrase.Thousands(n)
	case n == 0:
		return "unknown"
	default:
		return "at least " + phrase.Thousands(n)
	}
}

// severities returns how many findings of each severity there are, and how many
// could not be checked.
func (b *builder) severities() string {
	counts := map[finding.Severity]int{}
	for i := range b.inspection.Findings {
		counts[b.inspection.Findings[i].Severity]++
	}
	var words []string
	for _, s := range []finding.Severity{finding.SeverityHigh, finding.SeverityMedium, finding.SeverityLow, finding.SeverityOpen} {
		if counts[s] > 0 {
			words = append(words, strconv.Itoa(counts[s])+" "+s.String())
		}
	}
	return cmp.Or(strings.Join(words, ", "), "none")
}
