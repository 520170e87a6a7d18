package kit

import "slices"

// Stretches are the parts of a line that take clicks. They are noted while the line
// is drawn, so that a click meets what is seen.
type Stretches []Stretch

// Stretch is the cells from From up to but not including To.
type Stretch struct{ From, To int }

// Note adds a stretch.
func (s *Stretches) Note(from, to int) { *s = append(*s, Stretch{from, to}) }

// Reset forgets all stretches, before the line is drawn again.
func (s *Stretches) Reset() { *s = (*s)[:0] }

// At returns the number of the stretch at a cell, -1 if there is none.
func (s Stretches) At(x int) int {
	return slices.IndexFunc(s, func(one Stretch) bool { return x >= one.From && x < one.To })
}
