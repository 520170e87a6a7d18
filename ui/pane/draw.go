package pane

import (
	"strconv"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// ground gives the ground of a row: filled under the cursor.
func ground(cursor, focused bool) theme.Ground {
	switch {
	case cursor && focused:
		return theme.Cursor
	case cursor:
		return theme.Resting
	default:
		return theme.Page
	}
}

// cursorMark gives the cell before a row: a mark under the cursor, so that the
// row is found without colours.
func cursorMark(env *Env, cursor bool) string {
	if cursor {
		return env.Theme.Marks.Bar
	}
	return " "
}

// spinner gives the sign of something that is arriving.
func spinner(env *Env) string {
	frames := env.Theme.Marks.Spinner
	return frames[env.Frame%len(frames)]
}

// pad fills the lines up to the height of the rectangle, and cuts what is too
// much.
func pad(t *theme.Theme, lines []string, s Size) []string {
	if len(lines) > s.H {
		return lines[:s.H]
	}
	for len(lines) < s.H {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	}
	return lines
}

// move carries out the commands that every list has; false for others.
func move(w *widget.Window, c Command) bool {
	switch c {
	case Up:
		w.Move(-1)
	case Down:
		w.Move(1)
	case PageUp:
		w.Move(1 - max(2, w.Height))
	case PageDown:
		w.Move(max(2, w.Height) - 1)
	case Home:
		w.To(0)
	case End:
		w.To(w.Len - 1)
	default:
		return false
	}
	return true
}

// nameOf gives a node's name, or its ID while the name is not known.
func nameOf(n *model.Node) string {
	if n.Name == "" {
		return string(n.ID)
	}
	return n.Name
}

// badgesOf gives the words behind a node's name.
func badgesOf(r *model.Reading, n *model.Node) []string {
	var badges []string
	if a := n.Account(); a != "" {
		if a == r.Organization.Management {
			badges = append(badges, "mgmt")
		}
		if ds, _ := r.Delegations(a); len(ds) > 0 {
			badges = append(badges, "admin for "+strconv.Itoa(len(ds)))
		} else if r.IsAdministrator(a) {
			badges = append(badges, "admin")
		}
		if n.State != model.StateActive && n.State != model.StateNotGiven {
			badges = append(badges, n.State.Words())
		}
	}
	switch r.Change(n.ID) {
	case model.Added:
		badges = append(badges, "new")
	case model.Moved:
		badges = append(badges, "moved")
	case model.Unchanged:
	}
	return badges
}

// count gives a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
