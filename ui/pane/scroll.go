package pane

import "deputy/model"

// scroll is a pane of text about the chosen node, written anew for each view:
// such texts are short.
type scroll struct {
	env    *Env
	chosen func() *model.Node
	write  func(*page, *model.Node)
	on     model.NodeID
	scrolled
}

// scrolled is where a text stands that is written anew for each view.
type scrolled struct {
	top    int
	length int
	height int
}

// show gives the part of a page that was scrolled to.
func (s *scrolled) show(p *page, size Size) []string {
	s.length, s.height = len(p.lines), size.H
	s.move(0)
	return pad(p.env.Theme, p.lines[s.top:], size)
}

func (s *scrolled) move(rows int) { s.top = max(0, min(s.top+rows, s.length-s.height)) }

// turn carries out a moving command; others do nothing.
func (s *scrolled) turn(c Command) {
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
	return s.show(p, size)
}

// Do scrolls.
func (s *scroll) Do(c Command) Intent {
	s.turn(c)
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
