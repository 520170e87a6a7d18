package kit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Query is a line in which the user types what a list below it shows. A pane that
// embeds a Query is a Typist.
type Query struct {
	Input
	caret   *tea.Position
	changed func() // lists again
}

// NewQuery returns an empty query; changed is called whenever its text changed.
func NewQuery(changed func()) Query { return Query{Input: NewInput(), changed: changed} }

// Lines returns the two lines at the top of the pane: a title with a note at the
// right edge, and the text.
func (q *Query) Lines(look *Look, width int, title, right string) []string {
	lines, caret := QueryLines(look, width, title, right, &q.Input)
	q.caret = caret
	return lines
}

// Typing reports true: all text goes into the query.
func (q *Query) Typing() bool { return true }

// Key edits the text; see Typist.
func (q *Query) Key(k tea.KeyPressMsg) (Intent, bool) {
	if !q.Input.Key(k) {
		return nil, false
	}
	q.changed()
	return nil, true
}

// Paste inserts pasted text.
func (q *Query) Paste(text string) Intent {
	q.Input.Paste(text)
	q.changed()
	return nil
}

// Caret returns the place of the text cursor in the last view.
func (q *Query) Caret() *tea.Position { return q.caret }

// QueryLines returns the lines of a query whose text is in, and the place of the
// caret.
func QueryLines(look *Look, width int, title, right string, in *Input) (lines []string, caret *tea.Position) {
	head := widget.NewLine(look.Theme, theme.Page, width).Space(1).Put(theme.Strong, title)
	head.Right(theme.Muted, right+" ")
	typed := widget.NewLine(look.Theme, theme.Page, width).Space(1).Put(theme.Accent, "> ")
	x := in.Draw(typed, theme.Plain, typed.Left()-1)
	return []string{head.String(), typed.String()}, &tea.Position{X: x, Y: 1}
}

// HasWords reports whether a text, which must be in lower case, contains every
// word of a query.
func HasWords(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// Words splits a query into words in lower case.
func Words(query string) []string { return strings.Fields(strings.ToLower(query)) }
