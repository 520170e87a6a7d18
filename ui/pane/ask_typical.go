package pane

import (
	"slices"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// ordinary is how a pane of a question shows the answer for an ordinary request.
type ordinary struct {
	exactly bool           // the exact answer is shown instead
	off     []typical.Chip // assumptions that were switched off
	open    typical.Chip   // the assumption whose values are listed; 0 for none
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
	return "exact answer"
}

// assumeOrNot switches the assumption under the cursor off or on.
func (a *Ask) assumeOrNot() {
	chip := a.answer.chosen().chip
	a.ordinary.toggle(chip)
	a.ordinary.open, a.answer.seek = 0, chip
}

// openChip lists the values for an assumption, or closes the list, or takes the
// value under the cursor into its field.
func (a *Ask) openChip(row answerRow) kit.Intent {
	a.answer.seek = row.chip
	switch {
	case row.choice != nil:
		a.ordinary.open = 0
		a.form.give(*row.choice)
		return a.changed()
	case a.ordinary.open == row.chip:
		a.ordinary.open = 0
	default:
		a.ordinary.open = row.chip
	}
	return nil
}

// chipLabel says what Enter does in a row of an assumption.
func (a *Ask) chipLabel(row answerRow) string {
	switch {
	case row.choice != nil:
		return "use it"
	case a.ordinary.open == row.chip:
		return "close"
	}
	return "show values"
}

// give puts a value into the field that it is for.
func (f *askForm) give(x typical.Choice) {
	switch x.Of {
	case typical.Principal:
		f.fields[askPrincipal].input.Set(f.shortPrincipal(x.Value))
	case typical.Region:
		f.fields[askRegion].input.Set(x.Value)
	case typical.Resource, typical.Owner:
		f.fields[askOwner].input.Set(x.Value)
	case typical.Transport:
		f.giveKey("aws:SecureTransport = " + x.Value)
	}
}

// giveKey puts a condition key into the first empty field for one. The focus stays
// on the answer.
func (f *askForm) giveKey(text string) {
	for i := askKeys; i < len(f.fields); i++ {
		if f.text(i) == "" {
			f.fields[i].input.Set(text)
			return
		}
	}
	inAnswer := f.inAnswer()
	if f.addKey(text); inAnswer {
		f.focus = len(f.fields)
	}
}

// sayChips appends a row for each assumption, muted if the answer is the same
// without it, and the values for the one that is open.
func (a *Ask) sayChips(x *typical.Answer) {
	chips := x.Chips()
	for chip := typical.Principal; chip <= typical.Transport; chip++ {
		if slices.Contains(a.ordinary.off, chip) {
			a.answer.rows = append(a.answer.rows, answerRow{m: theme.Muted, chip: chip, text: "  [ ] " + chip.Label() + ": open"})
			continue
		}
		for _, s := range chips {
			if s.Chip != chip {
				continue
			}
			row := answerRow{m: theme.Muted, chip: chip, text: "  [x] " + chip.Label() + ": " + s.Value}
			if x.Matters(chip) {
				row.m = theme.Plain
			}
			a.answer.rows = append(a.answer.rows, row)
			if a.ordinary.open == chip {
				a.sayChoices(x.Choices(chip), chip)
			}
		}
	}
}

// sayChoices appends a row for each value of an assumption, with the mark of the
// answer that it leads to.
func (a *Ask) sayChoices(choices []typical.Choice, chip typical.Chip) {
	for i := range choices {
		mark, m := typicalMark(a.env.Theme, choices[i].Ruling)
		a.answer.rows = append(a.answer.rows, answerRow{mark: "      " + mark, marked: m, chip: chip, choice: &choices[i], text: choices[i].Words})
	}
	if len(choices) == 0 {
		a.answer.say(theme.Muted, "      No other value makes a difference. To try one, type it into the form.")
	}
}

// sayTypical appends what an answer for an ordinary request assumes, what
// would change it, and the levels.
func (a *Ask) sayTypical(x *typical.Answer) {
	a.sayChips(x)
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
	a.answer.say(theme.Muted, "The exact answer depends on what the question leaves open.")
}

// typicalMark returns the mark of a ruling of an ordinary request, and its colour.
func typicalMark(t *theme.Theme, r verdict.Ruling) (string, theme.Meaning) {
	if r == verdict.Depends {
		return t.Marks.Conditional, theme.Warning
	}
	return rulingMark(t, r)
}
