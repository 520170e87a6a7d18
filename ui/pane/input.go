package pane

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// inputMost is how many characters an input takes; a pasted event may be long.
const inputMost = 64 << 10

// input is one line of text being typed. Bubbles' textinput edits it; drawing
// it is left to widget.Line, which cleans and cuts.
type input struct{ model textinput.Model }

func newInput() input {
	m := textinput.New()
	m.Prompt = ""
	m.CharLimit = inputMost
	m.KeyMap.Paste.SetEnabled(false) // it would run a clipboard program; pastes come as messages
	m.SetVirtualCursor(false)
	m.Focus()
	return input{m}
}

// editing lists the keys besides characters that an input takes.
var editing = []string{
	"backspace", "delete", "left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+w", "ctrl+u", "alt+backspace",
	"ctrl+left", "ctrl+right", "alt+b", "alt+f", "ctrl+h", "ctrl+d", "shift+backspace",
}

// key edits the text; false if the key is not for editing.
func (in *input) key(k tea.KeyPressMsg) bool {
	if len(k.Text) == 0 && !slices.Contains(editing, k.String()) {
		return false
	}
	in.model, _ = in.model.Update(k)
	return true
}

// paste inserts pasted text, its line breaks as blanks.
func (in *input) paste(text string) {
	text = strings.Join(strings.Fields(text), " ")
	in.model, _ = in.model.Update(tea.PasteMsg{Content: text})
}

func (in *input) value() string { return in.model.Value() }

// atEnd tells whether the caret stands behind the text.
func (in *input) atEnd() bool { return in.model.Position() >= utf8.RuneCountInString(in.value()) }

// set replaces the text and puts the caret behind it.
func (in *input) set(text string) {
	in.model.SetValue(text)
	in.model.CursorEnd()
}

// draw puts the text into so many cells of a line, scrolled so that the caret
// is visible, and gives the caret's column on the line.
func (in *input) draw(l *widget.Line, m theme.Meaning, width int) (caret int) {
	runes := []rune(in.model.Value())
	at := min(in.model.Position(), len(runes))
	before := widget.Clean(string(runes[:at]))
	for widget.Width(before) > max(0, width-1) {
		_, rest := cutRune(before)
		before = rest
	}
	start := l.Used()
	l.Put(m, before)
	caret = l.Used()
	l.Cell(m, string(runes[at:]), width-(caret-start))
	return caret
}

// cutRune takes the first character off.
func cutRune(s string) (first, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
