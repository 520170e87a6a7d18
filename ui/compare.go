package ui

import (
	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// compareFrom returns the node that another one is compared with; empty if there
// is none here.
func (q *questions) compareFrom() model.NodeID {
	if c, ok := q.layout.focused().(*pane.Compare); ok {
		return c.First()
	}
	if n := q.layout.organization().chosen(); n != nil && q.layout.at == 0 {
		return n.ID
	}
	return ""
}

// compareDisabled says why nothing can be compared here; empty if it can.
func (q *questions) compareDisabled() string {
	if q.compareFrom() == "" {
		return "Choose a root, OU or account on the Organization screen first."
	}
	return ""
}

// compare opens the choice of the node that the one here is compared with.
func (q *questions) compare() {
	if _, on := q.layout.focused().(*pane.Search); !on {
		q.layout.push(pane.NewComparePicker(q.env, q.compareFrom()))
	}
}

// compared shows two nodes side by side, in the place of a comparison that was
// open.
func (q *questions) compared(i pane.CompareWanted) {
	if c, ok := q.layout.focused().(*pane.Compare); ok {
		c.Swap(i)
		return
	}
	q.layout.remove(func(p kit.Pane) bool {
		switch p.(type) {
		case *pane.Compare, *pane.Search:
			return true
		default:
			return false
		}
	})
	q.layout.push(pane.NewCompare(q.env, i.A, i.B, q.current))
	q.session.need(q.layout.focused())
}
