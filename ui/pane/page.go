package pane

import (
	"strings"
	"time"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// labelWidth is the column of a page's labels, so that values line up on all
// pages.
const labelWidth = 17

// page is lines of text of one width, written top down.
type page struct {
	env   *Env
	width int
	lines []string
}

// line begins a line with the margin that all pages have.
func (p *page) line() *widget.Line {
	return widget.NewLine(p.env.Theme, theme.Page, p.width).Space(1)
}

// add ends a line and appends it.
func (p *page) add(l *widget.Line) { p.lines = append(p.lines, l.String()) }

// blank appends an empty line, but never two.
func (p *page) blank() {
	if n := len(p.lines); n > 0 && strings.TrimSpace(p.lines[n-1]) != "" {
		p.lines = append(p.lines, strings.Repeat(" ", p.width))
	}
}

// heading appends a heading after a blank line.
func (p *page) heading(text string) {
	p.blank()
	p.add(p.line().Put(theme.Strong, text))
}

// field appends a labelled value, wrapped beside its label.
func (p *page) field(label string, m theme.Meaning, value string) {
	p.columns(label, m, value, labelWidth)
}

// columns appends a label in so many cells and a value wrapped beside it.
func (p *page) columns(label string, m theme.Meaning, value string, width int) {
	for i, text := range wrap(value, p.width-2-width) {
		l := p.line()
		if i == 0 {
			l.Cell(theme.Muted, label, width-1)
		}
		p.add(l.To(1+width).Put(m, text))
	}
}

// identity appends a labelled ARN or ID, broken behind a slash or colon where it
// does not fit.
func (p *page) identity(label, value string) {
	value = widget.Clean(value)
	for room := max(8, p.width-2-labelWidth); value != ""; label = "" {
		n := len(value)
		if widget.Width(value) > room {
			n = len(widget.Cut(value, room, ""))
			if i := strings.LastIndexAny(value[:n], "/:"); i > 0 {
				n = i + 1
			}
		}
		if n == 0 {
			return
		}
		p.add(p.line().Cell(theme.Muted, label, labelWidth).Put(theme.Plain, value[:n]))
		value = value[n:]
	}
}

// say appends a wrapped sentence behind a mark.
func (p *page) say(m theme.Meaning, mark, text string) {
	indent := 0
	if mark != "" {
		indent = 2
	}
	for i, part := range wrap(text, p.width-2-indent) {
		l := p.line()
		if i == 0 && mark != "" {
			l.Put(m, mark)
		}
		p.add(l.To(1+indent).Put(m, part))
	}
}

// arriving appends the sign that something is being read.
func (p *page) arriving(what string) {
	p.add(p.line().Put(theme.Muted, spinner(p.env)+" "+what))
}

// gap appends what could not be read, why, and what mends it.
func (p *page) gap(g *model.Gap) {
	what := g.Operation
	if g.Target != "" {
		what += " of " + g.Target
	}
	p.say(theme.Warning, p.env.Theme.Marks.Gap, what)
	for _, text := range wrap(g.Cause, p.width-4) {
		p.add(p.line().Space(2).Put(theme.Plain, text))
	}
	for _, text := range wrap(g.Mend, p.width-4) {
		p.add(p.line().Space(2).Put(theme.Muted, text))
	}
}

// state appends a gap, or the sign that the part is being read, or that nobody
// asked for it yet; false if there is something to show instead.
func (p *page) state(s model.Status, what string) bool {
	switch s.Progress {
	case model.Failed:
		p.gap(gapOf(s))
	case model.Waiting:
		p.arriving("reading " + what)
	case model.Unread:
		p.add(p.line().Put(theme.Muted, p.env.Theme.Marks.Unknown+" "+what+": not read yet"))
	case model.Partial, model.Complete, model.Saved:
		return false
	}
	return true
}

// gapOf gives a failed status's gap, with words where it has none.
func gapOf(s model.Status) *model.Gap {
	if s.Gap != nil {
		return s.Gap
	}
	return &model.Gap{Operation: "This could not be read", Cause: "no reason was given"}
}

// wrap cleans a text and breaks it into lines; no lines for an empty text.
func wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	return widget.Wrap(widget.Clean(text), max(8, width))
}

// asOf tells from when something saved is; empty for what was read in this
// run.
func asOf(env *Env, s model.Status) string {
	switch {
	case s.Progress != model.Saved:
		return ""
	case s.At.IsZero():
		return "saved"
	default:
		return "as of " + moment(env, s.At)
	}
}

// moment writes a time in UTC, with its date if that is not today's.
func moment(env *Env, t time.Time) string {
	if day(t) == day(env.Now) {
		return clock(t)
	}
	return day(t) + " " + clock(t)
}

// clock writes a time of the day in UTC.
func clock(t time.Time) string { return t.UTC().Format("15:04Z") }

// day writes a date in UTC; empty if it is not known.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}
