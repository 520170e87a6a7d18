package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// chooseChange opens the list of changes that a what-if can be asked about.
func (q *questions) chooseChange(i pane.WhatIfWanted) {
	already := q.whatIf
	if q.layout.has(already) {
		already = nil // It is seen again by leaving the list.
	}
	q.layout.push(pane.NewWhatIfMenu(q.env, i, already))
}

// addChange adds a change to the what-if and shows what it would do. A change
// that is not possible is refused with the reason.
func (q *questions) addChange(i pane.ChangeAdded) tea.Cmd {
	if q.whatIf == nil {
		q.whatIf = pane.NewWhatIf(q.env, q.current)
	}
	if err := q.whatIf.Add(i); err != nil {
		return q.toast.show("This change is not possible: "+err.Error()+".", theme.Warning)
	}
	q.layout.remove(func(p kit.Pane) bool {
		_, choosing := p.(*pane.WhatIfMenu)
		return choosing
	})
	q.layout.raise(q.whatIf)
	q.session.need(q.whatIf)
	return nil
}
