package pane

import (
	"slices"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/theme"
)

// ordinary is how a pane of a question shows the answer for an ordinary request.
type ordinary struct {
	exactly bool           // the exact answer is shown instead
	off     []typical.Chip // assumptions that were switched off
}

// toggle switches an assumption off, or on again.
func (o *ordinary) toggle(chip typical.Chip) {
	if i := slices.Index(o.off, chip); i >= 0 {
		o.off = slices.Delete(slices.Clone(o.off), i, i+1)
		return
	}
	o.off = append(slices.Clip(o.off), chip)
}

// exactlyLabel returns the word for the key that turns between the exact answer and
// that for an ordinary request.
func exactlyLabel(exactly bool) string {
	if exactly {
		return "ordinary request"
	}
	return "exactly"
}

// sayTypical appends what an answer for an ordinary request assumes, what
// would change it, and the levels.
func (a *Ask) sayTypical(x *typical.Answer) {
	for chip := typical.Principal; chip <= typical.Transport; chip++ {
		if slices.Contains(a.ordinary.off, chip) {
			a.answer.rows = append(a.answer.rows, answerRow{m: theme.Muted, chip: chip, text: "  [ ] " + chip.String() + ": open"})
			continue
		}
		for _, s := range x.Assumptions {
			if s.Chip == chip {
				a.answer.rows = append(a.answer.rows, answerRow{m: theme.Plain, chip: chip, text: "  [x] " + chip.String() + ": " + s.Value})
			}
		}
	}
	for _, text := range x.Aside() {
		a.answer.say(theme.Muted, "  "+text)
	}
	if conditions := x.Conditions(); len(conditions) > 1 {
		for _, text := range conditions {
			a.answer.say(theme.Plain, "  not blocked if "+text)
		}
	}
	v := x.Deciding()
	a.answer.levels(v, v.SCP)
	if len(v.RCP) > 0 {
		a.answer.say(theme.Muted, "RCPs of the resource's owner "+string(v.Owner))
		a.answer.levels(v, v.RCP)
	}
	for _, n := range v.Notes {
		a.answer.say(theme.Muted, n)
	}
	a.answer.say(theme.Muted, "Exactly, it depends on what is not given.")
}

// typicalMark returns the mark of a ruling of an ordinary request, and its colour.
func typicalMark(t *theme.Theme, r verdict.Ruling) (string, theme.Meaning) {
	if r == verdict.Depends {
		return t.Marks.Conditional, theme.Warning
	}
	return rulingMark(t, r)
}
