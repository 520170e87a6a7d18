package pane

import (
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// sheet is wrapped text with marks and indents, scrolled as a whole. It is
// made anew when its content or width changes.
type sheet struct {
	rows  []sheetRow
	top   int
	width int
}

// sheetRow is one line of a sheet.
type sheetRow struct {
	ground  theme.Ground
	indent  int
	mark    string // before the text, in its own meaning
	marked  theme.Meaning
	meaning theme.Meaning
	text    string
	aside   string // muted, at the right edge
}

// reset empties the sheet for content of a width and keeps where it stands.
func (s *sheet) reset(width int) { s.rows, s.width = s.rows[:0], width }

// blank adds an empty line, but not at the top and not twice.
func (s *sheet) blank() {
	if n := len(s.rows); n > 0 && s.rows[n-1].text != "" {
		s.rows = append(s.rows, sheetRow{})
	}
}

// add adds text, wrapped to the width; further lines stand below the first
// one's text.
func (s *sheet) add(r sheetRow) {
	first, hang := r.text, r.indent+widget.Width(r.mark)
	room := max(8, s.width-hang-2-widget.Width(r.aside))
	lines := widget.Wrap(widget.Clean(first), room)
	for i, l := range lines {
		if i == 1 {
			r.indent, r.mark, r.aside = hang, "", ""
		}
		r.text = l
		s.rows = append(s.rows, r)
	}
}

// put adds plain wrapped text.
func (s *sheet) put(m theme.Meaning, text string) {
	s.add(sheetRow{indent: 1, meaning: m, text: text})
}

// item adds text behind a mark.
func (s *sheet) item(mark string, marked, m theme.Meaning, text string) {
	s.add(sheetRow{indent: 1, mark: mark + " ", marked: marked, meaning: m, text: text})
}

// scroll carries out a moving command; others do nothing.
func (s *sheet) scroll(c Command, height int) {
	to := s.top
	switch c {
	case Up:
		to--
	case Down:
		to++
	case PageUp:
		to -= max(1, height-1)
	case PageDown:
		to += max(1, height-1)
	case Home:
		to = 0
	case End:
		to = len(s.rows)
	default:
	}
	s.top = max(0, min(to, len(s.rows)-height))
}

// view draws the visible rows: at most height lines.
func (s *sheet) view(t *theme.Theme, height int) []string {
	s.top = max(0, min(s.top, len(s.rows)-height))
	var lines []string
	for _, r := range s.rows[s.top:min(len(s.rows), s.top+height)] {
		l := widget.NewLine(t, r.ground, s.width).Space(r.indent)
		l.Put(r.marked, r.mark).Put(r.meaning, r.text)
		lines = append(lines, l.Right(theme.Muted, r.aside).String())
	}
	return lines
}

// wheel scrolls by so many rows.
func (s *sheet) wheel(rows, height int) {
	s.top = max(0, min(s.top+rows, len(s.rows)-height))
}
