package command

import (
	"fmt"
	"slices"

	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// notConsidered says beside a verdict what it is not about.
const notConsidered = "   (identity policies are not considered)"

// writeExplained writes a verdict, with what AWS's own words add to it.
func (l *loader) writeExplained(p *page, x *verdict.Explained) {
	p.line(x.Headline(l.reading) + notConsidered)
	for _, text := range append(slices.Clip(x.Story), x.Unused) {
		if text != "" {
			p.item("  - ", text)
		}
	}
	l.writeReasons(p, x)
}

// writeTypical writes a typical verdict for people with what it assumes, and the
// exact one below it.
func (l *loader) writeTypical(p *page, a *typical.Answer) {
	p.line(a.Headline() + notConsidered)
	for _, text := range a.Lines() {
		p.item("  - ", text)
	}
	if conditions := a.Conditions(); len(conditions) > 1 {
		p.section("Not blocked if", conditions)
	}
	p.blank()
	p.line("Exactly: " + a.Exact.Headline(l.reading))
	l.writeReasons(p, &verdict.Explained{Verdict: a.Exact})
}

// writeReasons writes what a verdict follows from, level by level.
func (l *loader) writeReasons(p *page, x *verdict.Explained) {
	v := &x.Verdict
	if v.Warning != "" {
		p.item("", v.Warning)
	}
	if v.Ruling == verdict.Depends {
		for _, s := range v.Sentences() {
			p.item("  - ", s)
		}
	}
	l.writeLevels(p, "SCPs", v.SCP)
	l.writeLevels(p, "RCPs of the resource's owner "+string(v.Owner), v.RCP)
	var more []string
	for _, x := range x.Alternatives(l.reading) {
		more = append(more, x.Sentence())
	}
	p.section("What would change it", more)
	more = nil
	for _, d := range v.Derived {
		more = append(more, d.Text())
	}
	p.section("Derived", more)
	more = v.Notes
	if v.OwnerUnknown {
		more = append(slices.Clip(more), "Give the owner with --resource-account ACCOUNT.")
	}
	p.section("Notes", more)
	more = nil
	for _, g := range v.Gaps {
		more = append(more, g.Sentence())
	}
	p.section("Not read", append(more, v.Unread()...))
}

// writeLevels writes what the policies of each level made of the request.
func (l *loader) writeLevels(p *page, title string, rungs []verdict.RungVerdict) {
	if len(rungs) == 0 {
		return
	}
	p.blank()
	p.line(title)
	for i := range rungs {
		p.line("  " + rungs[i].Rung.Name)
		for _, b := range rungs[i].Contributions() {
			text := b.Text
			switch {
			case b.Name == "" || b.Effect == scp.Allow && b.Match == scp.True: // The text says it all.
			case b.Index > 0:
				text = fmt.Sprintf("%s, statement %d: %s", b.Name, b.Index, b.Text)
			default:
				text = b.Name + ": " + text
			}
			p.item("    "+contributionMark(b)+" ", text)
		}
	}
}

// contributionMark returns the sign of what a policy did, in ASCII: scripts read it.
func contributionMark(b verdict.Contribution) string {
	switch {
	case b.Match == scp.Unknown:
		return "?"
	case b.Match == scp.True && b.Effect == scp.Deny:
		return "x"
	case b.Match == scp.True:
		return "+"
	default:
		return " "
	}
}

// notesOf returns the notes of a verdict, the warning about the question itself
// first.
func notesOf(v verdict.Verdict) []string {
	if v.Warning == "" {
		return v.Notes
	}
	return append([]string{v.Warning}, v.Notes...)
}

// typicalEnd ends the program as a typical verdict does: it depends too where
// an alternative to an assumption changes it.
func typicalEnd(a *typical.Answer) error {
	if r := a.Ruling(); r != verdict.Unknown && a.Changes() {
		return rulingEnd(verdict.Depends)
	}
	return rulingEnd(a.Ruling())
}

// rulingEnd ends the program as a ruling does, without another word.
func rulingEnd(r verdict.Ruling) error {
	switch {
	case r.Denied():
		return end(Denied, "")
	case r == verdict.Depends:
		return end(Depends, "")
	case r == verdict.Unknown:
		return end(Unknown, "")
	default:
		return nil
	}
}
