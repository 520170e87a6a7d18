package command

import (
	"fmt"
	"slices"

	"deputy/model/scp"
	"deputy/model/verdict"
)

// writeVerdict writes a verdict for people, level by level.
func (l *loader) writeVerdict(p *page, v verdict.Verdict) {
	p.line(v.Headline(l.reading) + "   (identity policies are not considered)")
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
	for _, x := range verdict.Alternatives(l.reading, v) {
		more = append(more, x.Sentence())
	}
	p.section("What would change it", more)
	more = nil
	for _, d := range v.Derived {
		more = append(more, d.Text())
	}
	p.section("Filled in", more)
	more = v.Notes
	if v.OwnerUnknown {
		more = append(slices.Clip(more), "Give the owner with --resource-account ACCOUNT.")
	}
	p.section("To note", more)
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

// notesOf returns the notes of a verdict, what is doubtful of the question itself
// first.
func notesOf(v verdict.Verdict) []string {
	if v.Warning == "" {
		return v.Notes
	}
	return append([]string{v.Warning}, v.Notes...)
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
