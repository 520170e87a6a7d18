package kit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// QueryLines returns the two lines at the top of a pane in which the user types a
// query: a title with a remark at the right edge, and the input. It also returns
// the place of the caret.
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
