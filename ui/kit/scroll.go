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
func (s *Scroll) Turn(c Command) { s.Move(ScrollRows(c, s.Height, s.length)) }

// ScrollRows returns how many rows down a command scrolls in a text of so many
// rows, of which height are visible; 0 if the command does not move.
func ScrollRows(c Command, height, rows int) int {
	switch c {
	case Up:
		return -1
	case Down:
		return 1
	case PageUp:
		return -max(1, height-1)
	case PageDown:
		return max(1, height-1)
	case Home:
		return -rows
	case End:
		return rows
	default:
		return 0
	}
}
