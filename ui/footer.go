package ui

import (
	"slices"
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// maxHints is how many keys the footer shows before the last two.
const maxHints = 6

// footer is the last line of the screen: the keys that matter here, then the way
// to all others; or the toast.
type footer struct {
	layout  *layout
	toast   *toast
	actions []Action
	why     func(*Action) (string, bool) // why an action is unavailable, and whether it belongs here
	lens    bool                         // a question stays on
	ascii   bool
}

// line draws the footer.
func (f footer) line() string {
	l := widget.NewLine(f.layout.env.Theme, theme.Page, f.layout.size.W).Space(1)
	if f.toast.text != "" {
		return l.Put(f.toast.meaning, f.toast.text).String()
	}
	tail := f.tail()
	room := f.layout.size.W - 1 - tail.width
	shown := 0
	for rank := 1; rank < 10 && shown < maxHints; rank++ {
		for i := range f.actions {
			x := &f.actions[i]
			over := f.layout.overlaid() && x.run != nil && x.Name != "out" // of the screen below
			if f.rank(x) != rank || shown == maxHints || over {
				continue
			}
			reason, ok := f.why(x)
			if !ok {
				continue
			}
			h := f.newHint(x, f.label(x), reason)
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
	disabled   bool
	width      int
}

const hintGap = 3

func (f footer) newHint(x *Action, label, reason string) hint {
	h := hint{key: keyName(f.layout.usable(x.Keys), f.ascii), label: label, disabled: reason != ""}
	h.width = widget.Width(h.key) + 1 + widget.Width(h.label) + hintGap
	return h
}

func (h hint) put(l *widget.Line) {
	key, label := theme.Accent, theme.Plain
	if h.disabled {
		key, label = theme.Muted, theme.Muted
	}
	l.Put(key, h.key).Put(label, " "+h.label).Space(hintGap)
}

// tail is the hints at the footer's end.
type tail struct {
	hints []hint
	width int
}

func (f footer) tail() tail {
	var t tail
	for i := range f.actions {
		if x := &f.actions[i]; x.Name == "palette" || x.Name == "help" {
			if reason, ok := f.why(x); ok {
				h := f.newHint(x, x.Label, reason)
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
var lensWords = map[string]string{"ask": "question", "lens": "lens off", "lens-exactly": "exactly"}

// rank returns an action's place in the footer now: what turns a question off and
// lists its answers stands behind what changes it while one stays on.
func (f footer) rank(x *Action) int {
	if f.lens && slices.Contains([]string{"lens", "answers", "lens-exactly"}, x.Name) {
		return 3
	}
	return x.Rank
}

// label returns the word for an action here.
func (f footer) label(x *Action) string {
	if f.lens {
		if l := f.layout.env.Lens; x.Name == "lens-exactly" && l != nil && l.Exactly {
			return "ordinary request"
		}
		if word := lensWords[x.Name]; word != "" {
			return word
		}
	}
	p, ok := f.layout.focused().(kit.Labeller)
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
