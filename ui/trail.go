package ui

import (
	"slices"

	"deputy/ui/kit"
	"deputy/ui/pane"
)

// The trail is the way that led to what is on the screen, a stack of moments: what
// was on the screen before each entering move. The rule of Esc is that it undoes
// exactly the last entering move, so that enough of them lead to the first place:
//
//   - An overlay that opens, a pane or a document that is entered, another screen and
//     a jump to a place are entering moves; the cursor's way in a list is none.
//   - What a pane has opened in itself, such as a filter or a list of choices, it
//     closes first.
//   - Other ways out, such as a key that closes an overlay or moves back to the list,
//     take the steps off the trail that they undo.
//   - What only helps to choose (searches, the palette, prompts, the wizard) is not
//     come back to once something was chosen.
//
// Back and forward go from jump to jump along the same trail.
type trail struct {
	steps []step
	ahead []moment // what forward leads to, the next one last
	move  move     // what the message that is being handled does
}

// step is an entering move: what was on the screen before it, and whether it was a
// jump to another place.
type step struct {
	from moment
	jump bool
}

// move is a kind of move.
type move uint8

const (
	moveEnters  move = iota // deeper, if anything
	moveJumps               // to another place or screen
	moveLeaves              // what was opened
	moveTravels             // along the trail, which has been updated
)

// maxTrail is how many steps the trail keeps.
const maxTrail = 200

// moment is what is on the screen, apart from what the panes hold themselves.
type moment struct {
	at       int
	overlays []kit.Pane
	details  []kit.Pane
	inDetail bool
	on       pane.Place // what the list's cursor is on
}

// moment returns what is on the screen now.
func (l *layout) moment() moment {
	s := l.screen()
	return moment{l.at, slices.Clone(l.overlays), slices.Clone(s.details), s.inDetail, l.place().on}
}

// same reports whether two moments have the same panes on the screen.
func (m moment) same(n moment) bool {
	return m.at == n.at && m.inDetail == n.inDetail && slices.Equal(m.overlays, n.overlays) && slices.Equal(m.details, n.details)
}

// helpsToChoose reports whether a pane is only there for choosing something.
func helpsToChoose(p kit.Pane) bool {
	switch p.(type) {
	case *pane.Search, *pane.Palette, *pane.Profiles, *pane.Prompt, *pane.Wizard, *pane.WhatIfMenu, *pane.Unfinished, *pane.OwnCommand,
		*pane.Export, *pane.Columns:
		return true
	default:
		return false
	}
}

// note takes a message's move to the trail: was and now are what was on the screen
// before and after it.
func (t *trail) note(was, now moment) {
	kind, still := t.move, was.same(now)
	t.move = moveEnters
	was.overlays = slices.DeleteFunc(slices.Clone(was.overlays), func(p kit.Pane) bool {
		return helpsToChoose(p) && !slices.Contains(now.overlays, p)
	})
	switch {
	case kind == moveTravels:
	case kind == moveJumps:
		t.ahead = nil
		t.push(step{was, true})
	case still, t.cut(now), kind == moveLeaves, was.same(now):
	default:
		t.push(step{was, false})
	}
}

// cut takes the steps off the trail that were undone if the screen is as it was
// before one of them. A jump is only undone on the way back.
func (t *trail) cut(now moment) bool {
	for i := len(t.steps) - 1; i >= 0 && !t.steps[i].jump; i-- {
		if t.steps[i].from.same(now) {
			t.steps = t.steps[:i]
			return true
		}
	}
	return false
}

// push adds a step. Something that was chosen in an overlay over the place that the
// last step left has left that place.
func (t *trail) push(s step) {
	if n := len(t.steps); n > 0 && !t.steps[n-1].jump && t.steps[n-1].from.same(s.from) && t.steps[n-1].from.on == s.from.on {
		t.steps = t.steps[:n-1]
	}
	if t.steps = append(t.steps, s); len(t.steps) > maxTrail {
		t.steps = slices.Delete(t.steps, 1, 2) // the first place stays
	}
}

// forget takes panes that are gone off the trail.
func (t *trail) forget(gone func(kit.Pane) bool) {
	for i := range t.steps {
		t.steps[i].from.overlays = slices.DeleteFunc(t.steps[i].from.overlays, gone)
	}
	for i := range t.ahead {
		t.ahead[i].overlays = slices.DeleteFunc(t.ahead[i].overlays, gone)
	}
}

// restore shows what was on the screen at a moment. The cursor goes to where it was
// if a jump has moved it; if that is gone, it stays.
func (l *layout) restore(m moment, jump bool) {
	s := l.screens[m.at]
	if jump && m.on != (pane.Place{}) {
		s.goTo(m.on)
	}
	l.at, l.overlays = m.at, slices.Clone(m.overlays)
	s.details, s.inDetail = slices.Clone(m.details), m.inDetail
}

// back undoes the last entering move. Steps that lead to what is shown already are
// passed over. It reports false if there was none, and whether it undid a jump.
func (l *layout) back() (jump, ok bool) {
	t := &l.trail
	t.move = moveTravels
	now := l.moment()
	for n := len(t.steps) - 1; n >= 0; n-- {
		last := t.steps[n]
		t.steps = t.steps[:n]
		if !last.jump && last.from.same(now) {
			continue
		}
		l.restore(last.from, last.jump)
		if last.jump {
			t.ahead = append(t.ahead, now)
		}
		return last.jump, true
	}
	return false, false
}

// forward goes to the place that back came from.
func (l *layout) forward() bool {
	t := &l.trail
	n := len(t.ahead) - 1
	if n < 0 {
		return false
	}
	t.move = moveTravels
	t.push(step{l.moment(), true})
	l.restore(t.ahead[n], true)
	t.ahead = t.ahead[:n]
	return true
}
