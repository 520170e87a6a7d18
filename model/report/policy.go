package report

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
)

// policyRow returns a policy's row: its size against AWS's quota, where it is
// attached and to how many accounts it applies.
func (b *builder) policyRow(p *model.Policy) []line {
	size := line{{text: "not read", mark: "unknown"}}
	if d, status := b.reading.Document(p.ID); status.Known() {
		size = say(phrase.Thousands(utf8.RuneCountInString(d.Text)))
		if quota, _ := p.Type.Quota(); quota > 0 {
			size[0].text += " of " + phrase.Thousands(quota)
		}
	}
	targets, accounts := line{{text: "not read", mark: "unknown"}}, line(nil)
	if ids, status := b.reading.Targets(p.ID); status.Known() {
		names := make([]line, len(ids))
		for i, id := range ids {
			names[i] = say(b.pathOf(id))
			if a := b.anchorOf(id); a != "" {
				names[i][0].link = "#" + a
			}
		}
		if targets = joined(names); len(ids) == 0 {
			targets = say("nothing")
		}
		accounts = say(phrase.Thousands(b.reading.Reach(p.ID)))
	}
	return []line{say(cmp.Or(p.Name, string(p.ID))), say(p.Type.Abbreviation()), {{text: string(p.ID), mark: "id"}}, say(p.Description), size, targets, accounts, b.problems(p)}
}

// problems returns what is wrong or doubtful in a policy's document.
func (b *builder) problems(p *model.Policy) line {
	d := b.reading.ParsedDocument(p.ID, p.Type)
	if d == nil {
		return nil
	}
	errors, warnings, _ := lint.Count(lint.Check(d))
	var words []string
	if errors > 0 {
		words = append(words, phrase.Count(errors, "error"))
	}
	if warnings > 0 {
		words = append(words, phrase.Count(warnings, "warning"))
	}
	return say(strings.Join(words, ", "))
}

// texts returns the documents of all policies as they are stored.
func (b *builder) texts() *section {
	s := &section{anchor: "documents", title: "Policy documents"}
	s.add(paragraph(say("The documents of the SCPs and RCPs as AWS Organizations stores them.")))
	for _, t := range model.Evaluated() {
		for _, p := range b.reading.Policies(t) {
			if p.ID == t.Full() {
				continue
			}
			below := &section{anchor: anchor("document", string(p.ID)), title: cmp.Or(p.Name, string(p.ID)), mark: line{{text: t.Abbreviation() + " " + string(p.ID), mark: "id"}}}
			switch d, status := b.reading.Document(p.ID); {
			case status.Gap != nil:
				below.add(notice(say("Not read: " + status.Gap.Sentence())))
			case !status.Known():
				below.add(notice(say("Not read.")))
			default:
				below.add(code(d.Text))
			}
			s.below = append(s.below, below)
		}
	}
	return s
}
