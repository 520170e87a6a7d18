package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
)

// toastFor is how long a toast stays.
const toastFor = 5 * time.Second

// toast is a sentence that takes the footer's place for some seconds.
type toast struct {
	text    string // empty while there is none
	meaning theme.Meaning
	tag     int // of the latest toast
}

// toastMsg ends the toast with the tag.
type toastMsg struct{ tag int }

// show shows a sentence in the place of the one before.
func (t *toast) show(text string, m theme.Meaning) tea.Cmd {
	t.text, t.meaning = text, m
	t.tag++
	tag := t.tag
	return tea.Tick(toastFor, func(time.Time) tea.Msg { return toastMsg{tag} })
}

// notice shows a sentence as a warning.
func (t *toast) notice(text string) tea.Cmd { return t.show(text, theme.Warning) }

// clear takes the toast away.
func (t *toast) clear() { t.text = "" }

// expire takes the toast away when its time is over, unless a later one has
// replaced it.
func (t *toast) expire(msg toastMsg) {
	if msg.tag == t.tag {
		t.clear()
	}
}
