package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// toastFor is how long a toast stays.
const toastFor = 5 * time.Second

// toast is a sentence that stands beside the keys of the footer for some seconds.
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

// parts returns the sentence as it stands beside the footer's keys, in so many
// cells. One that finds no room there goes on a line of its own of width cells, and
// what is left of it beside the keys, in at most so many cells. It is broken between
// words only.
func (t *toast) parts(width, beside, most int, ellipsis string) (above, rest string) {
	text := widget.Clean(t.text)
	if widget.Width(text) <= beside {
		return "", text
	}
	lines := widget.Wrap(text, width)
	if above = lines[0]; len(lines) == 1 {
		return above, ""
	}
	left := widget.Wrap(strings.Join(lines[1:], " "), most)
	if rest = left[0]; len(left) > 1 {
		rest = widget.Wrap(rest, max(1, most-2))[0] + " " + ellipsis
	}
	return above, rest
}

// clear takes the toast away.
func (t *toast) clear() { t.text = "" }

// expire takes the toast away when its time is over, unless a later one has
// replaced it.
func (t *toast) expire(msg toastMsg) {
	if msg.tag == t.tag {
		t.clear()
	}
}
