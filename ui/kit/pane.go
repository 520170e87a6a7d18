package kit

import (
	tea "charm.land/bubbletea/v2"
)

// Size is the width and height of a rectangle in cells.
type Size struct{ W, H int }

// Pane fills a rectangle of the screen.
type Pane interface {
	// View returns the pane's frame: exactly s.H lines of exactly s.W cells.
	// focused reports whether keys go to this pane.
	View(s Size, focused bool) []string
	// Do carries out a command and returns what should happen outside the pane;
	// nil for nothing.
	Do(c Command) Intent
	// Can reports whether a command is available now. If not, the reason says why
	// it is disabled; without a reason the pane does not know the command at all.
	Can(c Command) (ok bool, reason string)
	// Mouse acts on a click or a turn of the wheel at a cell of the last view.
	Mouse(m Mouse) Intent
}

// Mouse is a click or a turn of the wheel at a cell of a pane.
type Mouse struct {
	X, Y  int
	Wheel int  // rows to scroll; 0 for a click
	Twice bool // the second click on the same row
}

// Typist is a pane that takes text while Typing is true: keys and pastes go to
// it before they become commands.
type Typist interface {
	Typing() bool
	// Key takes a key. It reports whether the pane had a use for it as text.
	Key(k tea.KeyPressMsg) (Intent, bool)
	Paste(text string) Intent
	// Caret returns the place of the text cursor in the last view; nil for none.
	Caret() *tea.Position
}

// Labeller is a pane that has its own words for what some commands do.
type Labeller interface {
	// Label returns the words for a command; empty for the usual ones.
	Label(c Command) string
}

// Intent is what a pane wants to happen outside it, such as showing a policy; nil
// is nothing. Package pane defines the intents, and package ui carries them out.
type Intent interface{ IsIntent() }
