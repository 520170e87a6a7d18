package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// findIn begins to find in the answer, or goes to the next place found or the one
// before.
func (a *Ask) findIn(c kit.Command) {
	n := len(a.find.hits)
	switch {
	case c == kit.FindIn:
		a.find.typing = true
	case n == 0:
	case c == kit.FindNext:
		a.find.at = (a.find.at + 1) % n
	default:
		a.find.at = (a.find.at + n - 1) % n
	}
	a.toFound()
}

// findKey edits what is looked for in the answer.
func (a *Ask) findKey(k tea.KeyPressMsg) (kit.Intent, bool) {
	if !a.find.typing {
		return nil, false
	}
	switch k.String() {
	case "esc":
		a.find.close()
		return nil, true
	case "enter":
		a.find.typing = false
		return nil, true
	}
	if !a.find.input.Key(k) {
		return nil, false
	}
	a.find.at = 0
	a.toFound()
	return nil, true
}

// toFound finds again, and moves the cursor to the row of the hit.
func (a *Ask) toFound() {
	text, at := a.answer.lineText(), a.find.at
	a.find.search(text)
	if a.find.at = at; at < len(a.find.hits) {
		a.answer.window.To(strings.Count(text[:a.find.hits[at].Start], "\n"))
	}
}

// lineText returns the lines of the answer as they are drawn, one line each.
func (x *answer) lineText() string {
	texts := make([]string, len(x.lines))
	for i, r := range x.lines {
		texts[i] = oneLine(r.level + " " + r.mark + " " + r.text)
	}
	return strings.Join(texts, "\n")
}
