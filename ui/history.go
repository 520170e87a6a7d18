package ui

import (
	"slices"

	"deputy/ui/pane"
)

// place is a screen, what the cursor is on there, and whether the keys are in
// the pane beside the list.
type place struct {
	screen string
	on     pane.Place
	inside bool
}

// same reports whether two places are one, wherever the keys are.
func (p place) same(q place) bool { return p.screen == q.screen && p.on == q.on }

// The histories keep so many places.
const (
	maxHistory = 200
	maxRecent  = 30
)

// history is the places that were visited, as a browser keeps pages, and the
// recent ones that a search offers first.
type history struct {
	env    *pane.Env
	places []place
	at     int // the place where the user is
}

// visit leaves one place for another and forgets the places ahead.
func (h *history) visit(from, to place) {
	h.stay(from)
	if h.places[h.at].same(to) {
		return
	}
	h.places = append(h.places[:h.at+1], to)
	if n := len(h.places) - maxHistory; n > 0 {
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

// travel goes back (-1) or forward (1) to the next place to which arrive can
// go; places that are gone are passed over. It reports false if there is none.
func (h *history) travel(by int, from place, arrive func(place) bool) bool {
	h.stay(from)
	for at := h.at + by; at >= 0 && at < len(h.places); at += by {
		if arrive(h.places[at]) {
			h.at = at
			return true
		}
	}
	return false
}

// remember puts a place in front of the recent ones.
func (h *history) remember(p pane.Place) {
	if p == (pane.Place{}) || p.Finding != "" { // a finding may be gone when it is looked for
		return
	}
	recent := slices.DeleteFunc(h.env.Recent, func(q pane.Place) bool { return q == p })
	h.env.Recent = slices.Insert(recent, 0, p)
	h.env.Recent = h.env.Recent[:min(len(h.env.Recent), maxRecent)]
}
