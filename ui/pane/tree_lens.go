package pane

import (
	"strconv"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// badges gives a node's badges. While a question stays on, the last one tells
// that the node's own policies turn the answer.
func (t *Tree) badges(n *model.Node) []string {
	badges := badgesOf(t.env.Reading, n)
	if t.env.Lens == nil {
		return badges
	}
	switch turned := t.env.Lens.Turns(n.ID); {
	case turned.Denied():
		badges = append(badges, "denied here")
	case turned == model.Depends && n.Kind != model.KindAccount && t.env.Lens.Counts(n.ID)[model.Depends] == 0:
		badges = append(badges, "by account from here") // keys that differ from account to account settle it
	case turned == model.Depends:
		badges = append(badges, "depends from here")
	case turned == model.Unknown:
		badges = append(badges, "unknown from here")
	}
	return badges
}

// note is a few words at the right edge of a row.
type note struct {
	meaning theme.Meaning
	text    string
}

func widthOf(notes []note) (n int) {
	for _, x := range notes {
		n += widget.Width(x.text)
	}
	return n
}

// notes gives what stands at the right edge: how many accounts there are below
// a unit, or what the question that stays on answers here.
func (t *Tree) notes(n *model.Node) []note {
	switch {
	case t.env.Lens != nil:
		return lensNotes(t.env, n)
	case n.Kind != model.KindAccount:
		return []note{{theme.Muted, strconv.Itoa(t.env.Reading.AccountCount(n.ID))}}
	default:
		return nil
	}
}

// lensNotes tell what the question that stays on answers here: an account's
// mark, or how many accounts below a unit are allowed, unknown, depend and are
// denied.
func lensNotes(env *Env, n *model.Node) []note {
	if n.Kind == model.KindAccount {
		mark, m := rulingMark(env.Theme, env.Lens.Ruling(n.ID))
		return []note{{m, mark}}
	}
	c, marks := env.Lens.Counts(n.ID), env.Theme.Marks
	var notes []note
	add := func(number int, mark string, m theme.Meaning) {
		if number == 0 {
			return
		}
		if len(notes) > 0 {
			mark = " " + mark
		}
		notes = append(notes, note{m, mark + strconv.Itoa(number)})
	}
	add(c[model.Allowed], marks.Allowed, theme.Good)
	add(c[model.Unknown], marks.Unknown, theme.Muted)
	add(c[model.Depends], marks.Depends, theme.Warning)
	add(c[model.ExplicitlyDenied]+c[model.ImplicitlyDenied], marks.Denied, theme.Danger)
	return notes
}
