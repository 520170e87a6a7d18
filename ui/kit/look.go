package kit

import (
	"time"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Look is what every frame is drawn with, whatever it shows. The root keeps it
// up to date.
type Look struct {
	Theme *theme.Theme
	Frame int       // the spinner's frame
	Now   time.Time // when the last message came, for ages
}

// Ground returns the ground of a row: a filled one under the cursor.
func Ground(cursor, focused bool) theme.Ground {
	switch {
	case cursor && focused:
		return theme.Cursor
	case cursor:
		return theme.Resting
	default:
		return theme.Page
	}
}

// CursorMark returns the cell before a row: a bar at the cursor, so that users
// find the row without colours.
func (l *Look) CursorMark(cursor bool) string {
	if cursor {
		return l.Theme.Marks.Bar
	}
	return " "
}

// Row begins a row of a list. The row under the cursor has a ground and a mark.
func (l *Look) Row(cursor, focused bool, width int) *widget.Line {
	return widget.NewLine(l.Theme, Ground(cursor, focused), width).Put(theme.Accent, l.CursorMark(cursor))
}

// Spinner returns the sign of something that is being read.
func (l *Look) Spinner() string {
	frames := l.Theme.Marks.Spinner
	return frames[l.Frame%len(frames)]
}

// Pad appends empty lines up to the height of the rectangle, or cuts lines off
// that are too many.
func Pad(t *theme.Theme, lines []string, s Size) []string {
	if len(lines) > s.H {
		return lines[:s.H]
	}
	for len(lines) < s.H {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	}
	return lines
}
