package pane

import (
	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// rulingMark returns the mark of a ruling, and its colour.
func rulingMark(t *theme.Theme, r model.Ruling) (string, theme.Meaning) {
	switch r {
	case model.Allowed:
		return t.Marks.Allowed, theme.Good
	case model.ExplicitlyDenied, model.ImplicitlyDenied:
		return t.Marks.Denied, theme.Danger
	case model.Depends:
		return t.Marks.Depends, theme.Warning
	default:
		return t.Marks.Unknown, theme.Muted
	}
}

// rulingCounts returns a cell for each ruling that some accounts have.
func rulingCounts(t *theme.Theme, counts model.Counts) []kit.Cell {
	var cells []kit.Cell
	for r, n := range counts {
		if n > 0 {
			mark, m := rulingMark(t, model.Ruling(r))
			cells = append(cells, kit.Cell{Mark: mark, Marked: m, Text: count(n, "account", "accounts") + ": " + model.Ruling(r).Words()})
		}
	}
	return cells
}

// shortRuling returns a ruling in a word or two.
func shortRuling(r model.Ruling) string {
	switch r {
	case model.Allowed:
		return "not blocked"
	case model.ExplicitlyDenied, model.ImplicitlyDenied:
		return "denied"
	case model.Depends:
		return "depends"
	default:
		return "unknown"
	}
}
