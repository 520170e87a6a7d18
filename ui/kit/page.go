package kit

import (
	"strings"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// LabelWidth is the width of a page's labels, so that values line up on all pages.
const LabelWidth = 17

// Page is lines of text of one width, written from top to bottom. It is made again
// for each view; Scroll shows a part of it.
type Page struct {
	look  *Look
	Width int
	Lines []string
}

// NewPage returns an empty page.
func NewPage(look *Look, width int) Page { return Page{look: look, Width: width} }

// Line begins a line with the margin that all pages have; Add ends it.
func (p *Page) Line() *widget.Line {
	return widget.NewLine(p.look.Theme, theme.Page, p.Width).Space(1)
}

// Add appends a line.
func (p *Page) Add(l *widget.Line) { p.Lines = append(p.Lines, l.String()) }

// Blank appends an empty line, but never two.
func (p *Page) Blank() {
	if n := len(p.Lines); n > 0 && strings.TrimSpace(p.Lines[n-1]) != "" {
		p.Lines = append(p.Lines, strings.Repeat(" ", p.Width))
	}
}

// Heading appends a heading after a blank line.
func (p *Page) Heading(text string) {
	p.Blank()
	p.Add(p.Line().Put(theme.Strong, text))
}

// Field appends a labelled value, wrapped beside its label.
func (p *Page) Field(label string, m theme.Meaning, value string) {
	p.Columns(label, m, value, LabelWidth)
}

// Columns appends a label, width cells wide, and a value wrapped beside it.
func (p *Page) Columns(label string, m theme.Meaning, value string, width int) {
	for i, text := range Wrap(value, p.Width-2-width) {
		l := p.Line()
		if i == 0 {
			l.Cell(theme.Muted, label, width-1)
		}
		p.Add(l.To(1+width).Put(m, text))
	}
}

// Identity appends a labelled ARN or ID, broken after a slash or colon where it
// does not fit.
func (p *Page) Identity(label, value string) {
	value = widget.Clean(value)
	for room := max(8, p.Width-2-LabelWidth); value != ""; label = "" {
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
		p.Add(p.Line().Cell(theme.Muted, label, LabelWidth).Put(theme.Plain, value[:n]))
		value = value[n:]
	}
}

// Say appends a mark and a wrapped sentence beside it.
func (p *Page) Say(m theme.Meaning, mark, text string) {
	indent := 0
	if mark != "" {
		indent = 2
	}
	for i, part := range Wrap(text, p.Width-2-indent) {
		l := p.Line()
		if i == 0 && mark != "" {
			l.Put(m, mark)
		}
		p.Add(l.To(1+indent).Put(m, part))
	}
}

// Arriving appends the sign that something is being read.
func (p *Page) Arriving(what string) {
	p.Add(p.Line().Put(theme.Muted, p.look.Spinner()+" "+what))
}

// Wrap cleans a text and breaks it into lines. An empty text has no lines.
func Wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	return widget.Wrap(widget.Clean(text), max(8, width))
}
