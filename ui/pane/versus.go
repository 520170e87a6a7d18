package pane

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/theme"
)

// versus writes the sections of two sides: two nodes, or one node as it is and
// as it would be.
type versus struct {
	env      *Env
	readings [2]*model.Reading
	nodes    [2]model.NodeID
	what     func(t model.PolicyType, side int) string // heads what only a side is forbidden
	narrow   bool                                      // the sides stand one below the other
	names    [2]string                                 // of the sides
	moved    string                                    // heads what both are forbidden from elsewhere; empty leaves it out
	same     string                                    // "on both sides"
	counts   [2]*counting                              // of the accounts of a side that is a unit
}

// verdicts answers a question for both sides; nothing if none is asked.
func (v *versus) verdicts(q model.Question, asked bool) section {
	if !asked {
		return section{}
	}
	s := section{title: questionWords(q), names: v.names}
	for side := range v.readings {
		s.cells[side] = v.answer(side, q)
	}
	return s
}

// answer gives the verdict on an account, or the counts of a unit.
func (v *versus) answer(side int, q model.Question) []cell {
	r := v.readings[side]
	n := r.Node(v.nodes[side])
	if n.Account() == "" {
		return v.counted(side)
	}
	verdict, err := r.Ask(q.For(n.Account()))
	if err != nil {
		return []cell{{mark: v.env.Theme.Marks.Gap, marked: theme.Warning, text: err.Error()}}
	}
	mark, m := rulingMark(v.env.Theme, verdict.Ruling)
	cells := []cell{{mark: mark, marked: m, meaning: theme.Strong, text: verdict.Headline(r)}}
	switch {
	case len(verdict.By) > 0:
		cells[0].open = v.opens(r, verdict.By[:1])
	case len(verdict.Together) > 0:
		cells[0].open = v.opens(r, []model.Reason{verdict.Together[0].Reason})
	}
	if verdict.Ruling == model.Depends {
		for _, s := range verdict.Sentences() {
			cells = append(cells, cell{text: s})
		}
	}
	for _, g := range verdict.Gaps {
		cells = append(cells, cell{mark: v.env.Theme.Marks.Gap, marked: theme.Warning, text: g.Sentence()})
	}
	return cells
}

// counted tells how many accounts of a unit have each ruling.
func (v *versus) counted(side int) []cell {
	c := v.counts[side]
	switch {
	case c.wrong != nil:
		return []cell{{mark: v.env.Theme.Marks.Gap, marked: theme.Warning, text: c.wrong.Error()}}
	case !c.known:
		return []cell{awaited(v.env, count(v.env.Reading.AccountCount(v.nodes[side]), "account is", "accounts are")+" being asked")}
	}
	var cells []cell
	for ruling, n := range c.told.Counts {
		if n > 0 {
			mark, m := rulingMark(v.env.Theme, model.Ruling(ruling))
			cells = append(cells, cell{mark: mark, marked: m, text: count(n, "account", "accounts") + ": " + model.Ruling(ruling).Words()})
		}
	}
	if len(cells) == 0 {
		cells = append(cells, cell{meaning: theme.Muted, text: "no accounts"})
	}
	return cells
}

// awaited tells of what is still to come.
func awaited(env *Env, text string) cell {
	return cell{mark: env.Theme.Marks.Unknown, marked: theme.Muted, meaning: theme.Muted, text: text}
}

// policies writes what differs in the policies of a type: where they are
// attached, and in effect.
func (v *versus) policies(c *model.Comparison) []section {
	if why := absent(v.env.Reading, c.Type); why != "" {
		return []section{{whole: []cell{{meaning: theme.Muted, text: why}}}}
	}
	if v.narrow { // What one reads first comes first.
		return []section{v.lines(c), v.elsewhere(c), v.levels(c)}
	}
	return []section{v.levels(c), v.lines(c), v.elsewhere(c)}
}

// levels writes the levels that differ.
func (v *versus) levels(c *model.Comparison) section {
	s := section{title: typeName(c.Type) + " level by level", names: v.names}
	differs := slices.ContainsFunc(c.Levels, func(p model.LevelPair) bool { return p.Differs() })
	if !differs {
		s.whole = []cell{{meaning: theme.Muted, text: "The same " + typeName(c.Type) + " are attached at each level " + v.same + "."}}
		return s
	}
	for i := range c.Levels {
		p := &c.Levels[i]
		left, right := v.level(0, p.A, p.OnlyA, p), v.level(1, p.B, p.OnlyB, p)
		for len(left) < len(right) {
			left = append(left, cell{})
		}
		for len(right) < len(left) {
			right = append(right, cell{})
		}
		s.cells[0], s.cells[1] = append(s.cells[0], left...), append(s.cells[1], right...)
	}
	return s
}

// levelColumn is how wide the levels' names are.
const levelColumn = 16

// level writes what one side carries alone at a level.
func (v *versus) level(side int, l *model.Level, only []model.PolicyID, p *model.LevelPair) []cell {
	if l == nil {
		return []cell{{meaning: theme.Muted, text: v.env.Theme.Marks.Dot}}
	}
	name := v.levelName(side, l)
	var cells []cell
	add := func(c cell) {
		if c.column = levelColumn; len(cells) == 0 {
			c.label = name
		}
		cells = append(cells, c)
	}
	switch {
	case l.Status.Progress == model.Failed:
		add(cell{mark: v.env.Theme.Marks.Gap, marked: theme.Warning, text: "could not be read: " + gapOf(l.Status).Cause})
	case !l.Status.Known():
		add(cell{mark: v.env.Theme.Marks.Unknown, marked: theme.Muted, meaning: theme.Muted, text: "not everything is read yet"})
	}
	for _, id := range only {
		add(cell{text: policyName(v.readings[side], id), open: v.document(id, nil)})
	}
	if len(cells) == 0 {
		text := "nothing else"
		switch {
		case !p.Differs():
			text = "the same"
		case len(l.Policies) == 0:
			text = "no SCP, so nothing is allowed" // RCPFullAWSAccess is always there.
		}
		add(cell{meaning: theme.Muted, text: text})
	}
	cells[len(cells)-1].aside = v.shared(p)
	return cells
}

// shared counts what both sides carry at a level.
func (v *versus) shared(p *model.LevelPair) string {
	if len(p.Both) == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", len(p.Both), v.same)
}

func (v *versus) levelName(side int, l *model.Level) string {
	if l.Node.ID == v.nodes[side] && l.Node.Kind == model.KindAccount {
		return "account"
	}
	return nameOf(l.Node)
}

// lines writes what only one side is forbidden.
func (v *versus) lines(c *model.Comparison) section {
	s := section{}
	notes := [2]string{c.NoteA, c.NoteB}
	for side, lines := range [2][]model.Restriction{c.OnlyA, c.OnlyB} {
		s.heads[side] = v.what(c.Type, side)
		s.cells[side] = v.told(side, lines)
		if notes[side] != "" {
			s.cells[side] = append([]cell{{mark: v.env.Theme.Marks.Gap, marked: theme.Warning, text: notes[side]}}, s.cells[side]...)
		}
	}
	if len(s.cells[0])+len(s.cells[1]) == 0 {
		text := "What " + typeName(c.Type) + " forbid is the same " + v.same
		if len(c.Both) > 0 {
			text += ": " + count(len(c.Both), "line", "lines")
		}
		return section{whole: []cell{{meaning: theme.Muted, text: text + "."}}}
	}
	for side := range s.cells {
		if len(s.cells[side]) == 0 {
			s.cells[side] = []cell{{meaning: theme.Muted, text: "nothing"}}
		}
	}
	return s
}

// told writes lines of one side, with where they come from.
func (v *versus) told(side int, lines []model.Restriction) []cell {
	t, unread := v.env.Theme, false
	var cells []cell
	for i := range lines {
		x := &lines[i]
		switch {
		case x.Kind == model.NotKnown && x.Gap == nil:
			unread = true
			continue
		case x.Kind == model.NotKnown:
			cells = append(cells, cell{mark: t.Marks.Gap, marked: theme.Warning, meaning: theme.Warning, text: x.Sentence})
			continue
		}
		c := cell{mark: t.Marks.Denied, marked: theme.Danger, text: oneLine(x.Sentence), aside: v.source(side, x), open: v.opens(v.readings[side], x.Sources)}
		if x.Broader != nil || v.moved != "" && side == 0 { // implied, or gone
			c.marked = theme.Muted
		}
		if x.Broader != nil {
			c.meaning = theme.Muted
		}
		cells = append(cells, c)
	}
	if unread {
		cells = append(cells, cell{
			mark: t.Marks.Unknown, marked: theme.Muted, meaning: theme.Muted, text: "not everything is read yet: there may be more",
		})
	}
	return cells
}

// elsewhere writes what both sides are forbidden by different statements.
func (v *versus) elsewhere(c *model.Comparison) section {
	if v.moved == "" {
		return section{}
	}
	s := section{title: v.moved}
	for i := range c.Both {
		x := &c.Both[i]
		if x.A.Kind == model.NotKnown || !x.Elsewhere() {
			continue
		}
		s.whole = append(s.whole, cell{
			mark: v.env.Theme.Marks.Denied, marked: theme.Muted, meaning: theme.Muted, text: oneLine(x.A.Sentence),
			aside: v.source(0, &x.A) + "; would be " + v.source(1, &x.B), open: v.opens(v.readings[1], x.B.Sources),
		})
	}
	if len(s.whole) == 0 {
		return section{}
	}
	return s
}

// source names where a line comes from: policy and level.
func (v *versus) source(side int, x *model.Restriction) string {
	name, level := toldSource(v.readings[side], x)
	if name == "" {
		return level
	}
	return name + " at " + level
}

// opens gives what follows from Enter on what statements say: the document of
// the first, with those of its statements lit that say so.
func (v *versus) opens(r *model.Reading, sources []model.Reason) Intent {
	if len(sources) == 0 || r.Policy(sources[0].Policy) == nil {
		return nil
	}
	var lit []scp.Span
	for _, s := range sources {
		if s.Policy == sources[0].Policy && s.Index > 0 && !slices.Contains(lit, s.Span) {
			lit = append(lit, s.Span)
		}
	}
	return v.document(sources[0].Policy, lit)
}

// document gives the intent that opens a policy; nil for a draft, which only
// its author has.
func (v *versus) document(id model.PolicyID, lit []scp.Span) Intent {
	if v.env.Reading.Policy(id) == nil {
		return nil
	}
	return PolicyOpened{Policy: id, Lit: lit}
}

// questionWords tells a question in one line.
func questionWords(q model.Question) string {
	text := q.Action
	if q.Resource != "" {
		text += " on " + q.Resource
	}
	if q.Principal != "" {
		text += " by " + ShortCaller(q.Principal)
	}
	if region := q.Given["aws:RequestedRegion"]; len(region) > 0 {
		text += " in " + strings.Join(region, ", ")
	}
	if more := len(q.Given) + len(q.Absent); more > 0 && len(q.Given["aws:RequestedRegion"]) < more {
		text += ", as asked"
	}
	return text
}

// oneLine gives a text with its line breaks as blanks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
