package pane

import (
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// rulingMark returns the mark of a ruling, and its colour.
func rulingMark(t *theme.Theme, r verdict.Ruling) (string, theme.Meaning) {
	switch r {
	case verdict.Allowed:
		return t.Marks.Allowed, theme.Good
	case verdict.ExplicitlyDenied, verdict.ImplicitlyDenied:
		return t.Marks.Denied, theme.Danger
	case verdict.Depends:
		return t.Marks.Depends, theme.Warning
	default:
		return t.Marks.Unknown, theme.Muted
	}
}

// rulingCounts returns a cell for each ruling that some accounts have.
func rulingCounts(t *theme.Theme, counts verdict.Counts) []kit.Cell {
	var cells []kit.Cell
	for r, n := range counts {
		if n > 0 {
			mark, m := rulingMark(t, verdict.Ruling(r))
			cells = append(cells, kit.Cell{Mark: mark, Marked: m, Text: phrase.Count(n, "account") + ": " + verdict.Ruling(r).Heading()})
		}
	}
	return cells
}
