package kit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// MaxInput is the number of characters that an Input takes; a pasted CloudTrail
// event may be long.
const MaxInput = 64 << 10

// Input is one line of text that the user types. Bubbles' textinput edits it;
// widget.Line draws it, because it cleans and cuts. Make one with NewInput.
type Input struct {
	model    textinput.Model
	selected bool // the whole text: what is typed next replaces it
}

// NewInput returns an empty input.
func NewInput() Input {
	m := textinput.New()
	m.Prompt = ""
	m.CharLimit = MaxInput
	m.KeyMap.Paste.SetEnabled(false) // it would run a clipboard program; pastes come as messages
	m.SetVirtualCursor(false)
	m.Focus()
	return Input{model: m}
}

// editing lists the keys that an input takes besides characters.
var editing = []string{
	"backspace", "delete", "left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+w", "ctrl+u", "alt+backspace",
	"ctrl+left", "ctrl+right", "alt+b", "alt+f", "ctrl+h", "ctrl+d", "shift+backspace",
}

// Key edits the text. It reports whether the key is one for editing.
func (in *Input) Key(k tea.KeyPressMsg) bool {
	if len(k.Text) == 0 && !slices.Contains(editing, k.String()) {
		return false
	}
	if in.selected {
		in.selected = false
		if len(k.Text) > 0 {
			in.Set("")
		} else if !slices.Contains(moving, k.String()) {
			in.Set("")
			return true
		}
	}
	in.model, _ = in.model.Update(k)
	return true
}

// moving lists the keys of editing that only move the caret.
var moving = []string{"left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+left", "ctrl+right", "alt+b", "alt+f"}

// Select selects the whole text, so that what is typed or pasted next replaces it.
func (in *Input) Select() {
	in.model.CursorEnd()
	in.selected = in.Value() != ""
}

// Selected reports whether the whole text is selected.
func (in *Input) Selected() bool { return in.selected }

// Deselect keeps the text that is selected.
func (in *Input) Deselect() { in.selected = false }

// Paste inserts pasted text with its line breaks replaced by spaces.
func (in *Input) Paste(text string) {
	text = strings.Join(strings.Fields(text), " ")
	if in.selected {
		in.Set("")
	}
	in.model, _ = in.model.Update(tea.PasteMsg{Content: text})
}

// Value returns the text.
func (in *Input) Value() string { return in.model.Value() }

// AtEnd reports whether the caret is at the end of the text.
func (in *Input) AtEnd() bool { return in.model.Position() >= utf8.RuneCountInString(in.Value()) }

// Set replaces the text and moves the caret to its end.
func (in *Input) Set(text string) {
	in.selected = false
	in.model.SetValue(text)
	in.model.CursorEnd()
}

// Draw puts the text into so many cells of a line, scrolled so that the caret is
// visible, and returns the caret's column on the line.
func (in *Input) Draw(l *widget.Line, m theme.Meaning, width int) (caret int) {
	runes := []rune(in.model.Value())
	at := min(in.model.Position(), len(runes))
	before := end(widget.Clean(string(runes[:at])), width-1)
	start := l.Used()
	l.Put(m, before)
	caret = l.Used()
	l.Cell(m, string(runes[at:]), width-(caret-start))
	return caret
}

// end returns as much of the end of a clean text as fits in so many cells.
func end(s string, width int) string {
	start := len(s)
	for start > 0 {
		_, n := utf8.DecodeLastRuneInString(s[:start])
		if width -= widget.Width(s[start-n : start]); width < 0 {
			break
		}
		start -= n
	}
	return s[start:]
}
