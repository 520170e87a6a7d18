package widget

import (
	"strings"

	"deputy/ui/theme"
)

// Line builds one line of exact width from painted pieces. Every text goes
// through Clean, so nothing that AWS sends reaches the terminal raw.
type Line struct {
	theme  *theme.Theme
	ground theme.Ground
	width  int
	used   int
	b      strings.Builder
	open   ink // of the piece that was written last, and not ended yet
	gap    int // blanks behind it that were not written yet
}

// ink is how a piece is painted.
type ink struct {
	meaning theme.Meaning
	ground  theme.Ground
	on      bool // something is painted
}

// NewLine begins a line of so many cells on a ground.
func NewLine(t *theme.Theme, g theme.Ground, width int) *Line {
	l := &Line{theme: t, ground: g, width: max(0, width)}
	l.b.Grow(l.width + 64)
	return l
}

// Left returns how many cells are still free.
func (l *Line) Left() int { return l.width - l.used }

// Used returns how many cells are taken.
func (l *Line) Used() int { return l.used }

// Put appends text in the colour of its meaning, cut with an ellipsis where the
// line ends.
func (l *Line) Put(m theme.Meaning, text string) *Line { return l.put(m, l.ground, text, l.Left()) }

// PutOn appends text on another ground than that of the line.
func (l *Line) PutOn(m theme.Meaning, g theme.Ground, text string) *Line {
	return l.put(m, g, text, l.Left())
}

// Cell appends text in a column of so many cells, cut or padded to it.
func (l *Line) Cell(m theme.Meaning, text string, width int) *Line {
	end := min(l.width, l.used+max(0, width))
	l.put(m, l.ground, text, end-l.used)
	return l.To(end)
}

// Number appends text at the right edge of a column of so many cells.
func (l *Line) Number(m theme.Meaning, text string, width int) *Line {
	text = Clean(text)
	end := min(l.width, l.used+max(0, width))
	l.To(end - Width(text))
	return l.put(m, l.ground, text, end-l.used)
}

// Whole appends text only if all of it fits: IDs are never cut.
func (l *Line) Whole(m theme.Meaning, text string) *Line {
	if text = Clean(text); Width(text) <= l.Left() {
		l.put(m, l.ground, text, l.Left())
	}
	return l
}

// Right appends text at the right edge of the line, if it fits behind what is
// there with a blank between.
func (l *Line) Right(m theme.Meaning, text string) *Line {
	text = Clean(text)
	if w := Width(text); l.used == 0 && w <= l.width || w < l.Left() {
		l.To(l.width - w)
		l.put(m, l.ground, text, w)
	}
	return l
}

// To pads with blanks up to a column, counted from 0.
func (l *Line) To(column int) *Line {
	if n := min(column, l.width) - l.used; n > 0 {
		l.gap += n
		l.used += n
	}
	return l
}

// close ends the last piece and writes the blanks behind it.
func (l *Line) close() {
	if l.open.on {
		_, off := l.theme.Inks(l.open.meaning, l.open.ground)
		l.b.WriteString(off)
		l.open = ink{}
	}
	if l.gap > 0 {
		on, off := l.theme.Inks(theme.Plain, l.ground)
		l.b.WriteString(on)
		l.blanks()
		l.b.WriteString(off)
	}
}

// blanks writes the blanks behind the last piece in whatever ink is open.
func (l *Line) blanks() {
	for ; l.gap > 0; l.gap-- {
		l.b.WriteByte(' ')
	}
}

// Space pads with so many blanks.
func (l *Line) Space(n int) *Line { return l.To(l.used + n) }

// String ends the line and returns it, at exactly its width.
func (l *Line) String() string {
	l.To(l.width)
	l.close()
	return l.b.String()
}

// put appends text in at most so many cells.
func (l *Line) put(m theme.Meaning, g theme.Ground, text string, room int) *Line {
	text = Cut(Clean(text), room, l.theme.Marks.Ellipsis)
	if text == "" {
		return l
	}
	// Blanks between two pieces of one ink are painted with them: a terminal is then
	// sent half of the changes of colour in a table.
	if next := (ink{m, g, true}); next == l.open && g == l.ground {
		l.blanks()
	} else {
		l.close()
		on, _ := l.theme.Inks(m, g)
		l.b.WriteString(on)
		l.open = next
	}
	l.b.WriteString(text)
	l.used += Width(text)
	return l
}
