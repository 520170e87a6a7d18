package pane

import (
	"deputy/model"
	"deputy/ui/kit"
)

// nodeText is a tab of text about a node. Such texts are short, so they are
// written again for each view.
type nodeText struct {
	env    *Env
	chosen func() *model.Node
	write  func(*page, *model.Node)
	on     model.NodeID
	kit.Scroll
}

// View writes the text and returns the part that the user scrolled to.
func (s *nodeText) View(size kit.Size, _ bool) []string {
	n := s.chosen()
	if n == nil {
		return kit.Pad(s.env.Theme, nil, size)
	}
	if n.ID != s.on {
		s.on, s.Top = n.ID, 0
	}
	p := newPage(s.env, size.W)
	s.write(p, n)
	return s.Show(&p.Page, size)
}

// Do scrolls.
func (s *nodeText) Do(c kit.Command) kit.Intent {
	s.Turn(c)
	return nil
}

// Can implements kit.Pane.
func (s *nodeText) Can(c kit.Command) (ok bool, reason string) { return c.Moves(), "" }

// Mouse scrolls.
func (s *nodeText) Mouse(m kit.Mouse) kit.Intent {
	s.Move(m.Wheel)
	return nil
}
