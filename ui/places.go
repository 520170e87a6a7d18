package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
)

// show goes to a screen.
func (a *App) show(name string) tea.Cmd {
	l := a.layout
	i := l.screenAt(name)
	switch {
	case a.change.busy:
		return a.toast.notice(underWay)
	case i == l.at:
		l.overlays = nil
		return nil
	}
	from := l.place()
	l.at, l.overlays = i, nil
	a.history.visit(from, l.place())
	return nil
}

// visit goes to a place and notes where the user came from.
func (a *App) visit(to place) tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	from := a.layout.place()
	if !a.layout.goTo(to) {
		return a.toast.notice("This is not in the reading: " + nameOf(to.on))
	}
	cmd := a.arrived(to)
	a.history.visit(from, to)
	a.history.remember(to.on)
	return cmd
}

// travel goes along the history: back (-1) or forward (1).
func (a *App) travel(by int) tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	var cmd tea.Cmd
	arrive := func(to place) bool {
		ok := a.layout.goTo(to)
		if ok {
			cmd = a.arrived(to)
		}
		return ok
	}
	if !a.history.travel(by, a.layout.place(), arrive) {
		return a.toast.notice("There is no further place in this direction.")
	}
	return cmd
}

// placeOf returns the place that an intent asks to show.
func placeOf(i kit.Intent) place {
	switch i := i.(type) {
	case pane.PolicyShown:
		return place{policiesScreen, pane.Place{Policy: i.Policy}, true}
	case pane.ServiceShown:
		return place{delegationsScreen, pane.Place{Service: i.Service, Principal: i.Principal}, true}
	case pane.FindingShown:
		return place{findingsScreen, pane.Place{Finding: i.Finding}, true}
	case pane.NodeOpened:
		return place{organizationScreen, pane.Place{Node: i.Node}, true}
	}
	return place{}
}

// arrived reads what a place needs that has just been shown.
func (a *App) arrived(to place) tea.Cmd {
	switch {
	case to.on.Node != "":
		return a.nodeMoved()
	case to.on.Policy != "":
		return a.cursor.moved(pane.PolicyMoved{Policy: to.on.Policy})
	case to.on.Service != "":
		return a.follow(a.layout.screen().arrived())
	default:
		return nil
	}
}

// nameOf returns the name of a place that is not in the reading.
func nameOf(p pane.Place) string {
	return string(p.Node) + string(p.Policy) + string(p.Service) + string(p.Principal)
}
