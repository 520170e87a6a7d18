package report

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/finding"
	"deputy/model/phrase"
)

// findings returns the findings with their evidence, the gravest first.
func (b *builder) findings() *section {
	s := &section{anchor: "findings", title: "Findings"}
	s.add(paragraph(say("What looks wrong or risky, what is good to know, and what could not be checked. The severities are deputy's own judgement.")))
	if b.inspection.Count() == 0 {
		s.add(paragraph(say("deputy found nothing wrong in what it could check.")))
	}
	out := &table{caption: "Findings by severity", columns: []string{"Severity", "Finding", "Code"}}
	for i := range b.inspection.Findings {
		f := &b.inspection.Findings[i]
		at := "finding-" + strconv.Itoa(i+1)
		out.rows = append(out.rows, []line{severity(f), {{text: f.Title, link: "#" + at}}, {{text: f.Code, mark: "id"}}})
		s.below = append(s.below, b.finding(f, at))
	}
	if len(out.rows) > 0 {
		s.add(out)
	}
	return s
}

// severity returns a finding's severity as a badge.
func severity(f *finding.Finding) line {
	mark := map[finding.Severity]string{finding.SeverityHigh: "badge high", finding.SeverityMedium: "badge medium"}[f.Severity]
	if mark == "" {
		mark = "badge"
	}
	return line{{text: f.Severity.String(), mark: mark}}
}

// finding returns one finding: evidence, details, how to fix it and AWS's pages.
func (b *builder) finding(f *finding.Finding, at string) *section {
	s := &section{anchor: at, title: f.Title, mark: severity(f)}
	s.add(paragraph(say(f.Evidence)))
	if len(f.Details) > 0 {
		s.add(list(says(f.Details)))
	}
	if len(f.Powers) > 0 {
		s.add(b.powers(f.Powers))
	}
	var fix []string
	if f.Fix != "" {
		fix = append(fix, f.Fix)
	}
	exported := export.Findings(b.reading, []*finding.Finding{f})
	for i, c := range exported.Columns {
		if title, ok := exported.Rows[0][i].(string); ok && c.Key == "plan" {
			fix = append(fix, "deputy can plan it: "+phrase.Sentence(title))
		}
	}
	if f.Unavailable != "" {
		fix = append(fix, "Not possible now: "+f.Unavailable)
	}
	if len(fix) > 0 {
		s.add(paragraph{{text: "How to fix it: ", mark: "strong"}, {text: strings.Join(fix, " ")}})
	}
	b.addDrafts(s, f.Drafts)
	if f.Gap != nil {
		s.add(notice(say("Not read: " + f.Gap.Sentence())))
	}
	var pages list
	for _, page := range f.Sources {
		pages = append(pages, line{{text: page, link: page}})
	}
	if len(pages) > 0 {
		s.add(pages)
	}
	return s
}

// addDrafts adds proposed policies, each once with all nodes to which it would be
// attached.
func (b *builder) addDrafts(s *section, drafts []model.Draft) {
	for i, d := range drafts {
		same := func(x model.Draft) bool { return x.Name == d.Name && x.Text == d.Text }
		if slices.ContainsFunc(drafts[:i], same) {
			continue
		}
		var targets []string
		for _, x := range drafts[i:] {
			if same(x) {
				targets = append(targets, b.nodeWords(x.Target))
			}
		}
		s.add(paragraph{{text: "Proposed policy " + d.Name, mark: "strong"}, {text: " for " + phrase.Join(targets, " and ") + ":"}}, code(d.Text))
	}
}

// nodeWords returns a node's name and ID.
func (b *builder) nodeWords(id model.NodeID) string {
	if name := b.reading.NodeName(id); name != "" && name != string(id) {
		return name + " (" + string(id) + ")"
	}
	return string(id)
}

// powers returns what an attacker could do with each of several accounts.
func (b *builder) powers(all []finding.Power) *table {
	out := &table{caption: "What an attacker could do with each account", columns: []string{"Account", "Through", "What an attacker could do", "SCPs that apply"}}
	for i := range all {
		p := &all[i]
		for k, c := range p.Capabilities {
			guards := ""
			if k == 0 {
				guards = strings.ReplaceAll(strings.Join(p.Guards, "; "), "SCPs at ", "")
			}
			out.rows = append(out.rows, []line{b.account(p.Account), say(c.Through), say(c.What), say(guards)})
		}
	}
	return out
}
