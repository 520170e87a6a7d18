package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/pane"
)

// The screens, in the order of their keys.
const (
	organizationScreen = "Organization"
	policiesScreen     = "Policies"
	delegationsScreen  = "Delegations"
	findingsScreen     = "Findings"
)

// place is a screen, what the cursor is on there, and whether the keys are in
// the pane beside the list.
type place struct {
	screen string
	on     pane.Place
	inside bool
}

// same tells whether two places are one, wherever the keys are.
func (p place) same(q place) bool { return p.screen == q.screen && p.on == q.on }

// history is the places that were visited, as a browser keeps pages. The place
// at the index is where the user is.
type history struct {
	places []place
	at     int
}

// The histories keep so many places.
const (
	historyMost = 200
	recentMost  = 30
)

// visit leaves one place for another and forgets what was ahead.
func (h *history) visit(from, to place) {
	h.stay(from)
	if h.places[h.at].same(to) {
		return
	}
	h.places = append(h.places[:h.at+1], to)
	if n := len(h.places) - historyMost; n > 0 {
		h.places = slices.Delete(h.places, 0, n)
	}
	h.at = len(h.places) - 1
}

// stay notes where the cursor has come to since the last visit.
func (h *history) stay(p place) {
	if len(h.places) == 0 {
		h.places = append(h.places, p)
	}
	h.places[h.at] = p
}

// here gives where the user is.
func (a *App) here() place {
	p := place{screen: a.screen().name, inside: a.screen().inDetail}
	if l, ok := a.screen().list.(pane.Placed); ok {
		p.on = l.Place()
	}
	return p
}

// visit goes to a place and notes where the user came from.
func (a *App) visit(to place) tea.Cmd {
	if a.change.busy {
		return a.notice(underWay)
	}
	from := a.here()
	cmd, ok := a.arrive(to)
	if !ok {
		return a.notice("This is not in the reading: " + nameOf(to.on))
	}
	a.history.visit(from, to)
	a.remember(to.on)
	return cmd
}

// arrive shows a place; false if it is not there.
func (a *App) arrive(to place) (tea.Cmd, bool) {
	i := a.screenAt(to.screen)
	if i < 0 {
		return nil, false
	}
	s := a.screens[i]
	if to.on != (pane.Place{}) {
		if !s.goTo(to.on) {
			return nil, false
		}
	}
	a.at, a.overlays = i, nil
	if len(s.details) > 1 {
		s.details = s.details[:1]
	}
	s.inDetail = s.detail() != nil && to.inside
	switch {
	case to.on.Node != "":
		return a.attend(), true
	case to.on.Policy != "":
		return a.moved(pane.PolicyMoved{Policy: to.on.Policy}), true
	case to.on.Service != "":
		return a.follow(s.arrived()), true
	default:
		return nil, true
	}
}

// screenAt gives the index of a screen, -1 if it is not there.
func (a *App) screenAt(name string) int {
	return slices.IndexFunc(a.screens, func(s *screen) bool { return s.name == name })
}

// remember puts a place in front of the recent ones.
func (a *App) remember(p pane.Place) {
	if p == (pane.Place{}) {
		return
	}
	recent := slices.DeleteFunc(a.env.Recent, func(q pane.Place) bool { return q == p })
	a.env.Recent = slices.Insert(recent, 0, p)
	a.env.Recent = a.env.Recent[:min(len(a.env.Recent), recentMost)]
}

// back goes to the place before.
func (a *App) back() tea.Cmd { return a.travel(-1) }

// forward goes to the place after.
func (a *App) forward() tea.Cmd { return a.travel(1) }

// travel goes along the history, past places that are gone.
func (a *App) travel(by int) tea.Cmd {
	if a.change.busy {
		return a.notice(underWay)
	}
	h := &a.history
	h.stay(a.here())
	for at := h.at + by; at >= 0 && at < len(h.places); at += by {
		if cmd, ok := a.arrive(h.places[at]); ok {
			h.at = at
			return cmd
		}
	}
	return a.notice("There is no further place in this direction.")
}

// nameOf names a place that the reading does not have.
func nameOf(p pane.Place) string {
	return string(p.Node) + string(p.Policy) + string(p.Service) + string(p.Principal)
}
