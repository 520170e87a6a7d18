package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// question gives what is asked: in the form if that is a whole question, else
// what stays on.
func (a *App) question() (model.Question, bool) {
	if a.asked != nil {
		if q := a.asked.Question(); q.Check() == nil {
			return q, true
		}
	}
	return a.lens.question, a.lens.on
}

// imagine carries out what is wanted of comparing and supposing.
func (a *App) imagine(i kit.Intent) tea.Cmd {
	switch i := i.(type) {
	case pane.CompareWanted:
		return a.compared(i)
	case pane.WhatIfWanted:
		already := a.whatIf
		if a.shows(already) {
			already = nil // It is seen again by leaving the list.
		}
		return a.push(pane.NewWhatIfMenu(a.env, i, already))
	case pane.ChangeAdded:
		return a.supposed(i)
	}
	return nil
}

// compareFrom gives the node that another one is compared with; empty if there
// is none here.
func (a *App) compareFrom() model.NodeID {
	if c, ok := a.focused().(*pane.Compare); ok {
		return c.First()
	}
	if n := a.screens[0].chosen(); n != nil && a.at == 0 {
		return n.ID
	}
	return ""
}

// noNode bars comparing where no node is chosen.
func (a *App) noNode() string {
	if a.compareFrom() == "" {
		return "Compare needs a node: choose one on the Organization screen."
	}
	return ""
}

// compare lets choose the node that the one here is compared with.
func (a *App) compare() tea.Cmd {
	if _, on := a.focused().(*pane.Search); on {
		return nil
	}
	return a.push(pane.NewComparePicker(a.env, a.compareFrom()))
}

// compared holds two nodes side by side, in the place of a comparison that was
// open.
func (a *App) compared(i pane.CompareWanted) tea.Cmd {
	if c, ok := a.focused().(*pane.Compare); ok {
		c.Swap(i)
		return nil
	}
	a.overlays = slices.DeleteFunc(a.overlays, func(p kit.Pane) bool {
		switch p.(type) {
		case *pane.Compare, *pane.Search:
			return true
		default:
			return false
		}
	})
	a.overlays = append(a.overlays, pane.NewCompare(a.env, i.A, i.B, a.question))
	a.need()
	return nil
}

// supposed gathers what is supposed and shows what it would change. What cannot
// be so is refused with the reason.
func (a *App) supposed(i pane.ChangeAdded) tea.Cmd {
	if a.whatIf == nil {
		a.whatIf = pane.NewWhatIf(a.env, a.question)
	}
	if err := a.whatIf.Add(i); err != nil {
		return a.toast.show("That cannot be supposed: "+err.Error()+".", theme.Warning)
	}
	a.overlays = slices.DeleteFunc(a.overlays, func(p kit.Pane) bool {
		_, choosing := p.(*pane.WhatIfMenu)
		return choosing || p == kit.Pane(a.whatIf)
	})
	a.overlays = append(a.overlays, a.whatIf)
	a.need()
	return nil
}

// need asks for what the pane on top needs to be read.
func (a *App) need() {
	if n, ok := a.focused().(pane.Needy); ok {
		a.load.want(n.Needs()...)
	}
}
