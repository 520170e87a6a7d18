package pane

import (
	"strings"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// boardSplit is the width from which the two sides of a board stand beside each
// other.
const boardSplit = 96

// board is text about two sides, in sections: the sides beside each other where
// there is room, else one below the other.
type board struct {
	env    *Env
	rows   []boardRow
	window widget.Window
	side   int  // the side that the cursor is on
	two    bool // the sides stand beside each other
	width  int
	items  int
	head   int // rows of the pane above the board in the last view
}

// section is a part of a board: text across both sides, or cells on each. Cells
// at the same place stand beside each other; one without text leaves room.
type section struct {
	title string
	whole []cell
	heads [2]string
	names [2]string // head the sides where they do not stand beside each other and have no heads
	cells [2][]cell
}

// cell is one thing that the cursor can be on.
type cell struct {
	mark    string
	marked  theme.Meaning
	label   string // muted, in a column before the text
	column  int    // how wide that is
	meaning theme.Meaning
	text    string
	aside   string // muted, behind the text
	open    Intent // what Enter does; nil for nothing
	piece   int    // which supposition it is, from 1
}

// boardRow is one line of the screen.
type boardRow struct {
	item  int // rows of one item are chosen together; 0 for what only heads and parts
	whole bool
	parts [2]boardPart
}

// boardPart is a cell's part of a line.
type boardPart struct {
	cell  *cell
	text  string
	first bool
	aside string
}

// set puts sections on the board. The cursor stays on its row.
func (b *board) set(sections []section, width int) {
	b.width, b.two, b.rows, b.items = width, width >= boardSplit, b.rows[:0], 0
	for i := range sections {
		b.put(&sections[i])
	}
	b.window.Len = len(b.rows)
	b.settle(1)
}

// half is how wide a side is.
func (b *board) half() int {
	if b.two {
		return (b.width - 1) / 2
	}
	return b.width
}

// put adds a section after an empty line.
func (b *board) put(s *section) {
	if len(b.rows) > 0 && len(s.whole)+len(s.cells[0])+len(s.cells[1]) > 0 {
		b.rows = append(b.rows, boardRow{whole: true})
	}
	if s.title != "" {
		b.heading(s.title, "")
	}
	for i := range s.whole {
		b.item(b.parts(&s.whole[i], b.width), nil, true)
	}
	if b.two {
		b.beside(s)
		return
	}
	for side := range s.cells {
		b.headSide(s, side)
		for i := range s.cells[side] {
			if c := &s.cells[side][i]; c.text != "" {
				b.item(b.parts(c, b.width), nil, true)
			}
		}
	}
}

// beside adds the sides of a section beside each other.
func (b *board) beside(s *section) {
	if s.heads != [2]string{} {
		b.rows = append(b.rows, boardRow{parts: [2]boardPart{{text: s.heads[0]}, {text: s.heads[1]}}})
	}
	for i := range max(len(s.cells[0]), len(s.cells[1])) {
		var sides [2][]boardPart
		for side := range sides {
			if i < len(s.cells[side]) && s.cells[side][i].text != "" {
				sides[side] = b.parts(&s.cells[side][i], b.half())
			}
		}
		b.item(sides[0], sides[1], false)
	}
}

// headSide names a side above its cells.
func (b *board) headSide(s *section, side int) {
	switch {
	case len(s.cells[side]) == 0:
	case s.heads[side] != "":
		b.heading(s.heads[side], "")
	case s.names[side] != "":
		b.heading("", s.names[side])
	}
}

// heading adds a line that the cursor is never on.
func (b *board) heading(text, muted string) {
	b.rows = append(b.rows, boardRow{whole: true, parts: [2]boardPart{{text: text, aside: muted}}})
}

// item adds the lines of cells that are chosen together.
func (b *board) item(left, right []boardPart, whole bool) {
	b.items++
	for i := range max(len(left), len(right)) {
		r := boardRow{item: b.items, whole: whole}
		if i < len(left) {
			r.parts[0] = left[i]
		}
		if i < len(right) {
			r.parts[1] = right[i]
		}
		b.rows = append(b.rows, r)
	}
}

// boardIndent is the cells before a cell's text: the cursor's, the mark and a
// blank.
const boardIndent = 3

// parts breaks a cell into lines. What stands behind the text goes to the last
// line where it fits, else on a line of its own.
func (b *board) parts(c *cell, width int) []boardPart {
	var out []boardPart
	text, aside := widget.Clean(c.text), widget.Clean(c.aside)
	room := width - boardIndent - c.column - 1
	for _, line := range wrap(text, room) {
		out = append(out, boardPart{cell: c, text: line, first: len(out) == 0})
	}
	if aside == "" || len(out) == 0 {
		return out
	}
	last := &out[len(out)-1]
	if widget.Width(last.text)+widget.Width(aside)+3 <= room {
		last.aside = aside
		return out
	}
	for _, line := range wrap(aside, room) {
		out = append(out, boardPart{cell: c, aside: line})
	}
	return out
}

// view draws the visible rows into so many lines.
func (b *board) view(height int, focused bool) []string {
	b.window.Resize(len(b.rows), max(0, height))
	b.show()
	lines := make([]string, 0, height)
	for i := b.window.Top; i < b.window.End(); i++ {
		lines = append(lines, b.line(i, focused))
	}
	return lines
}

func (b *board) line(i int, focused bool) string {
	r := &b.rows[i]
	on := r.item > 0 && r.item == b.rows[b.window.Cursor].item
	if r.whole {
		return b.part(&r.parts[0], b.width, on, focused)
	}
	bar := b.env.Theme.Paint(theme.Muted, theme.Page, b.env.Theme.Marks.Vertical)
	side := b.lit()
	return b.part(&r.parts[0], b.half(), on && side == 0, focused) + bar +
		b.part(&r.parts[1], b.width-1-b.half(), on && side == 1, focused)
}

// lit gives the side of the cursor's row that is chosen: the other one where
// the row has nothing on this side.
func (b *board) lit() int {
	if b.window.Cursor >= len(b.rows) {
		return b.side
	}
	r := &b.rows[b.window.Cursor]
	if r.parts[b.side].cell == nil && r.parts[1-b.side].cell != nil {
		return 1 - b.side
	}
	return b.side
}

func (b *board) part(p *boardPart, width int, on, focused bool) string {
	l := widget.NewLine(b.env.Theme, ground(on, focused), width)
	if p.cell == nil {
		return l.Space(1).Put(theme.Strong, p.text).Put(theme.Muted, p.aside).String()
	}
	l.Put(theme.Accent, cursorMark(b.env, on))
	if p.first && p.cell.mark != "" {
		l.Put(p.cell.marked, p.cell.mark)
	}
	l.To(boardIndent)
	if p.first && p.cell.column > 0 {
		l.Cell(theme.Muted, p.cell.label, p.cell.column-1)
	}
	l.To(boardIndent+p.cell.column).Put(p.cell.meaning, p.text)
	if p.text == "" {
		return l.Put(theme.Muted, p.aside).String()
	}
	if p.aside != "" {
		l.Right(theme.Muted, p.aside+" ")
	}
	return l.String()
}

// do carries out what moves on the board.
func (b *board) do(c Command) {
	switch c {
	case Left:
		b.side = 0
	case Right:
		b.side = 1
	case Up:
		b.step(-1)
	case Down:
		b.step(1)
	case PageUp, End:
		move(&b.window, c)
		b.settle(-1)
	default:
		move(&b.window, c)
		b.settle(1)
	}
}

// step goes to the next item, or scrolls where there is none.
func (b *board) step(by int) {
	if len(b.rows) == 0 {
		return
	}
	from := b.rows[b.window.Cursor].item
	for i := b.window.Cursor; i >= 0 && i < len(b.rows); i += by {
		if item := b.rows[i].item; item > 0 && item != from {
			b.window.To(i)
			b.settle(by)
			return
		}
	}
	b.window.Top = max(0, min(b.window.Top+by, len(b.rows)-b.window.Height))
}

// settle moves the cursor off rows that it cannot be on, to the first row of an
// item.
func (b *board) settle(by int) {
	w := &b.window
	if len(b.rows) == 0 {
		w.Cursor = 0
		return
	}
	w.Cursor = max(0, min(w.Cursor, len(b.rows)-1))
	for _, way := range []int{by, -by} {
		for i := w.Cursor; i >= 0 && i < len(b.rows); i += way {
			if b.rows[i].item > 0 {
				w.To(i)
				for w.Cursor > 0 && b.rows[w.Cursor-1].item == b.rows[i].item {
					w.To(w.Cursor - 1)
				}
				return
			}
		}
	}
}

// show scrolls so that the whole item is visible, and the headings above the
// first one.
func (b *board) show() {
	w := &b.window
	if w.Cursor >= len(b.rows) || w.Cursor < w.Top || w.Cursor >= w.End() {
		return
	}
	first, last := w.Cursor, w.Cursor
	for last+1 < len(b.rows) && b.rows[last+1].item > 0 && b.rows[last+1].item == b.rows[first].item {
		last++
	}
	if last >= w.Top+w.Height {
		w.Top = min(first, last-w.Height+1)
	}
	for above := first - 1; above >= 0 && b.rows[above].item == 0; above-- {
		if above == 0 && first < w.Height {
			w.Top = 0
		}
	}
}

// chosen gives the cell under the cursor; nil if there is none.
func (b *board) chosen() *cell {
	if b.window.Cursor >= len(b.rows) {
		return nil
	}
	return b.rows[b.window.Cursor].parts[b.lit()].cell
}

// mouse chooses a cell and scrolls; true where it was clicked twice.
func (b *board) mouse(m Mouse) bool {
	if m.Wheel != 0 {
		b.window.Scroll(m.Wheel)
		b.settle(1)
		return false
	}
	i := b.window.Top + m.Y - b.head
	if m.Y < b.head || i >= b.window.End() || b.rows[i].item == 0 {
		return false
	}
	b.window.To(i)
	b.settle(1)
	if b.side = 0; b.two && m.X > b.half() {
		b.side = 1
	}
	return m.Twice
}

// text gives all that is on the board, for the clipboard.
func (b *board) text() string {
	var out strings.Builder
	for _, r := range b.rows {
		for side, p := range r.parts {
			if side == 1 && !r.whole {
				out.WriteString(" | ")
			}
			if p.cell != nil && p.first && p.cell.mark+p.cell.label != "" {
				out.WriteString(strings.TrimSpace(p.cell.mark+" "+p.cell.label) + " ")
			}
			out.WriteString(strings.TrimRight(p.text+"  "+p.aside, " "))
		}
		out.WriteByte('\n')
	}
	return out.String()
}
