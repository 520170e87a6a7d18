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
// to all others, and beside them the toast.
type footer struct {
	layout  *layout
	toast   *toast
	actions []Action
	why     func(*Action) (string, bool) // why an action is unavailable, and whether it belongs here
	lens    bool                         // a question stays on
	ascii   bool
	hits    *hits
}

// lines draws the footer, and what takes the place of the rule above it: the
// first line of a toast that is too long to stand beside the keys; empty if there
// is none.
func (f footer) lines() (above, keys string) {
	t, w := f.layout.env.Theme, f.layout.size.W
	hints, tail := f.hints(), f.tail(false)
	room, rest := w-1, ""
	if f.toast.text != "" {
		most, first := w-3-hintGap-f.tail(true).width, 0
		if len(hints) > 0 {
			first = hints[0].width // the most important key should stay
		}
		above, rest = f.toast.parts(w-2, most-first, most, t.Marks.Ellipsis)
		if rest != "" {
			room -= widget.Width(rest) + hintGap + 2
		}
		if room < 2*tail.width {
			tail = f.tail(true)
		}
	}
	if above != "" {
		above = widget.NewLine(t, theme.Page, w).Space(1).Put(f.toast.meaning, above).String()
	}
	l := widget.NewLine(t, theme.Page, w).Space(1)
	f.putHints(l, hints, room-tail.width)
	f.putHints(l, tail.hints, w)
	return above, l.Right(f.toast.meaning, rest+" ").String()
}

// hints returns the keys that matter here, the most important first.
func (f footer) hints() []hint {
	var all []hint
	for rank := 1; rank < 10; rank++ {
		for i := range f.actions {
			x := &f.actions[i]
			over := f.layout.overlaid() && x.run != nil && x.Name != "out" // of the screen below
			if f.rank(x) != rank || over {
				continue
			}
			if reason, ok := f.why(x); ok {
				if h := f.newHint(x, f.label(x), reason); h.key != "" {
					all = append(all, h)
				}
			}
		}
	}
	return all
}

// putHints draws as many keys as there is room for. They take clicks.
func (f footer) putHints(l *widget.Line, hints []hint, room int) {
	shown := 0
	for _, h := range hints {
		if shown == maxHints || h.width > room {
			continue
		}
		key, label := theme.Accent, theme.Plain
		if h.disabled {
			key, label = theme.Muted, theme.Muted
		}
		*f.hits = append(*f.hits, hit{l.Used(), f.layout.size.H - 1, h.width - hintGap, h.action})
		l.Put(key, h.key).Put(label, " "+h.label).Space(hintGap)
		room -= h.width
		shown++
	}
}

// hint is a key and its label.
type hint struct {
	key, label string
	action     string
	disabled   bool
	width      int // with the gap behind it
}

const hintGap = 3

func (f footer) newHint(x *Action, label, reason string) hint {
	h := hint{key: keyName(f.layout.usable(x.Keys), f.ascii), label: label, action: x.Name, disabled: reason != ""}
	h.width = widget.Width(h.key) + 1 + widget.Width(h.label) + hintGap
	return h
}

// tail is the hints at the footer's end.
type tail struct {
	hints []hint
	width int
}

// tail returns the way to all commands and to the help; in short only one of them.
func (f footer) tail(short bool) tail {
	var t tail
	for i := range f.actions {
		x := &f.actions[i]
		if x.Name != "palette" && x.Name != "help" {
			continue
		}
		reason, ok := f.why(x)
		h := f.newHint(x, x.Label, reason)
		if !ok || h.key == "" {
			continue
		}
		if short {
			t = tail{}
		}
		t.hints, t.width = append(t.hints, h), t.width+h.width
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

// spelled returns the keys of the actions, by their names, as people spell them.
func spelled(actions []Action, ascii bool) map[string][]string {
	all := make(map[string][]string, len(actions))
	for i := range actions {
		for _, k := range actions[i].Keys {
			all[actions[i].Name] = append(all[actions[i].Name], keyName(k, ascii))
		}
	}
	return all
}

// lensWords are the words for actions while a question stays on.
var lensWords = map[string]string{"ask": "ask again", "lens": "lens off", "lens-exactly": "exact answers"}

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
