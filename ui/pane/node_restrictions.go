package pane

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/plain"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// levelsTitle is the heading above the levels if restrictions stand before
// them.
const levelsTitle = "Ladder"

// addRestrictions appends what the policies forbid, in plain words, and the
// heading of the levels behind it; nothing if no policy of the type applies
// here.
func (l *policyLevels) addRestrictions(n *model.Node) {
	all := plain.RestrictionsAt(l.env.Reading, n.ID, l.kind)
	l.restricted = len(all.Lines) > 0 || all.Note == ""
	if !l.restricted {
		return
	}
	l.exemptions = l.exemptionsAt(n)
	unread := 0
	for i := range all.Lines {
		r := &all.Lines[i]
		if r.Kind == plain.NotKnown && r.Gap == nil {
			unread++
			continue
		}
		l.addRestriction(n, r)
	}
	switch {
	case unread > 0:
		l.rows = append(l.rows, levelRow{
			node: n, isNode: true, meaning: theme.Muted,
			note: l.env.Theme.Marks.Unknown + " not everything is read yet: there may be more",
		})
	case len(all.Lines) == 0:
		l.rows = append(l.rows, levelRow{node: n, isNode: true, note: "nothing that " + typeName(l.kind) + " forbid", meaning: theme.Muted})
	}
	l.rows = append(l.rows, levelRow{node: n, isNode: true, note: " "}, levelRow{node: n, isNode: true, note: levelsTitle})
}

// addRestriction appends the rows of one restriction. The first leaves room for
// its source.
func (l *policyLevels) addRestriction(n *model.Node, r *plain.Restriction) {
	row := levelRow{node: n, isNode: true, restriction: r}
	if len(r.Sources) > 0 {
		row.policy = r.Sources[0].Policy
	}
	text := strings.Join(strings.Fields(widget.Clean(r.Sentence)), " ")
	row.note, row.first = kit.Wrap(text, l.width-4-sourceWidth(l.width))[0], true
	l.rows = append(l.rows, row)
	for _, part := range kit.Wrap(strings.TrimSpace(strings.TrimPrefix(text, row.note)), l.width-7) {
		row.note, row.first = part, false
		l.rows = append(l.rows, row)
	}
	for _, part := range l.takenLines(r, l.width-7) {
		row.note, row.first = part, false
		l.rows = append(l.rows, row)
	}
}

// sourceWidth returns the width of the names of policy and level.
func sourceWidth(width int) int { return max(16, min(44, width*2/5)) }

// restrictionHeading returns the heading of the restrictions.
func (l *policyLevels) restrictionHeading(n *model.Node) string {
	switch account := n.Kind == model.KindAccount; {
	case l.kind == model.ResourceControlPolicy && account:
		return "What nobody can do to its resources"
	case l.kind == model.ResourceControlPolicy:
		return "What nobody can do to resources of its accounts"
	case account:
		return "What this account cannot do"
	default:
		return "What its accounts cannot do"
	}
}

// drawRestriction draws one row of a restriction.
func (l *policyLevels) drawRestriction(line *widget.Line, r *levelRow, width int) string {
	meaning, mark := theme.Plain, l.env.Theme.Marks.Denied
	switch {
	case r.restriction.Kind == plain.NotKnown:
		meaning, mark = theme.Warning, l.env.Theme.Marks.Gap
	case r.restriction.Broader != nil:
		meaning = theme.Muted
	}
	if !r.first {
		return line.Space(4).Put(meaning, r.note).String()
	}
	ink := theme.Danger
	if meaning != theme.Plain {
		ink = meaning
	}
	line.Put(ink, mark).Space(1).Put(meaning, r.note)
	from, room := width-sourceWidth(width)+1, sourceWidth(width)-2
	if actions := restrictionActions(r.restriction); from-line.Used() > len(actions)+3 && actions != "" {
		line.Space(2).Put(theme.Muted, actions)
	}
	name, level := restrictionSource(l.env.Reading, r.restriction)
	line.To(from).Cell(theme.Muted, name, room*3/5-1)
	return line.Space(1).Put(theme.Muted, level).String()
}

// restrictionActions returns the actions of a restriction, unless its sentence
// names them.
func restrictionActions(r *plain.Restriction) string {
	if r.Except || len(r.Actions) == 0 || strings.Contains(r.Sentence, r.Actions[0]) || r.Actions[0] == "*" {
		return ""
	}
	return widget.Clean(strings.Join(r.Actions, " "))
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
	for l.skipped(l.window.Cursor) && l.window.Cursor > 0 {
		l.window.Move(-1)
	}
	first := l.window.Cursor
	for last := first; last < len(l.rows); last++ {
		if last > first && !l.sameRestriction(first, last) {
			break
		}
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
	return r.restriction != nil && !r.first || r.isNode && (r.note == levelsTitle || r.note == " ")
}

// sameRestriction reports whether two rows belong to one restriction.
func (l *policyLevels) sameRestriction(i, k int) bool {
	return i == k || l.rows[i].restriction != nil && l.rows[i].restriction == l.rows[k].restriction
}
