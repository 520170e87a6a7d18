package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// filter narrows a list by typing: a row stays if it holds every word. A list
// embeds it and is a Typist by it.
type filter struct {
	input  input
	typing bool
	words  []string
	caret  tea.Position
}

func newFilter() filter { return filter{input: newInput()} }

// active tells whether the list is narrowed.
func (f *filter) active() bool { return len(f.words) > 0 }

// open tells whether the line of the filter is shown.
func (f *filter) open() bool { return f.typing || f.input.value() != "" }

// matches tells whether a row's text, in small letters, holds every word.
func (f *filter) matches(hay string) bool {
	for _, w := range f.words {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

// key takes a key while typing: Enter keeps what was typed, Esc clears it.
func (f *filter) key(k tea.KeyPressMsg) (changed, taken bool) {
	switch k.String() {
	case "enter":
		f.typing = false
		return false, true
	case "esc":
		f.clear()
		return true, true
	}
	if !f.input.key(k) {
		return false, false
	}
	f.read()
	return true, true
}

func (f *filter) paste(text string) {
	f.input.paste(text)
	f.read()
}

func (f *filter) clear() {
	f.typing = false
	f.input.set("")
	f.read()
}

func (f *filter) read() { f.words = strings.Fields(strings.ToLower(f.input.value())) }

// draw puts the filter on the pane's first line.
func (f *filter) draw(l *widget.Line, width int) {
	l.Put(theme.Accent, "filter ")
	f.caret = tea.Position{X: f.input.draw(l, theme.Plain, max(8, width))}
	l.Space(2)
}

// Typing tells whether keys go into the filter.
func (f *filter) Typing() bool { return f.typing }

// Key types into the filter.
func (f *filter) Key(k tea.KeyPressMsg) (Intent, bool) {
	_, taken := f.key(k)
	return nil, taken
}

// Paste pastes into the filter.
func (f *filter) Paste(text string) Intent {
	f.paste(text)
	return nil
}

// Caret gives where typed text appears.
func (f *filter) Caret() *tea.Position {
	at := f.caret
	return &at
}
