package pane

import "slices"

// ListChoices is how a person wants to see the lists. It can be kept and set again:
// the lists look at it whenever they are shown.
type ListChoices struct{ Accounts, Policies, Findings ListChoice }

// ListChoice is how a person wants to see a list. The zero ListChoice is the list as
// it comes.
type ListChoice struct {
	Sort     string   // the column that it is sorted by, by its name; empty for the first
	Reversed bool     // in the other direction
	Columns  []string // of the list of accounts: those that are shown behind the name; nil for those that there is room for
}

// order returns the place of the chosen column among names, whose first is no column;
// the first column if there is none of that name.
func (c *ListChoice) order(names []string) int { return max(1, slices.Index(names, c.Sort)) }

// next chooses the next column.
func (c *ListChoice) next(names []string) {
	c.Sort, c.Reversed = names[c.order(names)%(len(names)-1)+1], false
}

// mark returns the sign of the direction, for the name of the column.
func (c *ListChoice) mark(env *Env) string {
	if c.Reversed {
		return env.Theme.Marks.Up
	}
	return env.Theme.Marks.Open
}
