package pane

import (
	"strconv"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// idleMark is a statement that never has an effect, at its place in the shown
// text. It is muted, and the letter of its reason stands in the margin.
type idleMark struct {
	span scp.Span
	line int
}

// letter returns the letter of an idle statement; empty for those that are not
// listed.
func letter(i int) string {
	if i >= idleMost {
		return ""
	}
	return string(rune('a' + i))
}

// idleMost is the number of idle statements that are listed.
const idleMost = 9

// writeIdle lists the statements that never have an effect, and why, with the
// letters of the margin.
func (d *Document) writeIdle(p *page) {
	all := d.env.idle(d.on)
	for i, x := range all[:min(len(all), idleMost)] {
		text := "Statement " + strconv.Itoa(x.Index) + " never has an effect: " + x.Sentence + "."
		for k, part := range kit.Wrap(text, p.Width-8) {
			l := p.Line()
			if k == 0 {
				l.Number(theme.Muted, letter(i), 2).Put(theme.Muted, " "+d.env.Theme.Marks.Dot)
			}
			p.Add(l.To(6).Put(theme.Plain, part))
		}
	}
	if more := len(all) - idleMost; more > 0 {
		p.Add(p.Line().To(6).Put(theme.Muted, "and "+phrase.Count(more, "more statement")))
	}
}

// markIdle finds the idle statements in the shown text.
func (d *Document) markIdle() {
	d.idle = d.idle[:0]
	if d.layout == nil {
		return
	}
	for _, x := range d.env.idle(d.on) {
		span := d.layout.shown(x.Span)
		d.idle = append(d.idle, idleMark{span, d.layout.lineAt(span.Start)})
	}
}

// letterOn returns the letter of the idle statement that begins on a line.
func (d *Document) letterOn(line int) string {
	for i, x := range d.idle {
		if x.line == line {
			return letter(i)
		}
	}
	return ""
}

// isIdle reports whether a stretch of the text belongs to an idle statement.
func (d *Document) isIdle(s stretch) bool {
	for _, x := range d.idle {
		if s.start >= x.span.Start && s.end <= x.span.End {
			return true
		}
	}
	return false
}
