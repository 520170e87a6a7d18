package kit

import (
	"slices"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// TwoSidesWidth is the narrowest board whose two sides stand beside each other.
const TwoSidesWidth = 96

// Board compares two things in sections: its two sides stand beside each other
// where there is room, else one below the other. A cursor moves from cell to cell.
// Make one with NewBoard.
type Board struct {
	look     *Look
	rows     []boardRow
	window   widget.Window
	side     int  // the side that the cursor is on
	TwoSides bool // the sides stand beside each other, as of the last Set
	width    int
	items    int
	Head     int // rows of the pane above the board in the last view

	// Skips lets the cursor pass over cells that open nothing.
	Skips bool
}

// NewBoard returns an empty board.
func NewBoard(look *Look) Board { return Board{look: look} }

// Section is a part of a board: cells across the whole width, then cells on each
// side. Cells with the same index stand beside each other; one without text
// leaves its place empty.
type Section struct {
	Title string
	Whole []Cell
	Heads [2]string
	Names [2]string // head the sides where they do not stand beside each other and have no heads
	Cells [2][]Cell
	Drawn []string // lines below the cells, drawn at the width of the board
}

// Cell is a piece of text that the cursor can be on.
type Cell struct {
	Mark    string
	Marked  theme.Meaning
	Label   string // in a column before the text
	Tinted  bool   // the label has the colour of the mark; else it is muted
	Column  int    // how wide that is
	Meaning theme.Meaning
	Text    string
	Aside   string // muted, behind the text
	Open    Intent // what Enter does; nil for nothing
	ID      int    // for the pane to recognize the cell by
}

// boardRow is one line of the screen.
type boardRow struct {
	item  int // rows of one item are chosen together; 0 for what only heads and parts
	whole bool
	parts [2]boardPart
	drawn string // the line as it is
}

// boardPart is a cell's part of a line.
type boardPart struct {
	cell  *Cell
	text  string
	first bool
	aside string
}

// Set replaces what is on the board. The cursor stays on its row.
func (b *Board) Set(sections []Section, width int) {
	b.width, b.TwoSides, b.rows, b.items = width, width >= TwoSidesWidth, b.rows[:0], 0
	for i := range sections {
		b.put(&sections[i])
	}
	b.window.Len = len(b.rows)
	b.settle(1)
}

// half returns the width of a side.
func (b *Board) half() int {
	if b.TwoSides {
		return (b.width - 1) / 2
	}
	return b.width
}

// put appends a section after an empty line.
func (b *Board) put(s *Section) {
	if len(b.rows) > 0 && len(s.Whole)+len(s.Cells[0])+len(s.Cells[1])+len(s.Drawn) > 0 {
		b.rows = append(b.rows, boardRow{whole: true})
	}
	if s.Title != "" {
		b.heading(s.Title, "")
	}
	for i := range s.Whole {
		b.item(b.parts(&s.Whole[i], b.width), nil, true)
	}
	for _, line := range s.Drawn {
		b.rows = append(b.rows, boardRow{drawn: line})
	}
	if b.TwoSides {
		b.beside(s)
		return
	}
	for side := range s.Cells {
		b.headSide(s, side)
		for i := range s.Cells[side] {
			if c := &s.Cells[side][i]; c.Text != "" {
				b.item(b.parts(c, b.width), nil, true)
			}
		}
	}
}

// beside appends the sides of a section, one beside the other.
func (b *Board) beside(s *Section) {
	if s.Heads != [2]string{} {
		b.rows = append(b.rows, boardRow{parts: [2]boardPart{{text: s.Heads[0]}, {text: s.Heads[1]}}})
	}
	for i := range max(len(s.Cells[0]), len(s.Cells[1])) {
		var sides [2][]boardPart
		for side := range sides {
			if i < len(s.Cells[side]) && s.Cells[side][i].Text != "" {
				sides[side] = b.parts(&s.Cells[side][i], b.half())
			}
		}
		b.item(sides[0], sides[1], false)
	}
}

// headSide appends the heading of a side above its cells.
func (b *Board) headSide(s *Section, side int) {
	switch {
	case len(s.Cells[side]) == 0:
	case s.Heads[side] != "":
		b.heading(s.Heads[side], "")
	case s.Names[side] != "":
		b.heading("", s.Names[side])
	}
}

// heading appends a line that the cursor is never on.
func (b *Board) heading(text, muted string) {
	b.rows = append(b.rows, boardRow{whole: true, parts: [2]boardPart{{text: text, aside: muted}}})
}

// item appends the lines of cells that the cursor chooses together.
func (b *Board) item(left, right []boardPart, whole bool) {
	b.items++
	item := b.items
	if b.Skips && !opens(left) && !opens(right) {
		item = 0
	}
	for i := range max(len(left), len(right)) {
		r := boardRow{item: item, whole: whole}
		if i < len(left) {
			r.parts[0] = left[i]
		}
		if i < len(right) {
			r.parts[1] = right[i]
		}
		b.rows = append(b.rows, r)
	}
}

// opens reports whether the cell of some parts opens something.
func opens(parts []boardPart) bool { return len(parts) > 0 && parts[0].cell.Open != nil }

// boardIndent is the cells before a cell's text: the cursor's, the mark and a
// blank.
const boardIndent = 3

// LineIndent is how many cells of a board's width a text across it cannot take.
const LineIndent = boardIndent + 1

// parts breaks a cell into lines. The aside goes behind the last line if it fits
// there, else on lines of its own.
func (b *Board) parts(c *Cell, width int) []boardPart {
	var out []boardPart
	text, aside := widget.Clean(c.Text), widget.Clean(c.Aside)
	room := width - boardIndent - c.Column - 1
	for _, line := range Wrap(text, room) {
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
	for _, line := range Wrap(aside, room) {
		out = append(out, boardPart{cell: c, aside: line})
	}
	return out
}

// Do carries out a moving command; it ignores others.
func (b *Board) Do(c Command) {
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
		Move(&b.window, c)
		b.settle(-1)
	case PageDown:
		if Move(&b.window, c); !b.Skips || b.below() {
			b.settle(1)
		}
	default:
		Move(&b.window, c)
		b.settle(1)
	}
}

// Can reports whether a command of Do, or opening the cell under the cursor, is
// available.
func (b *Board) Can(c Command) bool {
	switch c {
	case Left, Right:
		return b.TwoSides
	case Open:
		return b.Opens() != nil
	default:
		return c.Moves()
	}
}

// Opens returns what opening the cell under the cursor does; nil for nothing.
func (b *Board) Opens() Intent {
	if c := b.Chosen(); c != nil {
		return c.Open
	}
	return nil
}

// ToTop moves the cursor to the first item.
func (b *Board) ToTop() { b.window.Cursor, b.window.Top = 0, 0 }

// step goes to the next item, or scrolls where there is none.
func (b *Board) step(by int) {
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
	if b.Skips && by > 0 { // What opens nothing is below the last item: the cursor goes along unseen.
		b.window.To(max(b.window.Cursor, b.window.End()))
		return
	}
	b.window.Top = max(0, min(b.window.Top+by, len(b.rows)-b.window.Height))
}

// below reports whether there is an item at the cursor or below it.
func (b *Board) below() bool {
	return slices.ContainsFunc(b.rows[min(b.window.Cursor, len(b.rows)):], func(r boardRow) bool { return r.item > 0 })
}

// settle moves the cursor off headings and empty rows to the first row of the
// nearest item, which it looks for in the direction of by first.
func (b *Board) settle(by int) {
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

// show scrolls until the whole item under the cursor is visible, and the headings
// above it if it is the first.
func (b *Board) show() {
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

// Chosen returns the cell under the cursor; nil if there is none.
func (b *Board) Chosen() *Cell {
	if b.window.Cursor >= len(b.rows) || b.rows[b.window.Cursor].item == 0 {
		return nil
	}
	return b.rows[b.window.Cursor].parts[b.lit()].cell
}

// Mouse scrolls or moves the cursor to the clicked cell, and reports whether it
// was a double click.
func (b *Board) Mouse(m Mouse) bool {
	if m.Wheel != 0 {
		b.window.Scroll(m.Wheel)
		b.settle(1)
		return false
	}
	i := b.window.Top + m.Y - b.Head
	if m.Y < b.Head || i >= b.window.End() || b.rows[i].item == 0 {
		return false
	}
	b.window.To(i)
	b.settle(1)
	if b.side = 0; b.TwoSides && m.X > b.half() {
		b.side = 1
	}
	return m.Twice
}
