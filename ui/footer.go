package ui

import (
	"strings"
	"unicode/utf8"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// footerMost is how many keys the footer shows before the last two.
const footerMost = 6

// footer tells the keys that matter here, then the way to all others; or a
// notice for some seconds.
func (a *App) footer() string {
	t := a.env.Theme
	l := widget.NewLine(t, theme.Page, a.size.W).Space(1)
	if a.toast.text != "" {
		return l.Put(a.toast.meaning, a.toast.text).String()
	}
	tail := a.footerTail()
	room := a.size.W - 1 - tail.width
	shown := 0
	for rank := 1; rank < 10 && shown < footerMost; rank++ {
		for i := range a.actions {
			x := &a.actions[i]
			over := len(a.overlays) > 0 && x.run != nil && x.Name != "out" // of the screen below
			if a.rank(x) != rank || shown == footerMost || over {
				continue
			}
			reason, ok := a.reason(x)
			if !ok {
				continue
			}
			h := a.newHint(x, a.label(x), reason)
			if h.key == "" || h.width > room {
				continue
			}
			h.put(l)
			room -= h.width
			shown++
		}
	}
	for _, h := range tail.hints {
		h.put(l)
	}
	return l.String()
}

// hint is a key and its label.
type hint struct {
	key, label string
	barred     bool
	width      int
}

const hintGap = 3

func (a *App) newHint(x *Action, label, reason string) hint {
	h := hint{key: keyName(a.usable(x.Keys), a.options.ASCII), label: label, barred: reason != ""}
	h.width = widget.Width(h.key) + 1 + widget.Width(h.label) + hintGap
	return h
}

// usable gives the first key that works now: while one types, keys with a
// character are text. It is empty if there is none.
func (a *App) usable(keys []string) string {
	t, ok := a.focused().(kit.Typist)
	for _, k := range keys {
		if !ok || !t.Typing() || t.Caret() == nil || utf8.RuneCountInString(k) > 1 {
			return k
		}
	}
	return ""
}

func (h hint) put(l *widget.Line) {
	key, label := theme.Accent, theme.Plain
	if h.barred {
		key, label = theme.Muted, theme.Muted
	}
	l.Put(key, h.key).Put(label, " "+h.label).Space(hintGap)
}

// tail is the hints at the footer's end.
type tail struct {
	hints []hint
	width int
}

func (a *App) footerTail() tail {
	var t tail
	for i := range a.actions {
		if x := &a.actions[i]; x.Name == "palette" || x.Name == "help" {
			if reason, ok := a.reason(x); ok {
				h := a.newHint(x, x.Label, reason)
				if h.key == "" {
					continue
				}
				t.hints, t.width = append(t.hints, h), t.width+h.width
			}
		}
	}
	t.width = max(0, t.width-hintGap)
	return t
}

// keyNames spell keys for people.
var keyNames = map[string]string{
	"up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "esc": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab",
	"pgup": "PgUp", "pgdown": "PgDn", "home": "Home", "end": "End", "backspace": "Backspace", "space": "Space",
	"alt+left": "Alt+←", "alt+right": "Alt+→",
}

// plainKeys spell the keys that have signs where there is only ASCII.
var plainKeys = map[string]string{
	"up": "Up", "down": "Down", "left": "Left", "right": "Right", "alt+left": "Alt+Left", "alt+right": "Alt+Right",
}

// keyName spells a key of an action for people.
func keyName(k string, ascii bool) string {
	if n, ok := plainKeys[k]; ok && ascii {
		return n
	}
	if n, ok := keyNames[k]; ok {
		return n
	}
	if letter, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return "Ctrl+" + strings.ToUpper(letter)
	}
	return k
}

// lensWords are the words for actions while a question stays on.
var lensWords = map[string]string{"ask": "question", "lens": "lens off"}

// rank gives an action's place in the footer now: what turns a question off and
// lists its answers stands behind what changes it while one stays on.
func (a *App) rank(x *Action) int {
	if a.lens.on && (x.Name == "lens" || x.Name == "answers") {
		return 3
	}
	return x.Rank
}

// label gives the word for an action here.
func (a *App) label(x *Action) string {
	if a.lens.on {
		if word := lensWords[x.Name]; word != "" {
			return word
		}
	}
	p, ok := a.focused().(kit.Labeller)
	if !ok {
		return x.Label
	}
	c := x.command
	if x.Name == "out" {
		c = kit.Close
	}
	if label := p.Label(c); label != "" {
		return label
	}
	return x.Label
}
