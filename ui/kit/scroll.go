package kit

// Scroll remembers which part of a Page is shown, while the page itself is written
// again for each view. A pane embeds it.
type Scroll struct {
	Top    int
	length int
	Height int
}

// Show returns the part of a page that the user scrolled to.
func (s *Scroll) Show(p *Page, size Size) []string {
	s.length, s.Height = len(p.Lines), size.H
	s.Move(0)
	return Pad(p.look.Theme, p.Lines[s.Top:], size)
}

// Move scrolls down by so many rows, or up if rows is negative.
func (s *Scroll) Move(rows int) { s.Top = max(0, min(s.Top+rows, s.length-s.Height)) }

// Turn carries out a moving command; it ignores others.
func (s *Scroll) Turn(c Command) {
	switch c {
	case Up:
		s.Move(-1)
	case Down:
		s.Move(1)
	case PageUp:
		s.Move(1 - s.Height)
	case PageDown:
		s.Move(s.Height - 1)
	case Home:
		s.Move(-s.length)
	case End:
		s.Move(s.length)
	default:
	}
}
