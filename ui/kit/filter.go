package kit

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// ListFilter narrows a list to the rows that contain every typed word. A list
// that embeds it is a Typist.
type ListFilter struct {
	input  Input
	typing bool
	words  []string
	caret  tea.Position
}

// NewListFilter returns a filter that shows all rows.
func NewListFilter() ListFilter { return ListFilter{input: NewInput()} }

// Text returns what was typed.
func (f *ListFilter) Text() string { return f.input.Value() }

// Active reports whether the list is narrowed.
func (f *ListFilter) Active() bool { return len(f.words) > 0 }

// Visible reports whether the list should show the filter's line.
func (f *ListFilter) Visible() bool { return f.typing || f.input.Value() != "" }

// Matches reports whether a row's text, which must be in lower case, contains
// every word.
func (f *ListFilter) Matches(text string) bool { return HasWords(text, f.words) }

// Begin makes the filter take the keys.
func (f *ListFilter) Begin() { f.typing = true }

// Edit takes a key while the user types: Enter keeps the text, Esc clears it. It
// reports whether the text changed and whether the filter had a use for the key.
func (f *ListFilter) Edit(k tea.KeyPressMsg) (changed, taken bool) {
	switch k.String() {
	case "enter":
		f.typing = false
		return false, true
	case "esc":
		f.Clear()
		return true, true
	}
	if !f.input.Key(k) {
		return false, false
	}
	f.read()
	return true, true
}

// Clear shows all rows again.
func (f *ListFilter) Clear() {
	f.typing = false
	f.input.Set("")
	f.read()
}

func (f *ListFilter) read() { f.words = Words(f.input.Value()) }

// Draw puts the filter on a line, its text in so many cells.
func (f *ListFilter) Draw(l *widget.Line, width int) {
	l.Put(theme.Accent, "filter ")
	f.caret = tea.Position{X: f.input.Draw(l, theme.Plain, max(8, width))}
	l.Space(2)
}

// Typing reports whether keys go into the filter.
func (f *ListFilter) Typing() bool { return f.typing }

// Key edits the filter's text; see Typist.
func (f *ListFilter) Key(k tea.KeyPressMsg) (Intent, bool) {
	_, taken := f.Edit(k)
	return nil, taken
}

// Paste inserts pasted text.
func (f *ListFilter) Paste(text string) Intent {
	f.input.Paste(text)
	f.read()
	return nil
}

// Caret returns the place of the text cursor in the last view.
func (f *ListFilter) Caret() *tea.Position {
	at := f.caret
	return &at
}
