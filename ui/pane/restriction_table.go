package pane

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// restrictionOrder is how the restrictions of a node are sorted.
type restrictionOrder uint8

// The orders, as the key goes through them.
const (
	bySubject restrictionOrder = iota
	byLevel
	byPolicy
	restrictionOrders
)

// String returns the word for an order.
func (o restrictionOrder) String() string { return [...]string{"subject", "level", "policy"}[o] }

// restrictionColumns are the widths of the columns of the table; those that do
// not fit have no width.
type restrictionColumns struct {
	group, what, actions, who, policy, level int
	wide                                     bool // the group is a column, else a line of its own
}

// wideTable is the narrowest table with a column for each thing.
const wideTable = 104

// gap returns the space between columns.
func (c *restrictionColumns) gap() int {
	if c.wide {
		return 2
	}
	return 1
}

// columnsFor returns the columns that fit lines best. What is forbidden gets
// most of the room; names of policies and levels get what they need.
func columnsFor(cells []restrictionCells, order restrictionOrder, width int) restrictionColumns {
	widest := func(most int, of func(*restrictionCells) string) int {
		w := 0
		for i := range cells {
			w = max(w, widget.Width(of(&cells[i])))
		}
		return min(w, most)
	}
	c := restrictionColumns{wide: width >= wideTable}
	share := 4 // A narrow table leaves more to what is forbidden.
	if width < 76 {
		share = 5
	}
	c.policy = max(6, widest(max(12, width/share), func(r *restrictionCells) string { return r.policy }))
	c.level = max(5, widest(max(12, width/7), func(r *restrictionCells) string { return r.level }))
	left := width - 3 - c.policy - c.level - 2*c.gap()
	if c.wide {
		c.group = widest(width/6, func(r *restrictionCells) string { return r.group(order) })
		c.group = max(c.group, len(order.String()))
		c.actions = max(len(actionsHeading), widest(18, func(r *restrictionCells) string { return r.actions.text(18) }))
		c.who = max(len(whoHeading), widest(left/4, func(r *restrictionCells) string { return r.who.text(left / 4) }))
		left -= c.group + c.actions + c.who + 3*c.gap()
	} else if width >= 66 {
		most := max(left*2/5, min(24, left-32))
		c.who = max(len(exceptHeading), widest(most, func(r *restrictionCells) string { return r.except().text(most) }))
		left -= c.who + c.gap()
	} else if left < 20 {
		left, c.level = left+c.level+c.gap(), 0
	}
	c.what = left
	return c
}

// The headings of the columns of exceptions.
const (
	actionsHeading = "except these actions"
	whoHeading     = "except these principals"
	exceptHeading  = "except"
)

// restrictionCells are the cells of one restriction.
type restrictionCells struct {
	what, policy, level string
	subject             plain.Subject
	depth               int // of the level, from the root
	actions, who        wordList
}

// newRestrictionCells returns the cells of a restriction.
func newRestrictionCells(env *Env, l *plain.Restriction, depth func(level string) int) restrictionCells {
	c := restrictionCells{what: oneLine(widget.Clean(l.What)), subject: l.Topic.Subject()}
	c.policy, c.level = restrictionSource(env.Reading, l)
	c.policy, c.level = widget.Clean(c.policy), widget.Clean(c.level)
	if len(l.Levels) > 0 {
		c.depth = depth(l.Levels[0])
	}
	c.actions = wordList{words: l.ExceptActions(), noun: "action", rest: env.Theme.Marks.Ellipsis}
	if !slices.ContainsFunc(c.actions.words, func(a string) bool { return strings.Contains(a, ":") }) {
		c.actions.noun = "service"
	}
	c.who = wordList{words: l.Exempt, noun: exceptionNoun, rest: env.Theme.Marks.Ellipsis}
	return c
}

// group returns what a restriction is grouped under.
func (c *restrictionCells) group(o restrictionOrder) string {
	switch o {
	case byLevel:
		return c.level
	case byPolicy:
		return c.policy
	default:
		return c.subject.String()
	}
}

// compare sorts restrictions that have the same order otherwise.
func (c *restrictionCells) compare(d *restrictionCells, o restrictionOrder) int {
	switch o {
	case byLevel:
		return cmp.Compare(c.depth, d.depth)
	case byPolicy:
		return model.CompareNames(c.policy, d.policy)
	default:
		return 0 // The lines come by subject, the gravest first.
	}
}

// except returns all exceptions together, for a table without room for two
// columns of them.
func (c *restrictionCells) except() wordList {
	switch {
	case len(c.actions.words) == 0:
		return c.who
	case len(c.who.words) == 0:
		return c.actions
	case len(c.actions.words) > 1:
		return wordList{words: slices.Concat([]string{c.actions.count()}, c.who.words), noun: exceptionNoun, rest: c.who.rest}
	default:
		return wordList{words: slices.Concat(c.actions.words, c.who.words), noun: exceptionNoun, rest: c.who.rest}
	}
}

// exceptionNoun is what principals, and actions among them, are called together.
const exceptionNoun = "exception"

// wordList is words in one cell.
type wordList struct {
	words []string
	noun  string // what they are, in the singular
	rest  string // stands for the end of a name
}

// count returns how many words there are.
func (l wordList) count() string { return phrase.Count(len(l.words), l.noun) }

// text returns as many words as fit, and how many more there are. Of actions a
// number says more than the first few; a name is only cut between its words.
func (l wordList) text(width int) string {
	if len(l.words) == 0 {
		return ""
	}
	fewest := 1
	if l.noun != exceptionNoun && len(l.words) > 3 {
		fewest = len(l.words)
	}
	for n := len(l.words); n >= fewest; n-- {
		text := widget.Clean(strings.Join(l.words[:n], ", "))
		if n < len(l.words) {
			text += " +" + strconv.Itoa(len(l.words)-n)
		}
		if widget.Width(text) <= width {
			return text
		}
	}
	// Without the account the role is still told from others.
	if role, _, ok := strings.Cut(widget.Clean(l.words[0]), " of "); ok && len(l.words) == 1 && widget.Width(role)+2 <= width {
		return role + " " + l.rest
	}
	return l.count()
}

// drawHeadings draws the names of the columns.
func (c *restrictionColumns) drawHeadings(line *widget.Line, l *policyLevels) string {
	put := func(text string, width int) {
		if width > 0 {
			line.Cell(theme.Muted, text, width).Space(c.gap())
		}
	}
	line.Space(1)
	put(l.order.String(), c.group)
	line.Space(2)
	put("what", c.what)
	put(actionsHeading, c.actions)
	if c.wide {
		put(whoHeading, c.who)
	} else {
		put(exceptHeading, c.who)
	}
	put(l.kind.Abbreviation(), c.policy)
	put("level", c.level)
	return line.String()
}

// whatParts returns what is forbidden as the lines of its cell. It is cut between
// words, except for a list of Regions, which is what the restriction is about.
func (c *restrictionColumns) whatParts(cells *restrictionCells, ellipsis string) []string {
	width := c.whatWidth(cells)
	parts := widget.Wrap(cells.what, width)
	if len(parts) < 2 || cells.subject == plain.SubjectRegions {
		return parts
	}
	first := widget.Wrap(cells.what, width-2)[0]
	for _, last := range []string{" or", " and", " on", " with", " of", " the", ","} { // What goes on is not started.
		first = strings.TrimSuffix(first, last)
	}
	return []string{first + " " + ellipsis}
}

// whatWidth returns the room for what is forbidden: the empty cells beside it are
// free.
func (c *restrictionColumns) whatWidth(cells *restrictionCells) int {
	width := c.what
	if len(cells.who.words)+len(cells.actions.words) > 0 {
		return width
	}
	for _, beside := range []int{c.actions, c.who} {
		if beside > 0 {
			width += beside + c.gap()
		}
	}
	return width
}

// drawRow draws the first line of a restriction; part is what fits of what is
// forbidden.
func (c *restrictionColumns) drawRow(line *widget.Line, cells *restrictionCells, row *levelRow, mark string, ink, text theme.Meaning) string {
	if c.group > 0 {
		group := ""
		if row.opensGroup {
			group = row.group
		}
		line.Cell(theme.Strong, group, c.group).Space(c.gap())
	}
	line.Put(ink, mark).Space(1)
	at := line.Used()
	room := c.whatWidth(cells)
	line.Cell(text, row.note, room).To(at + c.what + c.gap())
	if room > c.what {
		return c.drawSource(line.Space(c.gap()), cells)
	}
	if c.actions > 0 {
		line.Cell(text, cells.actions.text(c.actions), c.actions).Space(c.gap())
	}
	if c.who > 0 {
		who := cells.who
		if !c.wide {
			who = cells.except()
		}
		line.Cell(text, who.text(c.who), c.who).Space(c.gap())
	}
	return c.drawSource(line, cells)
}

// drawSource draws policy and level.
func (c *restrictionColumns) drawSource(line *widget.Line, cells *restrictionCells) string {
	line.Cell(theme.Muted, cells.policy, c.policy).Space(c.gap())
	return line.Cell(theme.Muted, cells.level, c.level).String()
}
