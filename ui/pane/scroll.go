package pane

import "deputy/model"

// scroll is a pane of text about the chosen node, written anew for each view:
// such texts are short.
type scroll struct {
	env    *Env
	chosen func() *model.Node
	write  func(*page, *model.Node)
	on     model.NodeID
	top    int
	length int
	height int
}

// View writes the text and shows the part that was scrolled to.
func (s *scroll) View(size Size, _ bool) []string {
	n := s.chosen()
	if n == nil {
		return pad(s.env.Theme, nil, size)
	}
	if n.ID != s.on {
		s.on, s.top = n.ID, 0
	}
	p := &page{env: s.env, width: size.W}
	s.write(p, n)
	s.length, s.height = len(p.lines), size.H
	s.move(0)
	return pad(s.env.Theme, p.lines[s.top:], size)
}

func (s *scroll) move(rows int) { s.top = max(0, min(s.top+rows, s.length-s.height)) }

// Do scrolls.
func (s *scroll) Do(c Command) Intent {
	switch c {
	case Up:
		s.move(-1)
	case Down:
		s.move(1)
	case PageUp:
		s.move(1 - s.height)
	case PageDown:
		s.move(s.height - 1)
	case Home:
		s.move(-s.length)
	case End:
		s.move(s.length)
	default:
	}
	return nil
}

// Can tells that text can be scrolled.
func (s *scroll) Can(c Command) (ok bool, reason string) { return isMove(c), "" }

// Mouse scrolls.
func (s *scroll) Mouse(m Mouse) Intent {
	s.move(m.Wheel)
	return nil
}

// isMove tells the commands that move within a pane.
func isMove(c Command) bool {
	switch c {
	case Up, Down, PageUp, PageDown, Home, End:
		return true
	default:
		return false
	}
}
