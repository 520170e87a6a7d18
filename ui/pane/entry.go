package pane

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Entry is an action as palette and help show it.
type Entry struct {
	Name   string   // its stable name
	Keys   []string // spelled for people
	Label  string
	Help   string
	Group  string
	Barred string // why it cannot be done now; empty if it can
}

// ask draws the two lines at the top of a pane in which one types: what it is
// about, and what was typed. It gives the place of the caret.
func ask(env *Env, width int, title, right string, in *input) (lines []string, caret *tea.Position) {
	head := widget.NewLine(env.Theme, theme.Page, width).Space(1).Put(theme.Strong, title)
	head.Right(theme.Muted, right+" ")
	typed := widget.NewLine(env.Theme, theme.Page, width).Space(1).Put(theme.Accent, "> ")
	x := in.draw(typed, theme.Plain, typed.Left()-1)
	return []string{head.String(), typed.String()}, &tea.Position{X: x, Y: 1}
}

// hasWords tells whether a text, in lower case, holds every word of a query.
func hasWords(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// words cuts a query into words in lower case.
func words(query string) []string { return strings.Fields(strings.ToLower(query)) }
