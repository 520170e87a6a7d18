package command

import (
	"io"
	"strings"

	"deputy/ui/widget"
)

// textWidth is where text for people is wrapped.
const textWidth = 100

// page gathers text for people. What it is given may hold anything; what it
// prints is clean.
type page struct{ b strings.Builder }

// line adds a line as it is, however long: commands must stay whole.
func (p *page) line(text string) {
	p.b.WriteString(strings.TrimRight(widget.Clean(text), " "))
	p.b.WriteByte('\n')
}

// blank adds an empty line.
func (p *page) blank() { p.b.WriteByte('\n') }

// item adds text wrapped beside a mark; the lines after the first stand below
// the text.
func (p *page) item(mark, text string) {
	mark = widget.Clean(mark)
	indent := widget.Width(mark)
	for i, l := range widget.WrapWhole(widget.Clean(text), textWidth-indent) {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		p.line(mark + l)
	}
}

// section adds a heading and items below it, and nothing if there are none.
func (p *page) section(title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.blank()
	p.line(title)
	for _, text := range items {
		p.item("  - ", text)
	}
}

// maxColumn is how wide a column of a table may become. A longer cell moves what
// is behind it in its own row only.
const maxColumn = 48

// table adds rows in columns. No cell is cut, and the last one is not padded.
func (p *page) table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(maxColumn, widget.Width(widget.Clean(cell))))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			cell = widget.Clean(cell)
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", max(0, widths[i]-widget.Width(cell))+2))
			}
		}
		p.line(b.String())
	}
}

func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.b.String())
	return err
}
