package pane

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/verdict/typical"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// fittingBadges returns a node's badges in so many cells. If they are too wide,
// the first ones are left out, as the last says what is unusual. While a
// question is on, where the answer changes comes last, in short if necessary,
// and no badge takes room from the name.
func (t *Tree) fittingBadges(n *model.Node, width int) string {
	badges, turns := badgesOf(t.env.Reading, n), t.changeHere(n)
	for i := 0; i <= len(badges) && len(turns) > 0; i++ {
		for _, turn := range turns {
			if text := strings.Join(slices.Concat(badges[i:], []string{turn}), " "); widget.Width(text) <= width {
				return text
			}
		}
	}
	for len(badges) > 0 && widget.Width(strings.Join(badges, " ")) > width && (len(badges) > 1 || t.env.Lens != nil) {
		badges = badges[1:]
	}
	return strings.Join(badges, " ")
}

// changeHere returns, in full and in short, that a node's own policies change
// the answer to the question that is on; nothing if they do not.
func (t *Tree) changeHere(n *model.Node) []string {
	if t.env.Lens == nil {
		return nil
	}
	switch turned := t.env.Lens.DecidedAt(n.ID); turned {
	case typical.Denied:
		return []string{"denied here"}
	case typical.Conditional:
		return []string{"conditions here", "if here"}
	case typical.Depends:
		if n.Kind != model.KindAccount && t.env.Lens.Counts(n.ID)[typical.Depends] == 0 {
			return []string{"by account from here", "by account"} // keys that differ from account to account settle it
		}
		return []string{"depends from here", "depends here"}
	case typical.Unknown:
		return []string{"unknown from here", "unknown here"}
	default:
		return nil
	}
}

// sideNote is a few words at the right edge of a row.
type sideNote struct {
	meaning theme.Meaning
	text    string
}

// notes returns what stands at the right edge: the number of accounts below a
// OU, or the answer to the question that is on.
func (t *Tree) notes(n *model.Node) []sideNote {
	switch {
	case t.env.Lens != nil:
		return lensNotes(t.env, n)
	case n.Kind != model.KindAccount:
		return []sideNote{{theme.Muted, strconv.Itoa(t.env.Reading.AccountCount(n.ID))}}
	default:
		return nil
	}
}

// lensNotes returns the answer to the question that is on: an account's mark,
// or how many accounts below an OU have each mark, the denied ones last.
func lensNotes(env *Env, n *model.Node) []sideNote {
	if n.Kind == model.KindAccount {
		mark, m := kindMark(env.Theme, env.Lens.Kind(n.ID))
		return []sideNote{{m, mark}}
	}
	var notes []sideNote
	for k, number := range env.Lens.Counts(n.ID) {
		if number == 0 {
			continue
		}
		mark, m := kindMark(env.Theme, typical.Kind(k))
		if len(notes) > 0 {
			mark = " " + mark
		}
		notes = append(notes, sideNote{m, mark + strconv.Itoa(number)})
	}
	return notes
}
