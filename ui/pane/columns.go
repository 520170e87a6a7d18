package pane

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Columns is the choice of the columns of the list of accounts, tags among them.
type Columns struct {
	env    *Env
	names  []string       // of the columns
	tags   map[string]int // how many accounts have each key, as far as they were counted
	rest   []model.NodeID // accounts whose tags are still to be counted
	window widget.Window
}

// NewColumns returns the choice of columns.
func NewColumns(env *Env) *Columns {
	c := &Columns{env: env, tags: map[string]int{}, names: accountOrders[2:]}
	for _, name := range env.Lists.Accounts.Columns {
		c.add(name)
	}
	for root := range env.Reading.Roots() {
		c.rest = append(c.rest, root.ID)
	}
	return c
}

// add adds a column that is not among the names yet.
func (c *Columns) add(name string) {
	if !slices.Contains(c.names, name) {
		c.names = append(slices.Clip(c.names), name)
	}
}

// Work returns the next job that counts the keys of tags; nil if all are counted.
func (c *Columns) Work() kit.Job {
	if len(c.rest) == 0 {
		return nil
	}
	return kit.ShortJob(func() {
		c.env.Spend(func() bool {
			for range min(rowsPerStep, len(c.rest)) {
				c.count()
			}
			return len(c.rest) > 0
		})
		c.sort()
	})
}

// count counts the tags of the next node.
func (c *Columns) count() {
	last := len(c.rest) - 1
	e := c.env.Reading.TreeNode(c.rest[last])
	if c.rest = c.rest[:last]; e == nil {
		return
	}
	for _, child := range e.Below() {
		c.rest = append(c.rest, child.ID)
	}
	if e.Kind != model.KindAccount {
		return
	}
	tags, _ := c.env.Reading.KnownTags(string(e.ID))
	for _, t := range tags {
		c.tags[t.Key]++
	}
}

// sort lists the keys of tags behind the other columns, the most frequent first. The
// cursor stays on its row.
func (c *Columns) sort() {
	on := c.names[min(c.window.Cursor, len(c.names)-1)]
	for key := range c.tags {
		c.add(tagColumn + key)
	}
	fixed := len(accountOrders) - 2
	slices.SortFunc(c.names[fixed:], func(a, b string) int {
		return cmp.Or(cmp.Compare(c.tags[accountTitle(b)], c.tags[accountTitle(a)]), model.CompareNames(a, b))
	})
	c.window.Len = len(c.names)
	c.window.Keep(slices.Index(c.names, on))
}

// columnsHead is the number of lines above the columns.
const columnsHead = 3

// View draws the columns with a mark on those that are shown.
func (c *Columns) View(s kit.Size, focused bool) []string {
	p := newPage(c.env, s.W)
	how := "as many as fit"
	if c.env.Lists.Accounts.Columns != nil {
		how = "chosen"
	}
	p.Add(p.Line().Put(theme.Strong, "Columns of the account list").Put(theme.Muted, "  "+how))
	p.Add(p.Line().Put(theme.Muted, "Enter shows or hides a column; x shows as many as fit."))
	p.Add(p.Line())
	c.window.Resize(len(c.names), max(1, s.H-columnsHead))
	for i := c.window.Top; i < c.window.End(); i++ {
		name := c.names[i]
		l := c.env.Row(i == c.window.Cursor, focused, s.W)
		mark := "[ ] "
		if slices.Contains(c.env.Lists.Accounts.Columns, name) {
			mark = "[x] "
		}
		l.Put(theme.Accent, mark).Put(theme.Plain, accountTitle(name))
		if n := c.tags[accountTitle(name)]; i >= len(accountOrders)-2 {
			l.Put(theme.Muted, "  tag on "+phrase.Count(n, "account"))
		}
		p.Add(l)
	}
	if len(c.rest) > 0 {
		p.Arriving("looking for tags")
	}
	return kit.Pad(c.env.Theme, p.Lines, s)
}

// Do moves, shows or hides the column under the cursor, or leaves.
func (c *Columns) Do(k kit.Command) kit.Intent {
	choice := &c.env.Lists.Accounts
	switch k {
	case kit.Open:
		name := c.names[c.window.Cursor]
		if i := slices.Index(choice.Columns, name); i >= 0 {
			choice.Columns = slices.Delete(slices.Clone(choice.Columns), i, i+1)
			return nil
		}
		if choice.Columns == nil {
			choice.Columns = []string{}
		}
		choice.Columns = append(slices.Clip(choice.Columns), name)
		slices.SortStableFunc(choice.Columns, func(a, b string) int { return cmp.Compare(c.rank(a), c.rank(b)) })
	case kit.Assume:
		choice.Columns = nil
	case kit.Close:
		return Gone{}
	default:
		kit.Move(&c.window, k)
	}
	return nil
}

// rank orders the columns as the list shows them; tags keep the sequence in which
// they were chosen.
func (c *Columns) rank(name string) int {
	if i := slices.Index(accountOrders, name); i >= 0 {
		return i
	}
	return len(accountOrders)
}

// Can implements kit.Pane.
func (c *Columns) Can(k kit.Command) (ok bool, reason string) {
	if k == kit.Assume {
		return c.env.Lists.Accounts.Columns != nil, ""
	}
	return kit.CanList(k, len(c.names))
}

// Label names what the keys do here.
func (c *Columns) Label(k kit.Command) string {
	switch k {
	case kit.Open:
		return "show or hide"
	case kit.Assume:
		return "reset"
	default:
		return ""
	}
}

// Mouse moves to a column; the second click shows or hides it.
func (c *Columns) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&c.window, m, columnsHead) {
		return c.Do(kit.Open)
	}
	return nil
}
