package pane

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// sideBySide writes the sections of a board about two sides: two nodes, or one
// node as it is and as it would be after what-if changes.
type sideBySide struct {
	env       *Env
	readings  [2]*model.Reading
	nodes     [2]model.NodeID
	heading   func(t model.PolicyType, side int) string // heads what only a side is forbidden
	narrow    bool                                      // the sides stand one below the other
	names     [2]string                                 // of the sides
	bothTitle string                                    // heads what both are forbidden from elsewhere; empty leaves it out
	sameWords string                                    // "on both sides"
	counts    [2]*accountCounts                         // of the accounts of a side that is an OU
	exactly   bool                                      // the exact answers are shown
}

// verdicts returns the answers to a question for both sides; an empty section
// if there is no question.
func (v *sideBySide) verdicts(q verdict.Question, asked bool) kit.Section {
	if !asked {
		return kit.Section{}
	}
	s := kit.Section{Title: questionWords(q), Names: v.names}
	for side := range v.readings {
		s.Cells[side] = v.answer(side, q)
	}
	return s
}

// answer returns the verdict on an account, or the counts of an OU.
func (v *sideBySide) answer(side int, q verdict.Question) []kit.Cell {
	r := v.readings[side]
	n := r.Node(v.nodes[side])
	if n.Account() == "" {
		return v.countCells(side)
	}
	asked := q.ForAccount(n.Account())
	if !v.exactly {
		if x, err := typical.Ask(r, asked); err == nil && x.Exact.Ruling == verdict.Depends {
			return v.typicalAnswer(r, &x)
		}
	}
	result, err := verdict.Ask(r, asked)
	if err != nil {
		return []kit.Cell{{Mark: v.env.Theme.Marks.Gap, Marked: theme.Warning, Text: err.Error()}}
	}
	mark, m := rulingMark(v.env.Theme, result.Ruling)
	cells := []kit.Cell{{Mark: mark, Marked: m, Meaning: theme.Strong, Text: result.Headline(r)}}
	switch {
	case len(result.By) > 0:
		cells[0].Open = v.openSources(r, result.By[:1])
	case len(result.Together) > 0:
		cells[0].Open = v.openSources(r, []verdict.Reason{result.Together[0].Reason})
	}
	if result.Ruling == verdict.Depends {
		for _, s := range result.Sentences() {
			cells = append(cells, kit.Cell{Text: s})
		}
	}
	for _, g := range result.Gaps {
		cells = append(cells, kit.Cell{Mark: v.env.Theme.Marks.Gap, Marked: theme.Warning, Text: g.Sentence()})
	}
	return cells
}

// typicalAnswer returns the verdict for an ordinary request.
func (v *sideBySide) typicalAnswer(r *model.Reading, x *typical.Answer) []kit.Cell {
	mark, m := kindMark(v.env.Theme, x.Kind())
	if x.Kind() == typical.Differs { // The headline says by what.
		mark, m = typicalMark(v.env.Theme, x.Ruling())
	}
	cells := []kit.Cell{{Mark: mark, Marked: m, Meaning: theme.Strong, Text: x.Headline()}}
	if d := x.Deciding(); len(d.By) > 0 {
		cells[0].Open = v.openSources(r, d.By[:1])
	} else if len(d.Open) > 0 {
		cells[0].Open = v.openSources(r, []verdict.Reason{d.Open[0].Reason})
	}
	return append(cells, kit.Cell{Meaning: theme.Muted, Text: "for an ordinary request; the exact answer depends on more"})
}

// countCells returns how many accounts of an OU have each ruling.
func (v *sideBySide) countCells(side int) []kit.Cell {
	c := v.counts[side]
	switch {
	case c.err != nil:
		return []kit.Cell{{Mark: v.env.Theme.Marks.Gap, Marked: theme.Warning, Text: c.err.Error()}}
	case !c.ready:
		return []kit.Cell{pendingCell(v.env, "asking "+phrase.Count(v.env.Reading.AccountCount(v.nodes[side]), "account"))}
	}
	cells := c.cells(v.env)
	if len(cells) == 0 {
		cells = append(cells, kit.Cell{Meaning: theme.Muted, Text: "no accounts"})
	}
	return cells
}

// pendingCell returns a cell for what is not finished yet.
func pendingCell(env *Env, text string) kit.Cell {
	return kit.Cell{Mark: env.Theme.Marks.Unknown, Marked: theme.Muted, Meaning: theme.Muted, Text: text}
}

// policies returns what differs in the policies of a type: where they are
// attached, and in effect.
func (v *sideBySide) policies(c *plain.Comparison) []kit.Section {
	if why := whyNoPolicies(v.env.Reading, c.Type); why != "" {
		return []kit.Section{{Whole: []kit.Cell{{Meaning: theme.Muted, Text: why}}}}
	}
	if v.narrow { // Readers want the restrictions first.
		return []kit.Section{v.restrictions(c), v.stillForbidden(c), v.levels(c)}
	}
	return []kit.Section{v.levels(c), v.restrictions(c), v.stillForbidden(c)}
}

// levels returns the levels that differ.
func (v *sideBySide) levels(c *plain.Comparison) kit.Section {
	s := kit.Section{Title: typeName(c.Type) + " level by level", Names: v.names}
	differs := slices.ContainsFunc(c.Levels, func(p plain.LevelPair) bool { return p.Differs() })
	if !differs {
		s.Whole = []kit.Cell{{Meaning: theme.Muted, Text: "The same " + typeName(c.Type) + " are attached at each level " + v.sameWords + "."}}
		return s
	}
	for i := range c.Levels {
		p := &c.Levels[i]
		left, right := v.level(0, p.A, p.OnlyA, p), v.level(1, p.B, p.OnlyB, p)
		for len(left) < len(right) {
			left = append(left, kit.Cell{})
		}
		for len(right) < len(left) {
			right = append(right, kit.Cell{})
		}
		s.Cells[0], s.Cells[1] = append(s.Cells[0], left...), append(s.Cells[1], right...)
	}
	return s
}

// levelColumn is the width of the names of levels.
const levelColumn = 16

// level returns the policies that only one side has at a level.
func (v *sideBySide) level(side int, l *model.Level, only []model.PolicyID, p *plain.LevelPair) []kit.Cell {
	if l == nil {
		return []kit.Cell{{Meaning: theme.Muted, Text: v.env.Theme.Marks.Dot}}
	}
	name := v.levelName(side, l)
	var cells []kit.Cell
	add := func(c kit.Cell) {
		if c.Column = levelColumn; len(cells) == 0 {
			c.Label = name
		}
		cells = append(cells, c)
	}
	switch {
	case l.Status.Progress == model.Failed:
		add(kit.Cell{Mark: v.env.Theme.Marks.Gap, Marked: theme.Warning, Text: "could not be read: " + gapOf(l.Status).Cause})
	case !l.Status.Known():
		add(kit.Cell{Mark: v.env.Theme.Marks.Unknown, Marked: theme.Muted, Meaning: theme.Muted, Text: "deputy has not read all of it yet"})
	}
	for _, id := range only {
		add(kit.Cell{Text: policyName(v.readings[side], id), Open: v.document(id, nil)})
	}
	if len(cells) == 0 {
		text := "nothing else"
		switch {
		case !p.Differs():
			text = "the same"
		case len(l.Policies) == 0:
			text = "no SCP, so nothing is allowed" // RCPFullAWSAccess is always there.
		}
		add(kit.Cell{Meaning: theme.Muted, Text: text})
	}
	cells[len(cells)-1].Aside = v.shared(p)
	return cells
}

// shared returns the number of policies that both sides have at a level.
func (v *sideBySide) shared(p *plain.LevelPair) string {
	if len(p.Both) == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", len(p.Both), v.sameWords)
}

// levelName returns the name of a level, or "account" for the account itself.
func (v *sideBySide) levelName(side int, l *model.Level) string {
	if l.Node.ID == v.nodes[side] && l.Node.Kind == model.KindAccount {
		return "account"
	}
	return nameOf(l.Node)
}

// restrictions returns what is forbidden on only one side.
func (v *sideBySide) restrictions(c *plain.Comparison) kit.Section {
	s := kit.Section{}
	notes := [2]string{c.NoteA, c.NoteB}
	for side, lines := range [2][]plain.Restriction{c.OnlyA, c.OnlyB} {
		s.Heads[side] = v.heading(c.Type, side)
		s.Cells[side] = v.restrictionCells(side, lines)
		if notes[side] != "" {
			s.Cells[side] = append([]kit.Cell{{Mark: v.env.Theme.Marks.Gap, Marked: theme.Warning, Text: notes[side]}}, s.Cells[side]...)
		}
	}
	if len(s.Cells[0])+len(s.Cells[1]) == 0 {
		text := "What " + typeName(c.Type) + " forbid is the same " + v.sameWords
		if len(c.Both) > 0 {
			text += ": " + phrase.Count(len(c.Both), "line")
		}
		return kit.Section{Whole: []kit.Cell{{Meaning: theme.Muted, Text: text + "."}}}
	}
	for side := range s.Cells {
		if len(s.Cells[side]) == 0 {
			s.Cells[side] = []kit.Cell{{Meaning: theme.Muted, Text: "nothing"}}
		}
	}
	return s
}

// restrictionCells returns the restrictions of one side, each with its policy
// and level.
func (v *sideBySide) restrictionCells(side int, lines []plain.Restriction) []kit.Cell {
	t, unread := v.env.Theme, false
	var cells []kit.Cell
	for i := range lines {
		x := &lines[i]
		switch {
		case x.Kind == plain.NotKnown && x.Gap == nil:
			unread = true
			continue
		case x.Kind == plain.NotKnown:
			cells = append(cells, kit.Cell{Mark: t.Marks.Gap, Marked: theme.Warning, Meaning: theme.Warning, Text: x.Sentence})
			continue
		}
		c := kit.Cell{Mark: t.Marks.Denied, Marked: theme.Danger, Text: oneLine(x.Sentence), Aside: v.source(side, x), Open: v.openSources(v.readings[side], x.Sources)}
		if v.bothTitle != "" && side == 0 { // no longer forbidden, which is a risk
			c.Mark, c.Marked = t.Marks.Gap, theme.Warning
		}
		if x.Broader != nil { // implied
			c.Marked = theme.Muted
		}
		if x.Broader != nil {
			c.Meaning = theme.Muted
		}
		cells = append(cells, c)
	}
	if unread {
		cells = append(cells, kit.Cell{
			Mark: t.Marks.Unknown, Marked: theme.Muted, Meaning: theme.Muted, Text: "deputy has not read everything yet: there may be more",
		})
	}
	return cells
}

// stillForbidden returns what different statements forbid on the two sides.
func (v *sideBySide) stillForbidden(c *plain.Comparison) kit.Section {
	if v.bothTitle == "" {
		return kit.Section{}
	}
	s := kit.Section{Title: v.bothTitle}
	for i := range c.Both {
		x := &c.Both[i]
		if x.A.Kind == plain.NotKnown || !x.DifferentSources() {
			continue
		}
		s.Whole = append(s.Whole, kit.Cell{
			Mark: v.env.Theme.Marks.Denied, Marked: theme.Muted, Meaning: theme.Muted, Text: oneLine(x.A.Sentence),
			Aside: v.source(0, &x.A) + "; would be " + v.source(1, &x.B), Open: v.openSources(v.readings[1], x.B.Sources),
		})
	}
	if len(s.Whole) == 0 {
		return kit.Section{}
	}
	return s
}

// source returns the policy and the level that a restriction comes from.
func (v *sideBySide) source(side int, x *plain.Restriction) string {
	name, level := restrictionSource(v.readings[side], x)
	if name == "" {
		return level
	}
	return name + " at " + level
}

// openSources returns the intent that opens the document of the first source
// with its statements highlighted.
func (v *sideBySide) openSources(r *model.Reading, sources []verdict.Reason) kit.Intent {
	if len(sources) == 0 || r.Policy(sources[0].Policy) == nil {
		return nil
	}
	return v.document(sources[0].Policy, sourceSpans(sources))
}

// document returns the intent that opens a policy; nil for a draft, which AWS
// does not have.
func (v *sideBySide) document(id model.PolicyID, spans []scp.Span) kit.Intent {
	if v.env.Reading.Policy(id) == nil {
		return nil
	}
	return PolicyOpened{Policy: id, Highlight: spans}
}

// questionWords returns the whole question in one line.
func questionWords(q verdict.Question) string {
	text := q.Action
	if q.Resource != "" {
		text += " on " + q.Resource
	}
	if q.ResourceAccount != "" {
		text += " of " + string(q.ResourceAccount)
	}
	if q.Principal != "" {
		text += " by " + ShortCaller(q.Principal)
	}
	if region := q.Given["aws:RequestedRegion"]; len(region) > 0 {
		text += " in " + strings.Join(region, ", ")
	}
	var keys []string
	for _, k := range slices.Sorted(maps.Keys(q.Given)) {
		if k != "aws:RequestedRegion" {
			keys = append(keys, k+" = "+strings.Join(q.Given[k], ", "))
		}
	}
	if len(keys) > 0 {
		text += " with " + strings.Join(keys, ", ")
	}
	if len(q.Absent) > 0 {
		text += " without " + strings.Join(q.Absent, ", ")
	}
	return text
}

// oneLine returns a text with its line breaks replaced by spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
