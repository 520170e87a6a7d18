package ui

import (
	"slices"

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
	l.stopTyping()
	l.at, l.overlays, l.trail.move = i, nil, moveJumps
	return nil
}

// visit goes to a place.
func (a *App) visit(to place) tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	from := a.layout.place()
	if !a.layout.goTo(to) {
		return a.toast.notice("No match in what has been loaded: " + to.on.Name())
	}
	if from.screen != to.screen || from.on != to.on {
		a.layout.trail.move = moveJumps
	}
	a.remember(to.on)
	return a.arrived(to.on)
}

// back goes to the place before the last jump.
func (a *App) back() tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	if !slices.ContainsFunc(a.layout.trail.steps, func(s step) bool { return s.jump }) {
		return a.toast.notice("There is no place to go back to.")
	}
	for {
		if jump, ok := a.layout.back(); jump || !ok {
			return a.arrived(a.layout.place().on)
		}
	}
}

// forward goes to the place that the user went back from.
func (a *App) forward() tea.Cmd {
	switch {
	case a.change.busy:
		return a.toast.notice(underWay)
	case !a.layout.forward():
		return a.toast.notice("There is no place to go forward to.")
	}
	return a.arrived(a.layout.place().on)
}

// out undoes the last entering move. What the pane with the keys has opened in
// itself, it closes first.
func (a *App) out() tea.Cmd {
	p := a.layout.focused()
	if ok, _ := p.Can(kit.Close); ok {
		a.layout.trail.move = moveLeaves
		return a.follow(p.Do(kit.Close))
	}
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	if _, ok := a.layout.back(); ok {
		return a.arrived(a.layout.place().on)
	}
	if a.layout.leave(); a.layout.focused() == p {
		return a.toast.notice("Nothing is open to close: q quits.")
	}
	return nil
}

// maxRecent is how many places a search offers first.
const maxRecent = 30

// remember puts a place in front of the recent ones.
func (a *App) remember(p pane.Place) {
	if p == (pane.Place{}) {
		return
	}
	recent := slices.DeleteFunc(a.env.Recent, func(q pane.Place) bool { return q == p })
	a.env.Recent = slices.Insert(recent, 0, p)
	a.env.Recent = a.env.Recent[:min(len(a.env.Recent), maxRecent)]
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
func (a *App) arrived(on pane.Place) tea.Cmd {
	switch {
	case on.Node != "":
		return a.nodeMoved()
	case on.Policy != "":
		return a.cursor.moved(pane.PolicyMoved{Policy: on.Policy})
	case on.Service != "":
		return a.follow(a.layout.screen().arrived())
	default:
		return nil
	}
}
