package kit

import (
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Sheet is wrapped text with marks and indents that scrolls as a whole. Unlike a
// Page, it is made again only when its content or width changes.
type Sheet struct {
	Rows  []SheetRow
	Top   int
	Width int
}

// SheetRow is one line of a sheet.
type SheetRow struct {
	Ground  theme.Ground
	Indent  int
	Mark    string        // before the text
	Marked  theme.Meaning // of the mark
	Meaning theme.Meaning
	Text    string
	Aside   string // muted, at the right edge
}

// Reset empties the sheet for content of a width. It stays scrolled to its place.
func (s *Sheet) Reset(width int) { s.Rows, s.Width = s.Rows[:0], width }

// Blank appends an empty line, but not at the top and not twice.
func (s *Sheet) Blank() {
	if n := len(s.Rows); n > 0 && s.Rows[n-1].Text != "" {
		s.Rows = append(s.Rows, SheetRow{})
	}
}

// Add appends a row, wrapped to the width: its further lines begin below the text
// of the first.
func (s *Sheet) Add(r SheetRow) {
	first, hang := r.Text, r.Indent+widget.Width(r.Mark)
	room := max(8, s.Width-hang-2-widget.Width(r.Aside))
	lines := widget.Wrap(widget.Clean(first), room)
	for i, l := range lines {
		if i == 1 {
			r.Indent, r.Mark, r.Aside = hang, "", ""
		}
		r.Text = l
		s.Rows = append(s.Rows, r)
	}
}

// Put appends wrapped text.
func (s *Sheet) Put(m theme.Meaning, text string) {
	s.Add(SheetRow{Indent: 1, Meaning: m, Text: text})
}

// Item appends wrapped text beside a mark.
func (s *Sheet) Item(mark string, marked, m theme.Meaning, text string) {
	s.Add(SheetRow{Indent: 1, Mark: mark + " ", Marked: marked, Meaning: m, Text: text})
}

// Scroll carries out a moving command; it ignores others.
func (s *Sheet) Scroll(c Command, height int) { s.Wheel(ScrollRows(c, height, len(s.Rows)), height) }

// View returns the visible rows: at most height lines.
func (s *Sheet) View(t *theme.Theme, height int) []string {
	s.Top = max(0, min(s.Top, len(s.Rows)-height))
	var lines []string
	for _, r := range s.Rows[s.Top:min(len(s.Rows), s.Top+height)] {
		l := widget.NewLine(t, r.Ground, s.Width).Space(r.Indent)
		l.Put(r.Marked, r.Mark).Put(r.Meaning, r.Text)
		lines = append(lines, l.Right(theme.Muted, r.Aside).String())
	}
	return lines
}

// Wheel scrolls by so many rows.
func (s *Sheet) Wheel(rows, height int) {
	s.Top = max(0, min(s.Top+rows, len(s.Rows)-height))
}
