package ui

import (
	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// screen is a list and what is shown of the row under its cursor. Details are a
// stack: a document opened from a node's pane lies on it.
type screen struct {
	name      string
	list      kit.Pane
	other     kit.Pane // the other form of the list, if it has one
	details   []kit.Pane
	inDetail  bool
	full      bool         // the list takes the whole width until a detail is entered
	listWidth int          // where full: the list's width once a detail stands beside it
	requested model.NodeID // the node whose levels were asked for last

	badge func() pane.Badge // what is told behind the name; nil for nothing
}

// companion is a detail that shows something of its own beside itself where
// there is room.
type companion interface {
	// Beside returns what is shown beside the detail; nil for nothing.
	Beside() kit.Pane
	// Part says to the detail whether that is shown.
	Part(parted bool)
}

// thirdShare returns how many twentieths of the room beside the list the third pane
// takes: tables and documents need more than the detail, a finding less.
func thirdShare(p kit.Pane) int {
	if _, ok := p.(*pane.Finding); ok {
		return 8
	}
	return 11
}

// column is a pane and where it stands.
type column struct {
	pane      kit.Pane
	at, width int
	depth     int // 0 for the list, 1 for the first detail, and so on
}

// detail returns the pane on top of the stack; nil if there is none.
func (s *screen) detail() kit.Pane {
	if len(s.details) == 0 {
		return nil
	}
	return s.details[len(s.details)-1]
}

// focused returns the pane that the keys go to.
func (s *screen) focused() kit.Pane {
	if s.inDetail && s.detail() != nil {
		return s.detail()
	}
	return s.list
}

// columns returns the visible panes from left to right.
func (s *screen) columns(width int) []column {
	list := min(width/3, maxListWidth)
	if width >= wideWidth {
		list = min(width/4, maxListWidth)
	}
	side := width >= splitWidth
	if s.full {
		side = width >= s.listWidth+minDetailWidth
		list = max(s.listWidth, min(width-1-minDetailWidth, s.listWidth+maxListWidth))
	}
	third := s.third(width)
	switch {
	case s.detail() == nil || !side && !s.inDetail:
		return []column{{s.list, 0, width, 0}}
	case !side:
		return []column{{s.detail(), 0, width, len(s.details)}}
	}
	rest := width - list - 1
	if third == nil {
		return []column{{s.list, 0, list, 0}, {s.detail(), list + 1, rest, len(s.details)}}
	}
	half := (rest - 1) * thirdShare(third) / 20
	return []column{{s.list, 0, list, 0}, {s.details[0], list + 1, rest - half - 1, 1}, {third, width - half, half, 2}}
}

// third returns what stands beside the first detail in a wide terminal.
func (s *screen) third(width int) (p kit.Pane) {
	if len(s.details) == 0 {
		return nil
	}
	first, is := s.details[0].(companion)
	switch {
	case width < wideWidth || s.full:
	case len(s.details) > 1:
		p = s.detail()
	case is:
		p = first.Beside()
	}
	if is {
		first.Part(p != nil && p == first.Beside())
	}
	return p
}

// view draws the body and returns the columns of the rules between the panes.
func (s *screen) view(t *theme.Theme, size kit.Size) (lines []string, rules []int) {
	bar := t.Paint(theme.Muted, theme.Page, t.Marks.Vertical)
	for i, c := range s.columns(size.W) {
		part := c.pane.View(kit.Size{W: c.width, H: size.H}, c.pane == s.focused())
		if i == 0 {
			lines = part
			continue
		}
		rules = append(rules, c.at-1)
		for k := range lines {
			lines[k] += bar + part[k]
		}
	}
	return lines, rules
}

// at returns the column at a cell of the body.
func (s *screen) at(x, width int) column {
	columns := s.columns(width)
	for _, c := range columns {
		if x < c.at+c.width {
			return c
		}
	}
	return columns[len(columns)-1]
}

// enter moves the keys to a column.
func (s *screen) enter(c column) {
	s.inDetail = c.depth > 0
	switch {
	case c.depth > len(s.details):
		s.details = append(s.details, c.pane)
	case c.depth > 0:
		s.details = s.details[:c.depth]
	}
}

// offset returns the column where the pane with the keys begins.
func (s *screen) offset(width int) int {
	for _, c := range s.columns(width) {
		if c.pane == s.focused() {
			return c.at
		}
	}
	return 0
}

// chosen returns the node under the list's cursor, nil if there is none.
func (s *screen) chosen() *model.Node {
	if c, ok := s.list.(pane.Chooser); ok {
		return c.Selected()
	}
	return nil
}

// goTo puts the cursor on a place, in the other form of the list if this one
// cannot show it. It reports false if neither can.
func (s *screen) goTo(p pane.Place) bool {
	if l, ok := s.list.(pane.Placed); ok && l.GoTo(p) {
		return true
	}
	l, ok := s.other.(pane.Placed)
	if ok = ok && l.GoTo(p); ok {
		s.list, s.other, s.full = s.other, s.list, !s.full
	}
	return ok
}

// arrived returns what the list wants for the place that it was brought to; nil
// for nothing.
func (s *screen) arrived() kit.Intent {
	if l, ok := s.list.(interface{ Arrived() kit.Intent }); ok {
		return l.Arrived()
	}
	return nil
}

// drop removes the pane on top of the details.
func (s *screen) drop() {
	s.details = s.details[:len(s.details)-1]
	s.inDetail = false
}

// turn shows the other form of the list with the cursor on the same place.
func (s *screen) turn() {
	at, placed := s.list.(pane.Placed)
	s.list, s.other = s.other, s.list
	s.full = !s.full
	if to, ok := s.list.(pane.Placed); ok && placed {
		to.GoTo(at.Place())
	}
}
