package pane

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// levelsTitle is the heading above the levels if restrictions stand before
// them.
const levelsTitle = "Levels"

// addRestrictions appends what the policies forbid, in plain words, and the
// heading of the levels behind it; nothing if no policy of the type applies
// here.
func (l *policyLevels) addRestrictions(n *model.Node) {
	all := plain.RestrictionsAt(l.env.Reading, n.ID, l.kind)
	l.restricted = len(all.Lines) > 0 || all.Note == ""
	if !l.restricted {
		return
	}
	l.exemptions, l.attacked = nil, false
	unread := l.addTable(n, all.Lines)
	switch {
	case unread:
		l.rows = append(l.rows, levelRow{
			node: n, isNode: true, meaning: theme.Muted,
			note: l.env.Theme.Marks.Unknown + " deputy has not read everything yet: there may be more",
		})
	case len(all.Lines) == 0:
		l.rows = append(l.rows, levelRow{node: n, isNode: true, note: typeName(l.kind) + " forbid nothing here", meaning: theme.Muted})
	}
	l.rows = append(l.rows, levelRow{node: n, isNode: true, note: " "}, levelRow{node: n, isNode: true, note: levelsTitle})
}

// addTable appends the rows of all restrictions in their order, first what could
// not be read. It reports whether something has not been read yet.
func (l *policyLevels) addTable(n *model.Node, lines []plain.Restriction) (unread bool) {
	depths := map[string]int{}
	for i, level := range l.env.Reading.Ladder(n.ID, l.kind) {
		depths[string(level.Node.ID)] = i
	}
	var order []int
	cells := make([]restrictionCells, len(lines))
	for i := range lines {
		r := &lines[i]
		switch {
		case r.Kind == plain.NotKnown && r.Gap == nil:
			unread = true
			continue
		case r.Kind == plain.NotKnown:
			l.addGapRestriction(n, r)
			continue
		case r.HasExceptions():
			l.tally.excepted++
		}
		l.tally.all++
		cells[i] = newRestrictionCells(l.env, r, func(level string) int { return depths[level] })
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cells[a].compare(&cells[b], l.order) })
	l.columns = columnsFor(cells, l.order, l.width)
	group := ""
	for _, i := range order {
		l.addRestriction(n, &lines[i], &cells[i], &group)
	}
	return unread
}

// addGapRestriction appends the rows that say what could not be read.
func (l *policyLevels) addGapRestriction(n *model.Node, r *plain.Restriction) {
	row := levelRow{node: n, isNode: true, restriction: r, first: true}
	if len(r.Sources) > 0 {
		row.policy = r.Sources[0].Policy
	}
	for _, part := range kit.Wrap(oneLine(widget.Clean(r.Sentence)), l.width-4) {
		row.note = part
		l.rows = append(l.rows, row)
		row.first = false
	}
}

// addRestriction appends the rows of one restriction: those of the table, and if
// it is unfolded, all that there is to say of it.
func (l *policyLevels) addRestriction(n *model.Node, r *plain.Restriction, cells *restrictionCells, last *string) {
	row := levelRow{node: n, isNode: true, restriction: r, cells: cells, group: cells.group(l.order)}
	if len(r.Sources) > 0 {
		row.policy = r.Sources[0].Policy
	}
	if row.opensGroup = row.group != *last; row.opensGroup {
		if *last = row.group; !l.columns.wide {
			l.rows = append(l.rows, levelRow{node: n, isNode: true, group: row.group})
		}
	}
	for i, part := range l.columns.whatParts(cells, l.env.Theme.Marks.Ellipsis) {
		row.note, row.first = part, i == 0
		l.rows = append(l.rows, row)
	}
	row.first = false
	if row.note = l.useLine(r); row.note != "" {
		l.rows = append(l.rows, row)
	}
	if l.unfolded[restrictionKey(r)] {
		l.addDetails(row)
	}
}

// restrictionKey identifies a restriction of a node while it is shown.
func restrictionKey(r *plain.Restriction) string {
	return strings.Join(r.Levels, " ") + r.Sentence
}

// addDetails appends what an unfolded restriction says: the whole sentence, what
// else there is to know, a row for each statement, which opens the document, and
// the actions and condition keys.
func (l *policyLevels) addDetails(row levelRow) {
	r := row.restriction
	row.first, row.opensGroup, row.detail = false, false, true
	say := func(m theme.Meaning, text string) {
		for _, part := range kit.Wrap(oneLine(widget.Clean(text)), l.width-6) {
			row.note, row.meaning = part, m
			l.rows = append(l.rows, row)
		}
	}
	who := "Principals of this account cannot "
	switch {
	case l.kind == model.ResourceControlPolicy:
		who = "Nobody can "
	case row.node.Kind != model.KindAccount:
		who = "Principals of its accounts cannot "
	}
	say(theme.Plain, who+r.Words(l.env.Reading)+".")
	if text := l.env.restrictionUse(row.node, r); text != "" {
		say(theme.Accent, text)
	}
	for _, note := range restrictionNotes(r) {
		say(theme.Warning, note)
	}
	say(theme.Muted, l.useSentence(r))
	for _, part := range l.takenLines(row.node, r, l.width-6) {
		row.note, row.meaning = part, theme.Warning
		l.rows = append(l.rows, row)
	}
	for i := range r.Sources {
		s := &r.Sources[i]
		row.source, row.policy, row.meaning = s, s.Policy, theme.Accent
		row.note = l.kind.Abbreviation() + " " + policyName(l.env.Reading, s.Policy) + ", " + statementWords(s) + ", at " + s.Place
		l.rows = append(l.rows, row)
	}
	row.source = nil
	if len(r.Actions) > 0 {
		label := "actions: "
		if r.Except {
			label = "all actions except: "
		}
		say(theme.Muted, label+strings.Join(r.Actions, ", "))
	}
	if keys := r.ConditionKeys(); len(keys) > 0 {
		say(theme.Muted, "condition keys: "+strings.Join(keys, ", "))
	}
}

// statementWords names a statement in its document.
func statementWords(s *verdict.Reason) string {
	text := "statement " + strconv.Itoa(s.Index)
	if s.Sid != "" {
		text += " (" + s.Sid + ")"
	}
	return text
}

// restrictionNotes returns what else there is to know about a restriction, a line
// each: what makes it redundant, or how it can be bypassed.
func restrictionNotes(r *plain.Restriction) []string {
	var notes []string
	if by := r.Broader; by != nil {
		notes = append(notes, by.Name+", "+statementWords(by)+", at "+by.Place+" forbids all of this already.")
	}
	return notes
}

// restrictionCount is how many restrictions a node has, and how many of them have
// exceptions.
type restrictionCount struct{ all, excepted int }

// words returns the count for the heading.
func (c restrictionCount) words() string {
	text := phrase.Count(c.all, "restriction")
	if c.excepted > 0 {
		text += ", " + strconv.Itoa(c.excepted) + " with exceptions"
	}
	return text
}

// restrictionHeading returns the heading of what policies of a type forbid at a node.
func restrictionHeading(kind model.PolicyType, n *model.Node) string {
	switch account := n.Kind == model.KindAccount; {
	case kind == model.ResourceControlPolicy && account:
		return "What nobody can do to its resources"
	case kind == model.ResourceControlPolicy:
		return "What nobody can do to resources of its accounts"
	case account:
		return "What this account cannot do"
	default:
		return "What its accounts cannot do"
	}
}

// drawRestriction draws one row of a restriction.
func (l *policyLevels) drawRestriction(line *widget.Line, r *levelRow) string {
	marks := l.env.Theme.Marks
	switch {
	case r.source != nil:
		return line.Space(4).Put(r.meaning, r.note).String()
	case r.detail:
		return line.Space(4).Put(r.meaning, r.note).String()
	case r.restriction.Kind == plain.NotKnown && !r.first:
		return line.Space(2).Put(theme.Warning, r.note).String()
	case r.restriction.Kind == plain.NotKnown:
		return line.Put(theme.Warning, marks.Gap).Space(1).Put(theme.Warning, r.note).String()
	}
	ink, text := theme.Danger, theme.Plain
	if r.restriction.Broader != nil {
		ink, text = theme.Muted, theme.Muted
	}
	if !r.first {
		at := 3
		if l.columns.group > 0 {
			at += l.columns.group + l.columns.gap()
		}
		return line.To(at).Put(text, r.note).String()
	}
	return l.columns.drawRow(line, r.cells, r, marks.Denied, ink, text)
}

// fold unfolds the restriction under the cursor, or folds it.
func (l *policyLevels) fold(r *plain.Restriction) {
	if l.unfolded == nil {
		l.unfolded = map[string]bool{}
	}
	key := restrictionKey(r)
	l.unfolded[key] = !l.unfolded[key]
	l.changes++
}

// restrictionSource returns the first policy and level of a restriction, and
// how many more there are.
func restrictionSource(reading *model.Reading, r *plain.Restriction) (name, level string) {
	more := func(text string, n int) string {
		if n > 1 {
			return text + " +" + strconv.Itoa(n-1)
		}
		return text
	}
	var policies []model.PolicyID
	for _, s := range r.Sources {
		if s.Policy != "" && !slices.Contains(policies, s.Policy) {
			policies = append(policies, s.Policy)
		}
	}
	if len(policies) > 0 {
		name = more(policyName(reading, policies[0]), len(policies))
	}
	if len(r.Levels) == 0 {
		return name, ""
	}
	if n := reading.Node(model.NodeID(r.Levels[0])); n != nil {
		level = nameOf(n)
	}
	return name, more(level, len(r.Levels))
}

// sourceSpans returns the places of the statements among sources that belong to
// the policy of the first one.
func sourceSpans(sources []verdict.Reason) []scp.Span {
	var spans []scp.Span
	for _, s := range sources {
		if s.Policy == sources[0].Policy && s.Index > 0 && !slices.Contains(spans, s.Span) {
			spans = append(spans, s.Span)
		}
	}
	return spans
}

// settleCursor moves the cursor off empty rows and further lines, and makes the
// whole restriction visible.
func (l *policyLevels) settleCursor(c kit.Command) {
	step := 1
	if c == kit.Up || c == kit.PageUp || c == kit.End {
		step = -1
	}
	for l.skipped(l.window.Cursor) && l.window.Cursor+step >= 0 && l.window.Cursor+step < len(l.rows) {
		l.window.Move(step)
	}
	for _, back := range []int{-1, 1} {
		for l.skipped(l.window.Cursor) && l.window.Cursor+back >= 0 && l.window.Cursor+back < len(l.rows) {
			l.window.Move(back)
		}
	}
	l.showWhole()
}

// showWhole makes all rows of the restriction under the cursor visible.
func (l *policyLevels) showWhole() {
	first := l.window.Cursor
	if first >= len(l.rows) || l.rows[first].restriction == nil {
		return
	}
	for last := first + 1; last < len(l.rows) && l.rows[last].restriction == l.rows[first].restriction; last++ {
		l.window.To(last)
	}
	l.window.To(first)
}

// skipped reports whether the cursor cannot be on a row.
func (l *policyLevels) skipped(i int) bool {
	if i >= len(l.rows) {
		return false
	}
	r := &l.rows[i]
	return r.restriction != nil && !r.first && r.source == nil || r.restriction == nil && r.group != "" || r.isNode && (r.note == levelsTitle || r.note == " ")
}

// sameRestriction reports whether two rows are one line of the table.
func (l *policyLevels) sameRestriction(i, k int) bool {
	a, b := &l.rows[i], &l.rows[k]
	return i == k || a.restriction != nil && a.restriction == b.restriction && !a.detail && !b.detail
}
