package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// rulingMark returns the mark of a ruling, and its colour.
func rulingMark(t *theme.Theme, r verdict.Ruling) (string, theme.Meaning) {
	return kindMark(t, typical.ExactKind(r))
}

// kindMark returns the mark of what a lens says of an account, and its colour.
func kindMark(t *theme.Theme, k typical.Kind) (string, theme.Meaning) {
	switch k {
	case typical.NotBlocked:
		return t.Marks.Allowed, theme.Good
	case typical.Conditional:
		return t.Marks.Conditional, theme.Warning
	case typical.Differs:
		return t.Marks.Differs, theme.Warning
	case typical.Depends:
		return t.Marks.Depends, theme.Warning
	case typical.Denied:
		return t.Marks.Denied, theme.Danger
	default:
		return t.Marks.Unknown, theme.Muted
	}
}

// kindCounts returns a cell for each kind of answer that some accounts have, and
// one for the Region that they are about, if one was assumed.
func kindCounts(t *theme.Theme, l *typical.Lens) []kit.Cell {
	var cells []kit.Cell
	for k, n := range l.Total() {
		if n > 0 {
			mark, m := kindMark(t, typical.Kind(k))
			cells = append(cells, kit.Cell{Mark: mark, Marked: m, Text: phrase.Count(n, "account") + ": " + typical.Kind(k).Heading()})
		}
	}
	if len(l.Regions) > 0 && len(cells) > 0 {
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: "assumed: Region " + regionOf(l.Question)})
	}
	return cells
}

// regionOf returns the Region that a question names; empty if it names none.
func regionOf(q verdict.Question) string { return strings.Join(q.Given["aws:RequestedRegion"], ", ") }

// lensOptions returns how a question about many accounts is answered.
func (e *Env) lensOptions(exactly bool, below ...model.NodeID) typical.Options {
	return typical.Options{Exactly: exactly, Preferred: string(e.Reading.Caller.Region), Below: below}
}
