package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/escalation"
	"deputy/model/plain"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// policyLevels is the tab of SCPs or RCPs. Policies are inherited: the tab has
// a row for each level from the root down to the node, with the policies
// attached there and what they add to what the levels above forbid. Above the
// levels it says in plain words what all of them forbid. AWS's documentation
// calls this inheritance; on the screen the rows are called the ladder.
type policyLevels struct {
	env        *Env
	chosen     func() *model.Node
	kind       model.PolicyType
	window     widget.Window
	rows       []levelRow
	made       levelsKey
	moved      bool // the user moved the cursor on this node
	counted    policyCount
	head       int    // lines above the rows in the last view
	width      int    // of the last view
	old        string // from when everything is, if nothing of it was read in this run
	restricted bool   // restrictions stand above the levels
	order      restrictionOrder
	unfolded   map[string]bool // restrictions of the node, by their keys
	changes    uint64          // how often one was unfolded or folded, or the order changed
	tally      restrictionCount
	columns    restrictionColumns
	exemptions []escalation.Outcome // of the node's policies, once attacked
	attacked   bool
	report     *access.Report // what was used at the node; nil if that was not read
}

// levelsKey is what the rows were made of.
type levelsKey struct {
	node       model.NodeID
	generation uint64
	width      int // of the last view: gaps are wrapped to it
	changes    uint64
	events     int // how often events were judged
}

// levelRow is one row: a level, a policy attached there, a line of a gap, or a
// line of a restriction.
type levelRow struct {
	node        *model.Node // the level
	isNode      bool        // the level is the node itself
	policy      model.PolicyID
	effect      effect
	note        string // a line of a gap or restriction
	meaning     theme.Meaning
	restriction *plain.Restriction // what the policies forbid, in plain words
	cells       *restrictionCells  // of the restriction
	first       bool               // the first row of a restriction
	detail      bool               // a row below an unfolded restriction
	source      *verdict.Reason    // the statement that a detail row opens
	group       string             // what the restriction is grouped under; alone the heading of the group
	opensGroup  bool               // the first row of its group
}

// newPolicyLevels returns the tab of a policy type.
func newPolicyLevels(env *Env, chosen func() *model.Node, kind model.PolicyType) *policyLevels {
	return &policyLevels{env: env, chosen: chosen, kind: kind}
}

// policyParts is the parts of the reading that policies and their effect depend
// on.
var policyParts = []model.Part{
	model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts,
	model.PartPolicies, model.PartTargets, model.PartAttached, model.PartDocument,
}

// key returns what the rows of a node are made of.
func (l *policyLevels) key(n *model.Node) levelsKey {
	key := levelsKey{node: n.ID, width: l.width, changes: l.changes, events: l.env.Events.Runs}
	for _, p := range policyParts {
		key.generation += l.env.Reading.Generation(p)
	}
	if l.kind == model.ServiceControlPolicy {
		key.generation += l.env.Reading.Generation(model.PartAccessReport)
	}
	return key
}

// gather makes the rows again if the node or what is known of its levels
// changed. The cursor stays on its policy.
func (l *policyLevels) gather(n *model.Node) {
	key := l.key(n)
	if key == l.made {
		return
	}
	var on levelRow
	if n.ID != l.made.node {
		l.window, l.moved, l.unfolded = widget.Window{Height: l.window.Height}, false, nil
	} else if l.window.Cursor < len(l.rows) {
		on = l.rows[l.window.Cursor]
	}
	l.made, l.rows, l.old = key, l.rows[:0], ""
	l.tally, l.report = restrictionCount{}, nil
	if l.kind == model.ServiceControlPolicy {
		l.report = access.ReportOn(l.env.Reading, n.ID)
	}
	if l.restricted = false; whyNoPolicies(l.env.Reading, l.kind) == "" {
		l.addRestrictions(n)
		l.addLevels(n)
	}
	l.window.Len = len(l.rows)
	l.settle(on)
}

// addLevels appends the rows of every level.
func (l *policyLevels) addLevels(n *model.Node) {
	var shown []model.Gap
	for _, level := range l.env.Reading.Ladder(n.ID, l.kind) {
		l.rows = append(l.rows, levelRow{node: level.Node, isNode: level.Node.ID == n.ID, effect: l.env.levelEffect(level, l.kind)})
		if g := level.Status.Gap; g != nil {
			if !alreadyShown(shown, *g) {
				shown = append(shown, *g)
				l.addGap(level.Node, g)
			}
		}
		for _, p := range fullFirst(level.Policies, l.kind) {
			l.rows = append(l.rows, levelRow{node: level.Node, policy: p, effect: l.env.policyEffect(p)})
		}
	}
	l.old = l.age()
}

// age returns from when the levels are, if all of them were saved; else
// nothing.
func (l *policyLevels) age() string {
	old := ""
	for _, r := range l.rows {
		switch {
		case r.note != "":
		case r.effect.old == "":
			return ""
		case r.effect.old != "saved":
			old = r.effect.old
		}
	}
	return old
}

// fullFirst returns a level's policies with the one that AWS attaches by itself
// in front.
func fullFirst(ids []model.PolicyID, kind model.PolicyType) []model.PolicyID {
	i := slices.Index(ids, kind.Full())
	if i <= 0 {
		return ids
	}
	return slices.Concat(ids[i:i+1], ids[:i], ids[i+1:])
}

// addGap appends the rows of a gap: what could not be read, why, and how to fix
// it.
func (l *policyLevels) addGap(level *model.Node, g *model.Gap) {
	for i, text := range []string{g.Operation + " of " + g.Target, g.Cause, g.Fix} {
		m := [...]theme.Meaning{theme.Warning, theme.Plain, theme.Muted}[i]
		for _, part := range kit.Wrap(text, l.width-5) {
			l.rows = append(l.rows, levelRow{node: level, note: part, meaning: m})
		}
	}
}

// alreadyShown reports whether a gap was shown that differs only in its target.
func alreadyShown(shown []model.Gap, g model.Gap) bool {
	for _, t := range shown {
		if t.Operation == g.Operation && t.Cause == g.Cause {
			return true
		}
	}
	return false
}

// isSame reports whether a row is about the same as one that was there before.
func (r *levelRow) isSame(o *levelRow) bool {
	switch {
	case r.node.ID != o.node.ID || r.policy != o.policy || (r.restriction == nil) != (o.restriction == nil):
		return false
	case r.restriction != nil:
		return r.first == o.first && r.detail == o.detail && restrictionKey(r.restriction) == restrictionKey(o.restriction) &&
			(r.source == nil) == (o.source == nil) && (r.source == nil || *r.source == *o.source)
	default:
		return r.note == o.note && r.group == o.group
	}
}

// settle moves the cursor to the row where it was. Until the user has moved it,
// it is on the first policy that is not there by default.
func (l *policyLevels) settle(on levelRow) {
	first, at := -1, -1
	for i, r := range l.rows {
		if first < 0 && r.policy != "" && r.policy != l.kind.Full() {
			first = i
		}
		if on.node != nil && r.isSame(&on) {
			at = i
		}
	}
	switch {
	case l.moved && at >= 0:
		l.window.Keep(at)
	case first >= 0:
		l.window.To(first)
		if first < l.window.Height {
			l.window.Top = 0
		}
	default:
		l.window.To(0)
	}
}

// policy returns the policy under the cursor; empty on a level.
func (l *policyLevels) policy() model.PolicyID {
	if n := l.chosen(); n != nil {
		l.gather(n)
		if l.window.Cursor < len(l.rows) {
			return l.rows[l.window.Cursor].policy
		}
	}
	return ""
}

// nearest returns the policy at or below the cursor; empty if there is none.
func (l *policyLevels) nearest() model.PolicyID {
	n := l.chosen()
	if n == nil {
		return ""
	}
	l.gather(n)
	return nearestPolicy(l.rows, l.window.Cursor, func(r levelRow) model.PolicyID { return r.policy })
}

// nearestPolicy returns the policy of the first row at or below the cursor that has
// one; empty if there is none.
func nearestPolicy[R any](rows []R, cursor int, policy func(R) model.PolicyID) model.PolicyID {
	for _, r := range rows[min(cursor, len(rows)):] {
		if p := policy(r); p != "" {
			return p
		}
	}
	return ""
}

// Do moves the cursor, opens the document, or goes to the level.
func (l *policyLevels) Do(c kit.Command) kit.Intent {
	n := l.chosen()
	if n == nil {
		return nil
	}
	l.gather(n)
	if len(l.rows) == 0 {
		return nil
	}
	before := l.policy()
	if kit.Move(&l.window, c) {
		l.settleCursor(c)
		l.moved = true
		if now := l.policy(); now != before && now != "" {
			return PolicyMoved{now}
		}
		return nil
	}
	r := l.rows[l.window.Cursor]
	switch {
	case c == kit.Sort && l.tally.all > 0:
		l.order, l.changes = (l.order+1)%restrictionOrders, l.changes+1
		l.gather(n)
		l.showWhole()
		return nil
	case c == kit.Open && r.source != nil:
		return PolicyOpened{Policy: r.policy, Highlight: sourceSpans([]verdict.Reason{*r.source})}
	case c == kit.Open && r.cells != nil:
		l.fold(r.restriction)
		l.gather(n)
		l.showWhole()
		return nil
	case c == kit.Open && r.policy != "":
		return PolicyOpened{Policy: r.policy}
	case c == kit.Open && !r.isNode && r.note == "":
		return NodeOpened{r.node.ID}
	case c == kit.WhatIf && r.source != nil:
		return WhatIfWanted{Node: model.NodeID(r.source.Level), Policy: r.source.Policy, About: n.ID}
	case c == kit.WhatIf && r.restriction != nil && len(r.restriction.Sources) > 0:
		return WhatIfWanted{Node: model.NodeID(r.restriction.Sources[0].Level), Policy: r.restriction.Sources[0].Policy, About: n.ID}
	case c == kit.WhatIf:
		return WhatIfWanted{Node: r.node.ID, Policy: r.policy, About: n.ID}
	case r.policy != "":
		return doPolicy(l.env, r.policy, c)
	default:
		return doNode(l.env, r.node, c)
	}
}

// Can implements kit.Pane.
func (l *policyLevels) Can(c kit.Command) (ok bool, reason string) {
	n := l.chosen()
	if n == nil {
		return false, ""
	}
	l.gather(n)
	if len(l.rows) == 0 {
		return false, ""
	}
	r := l.rows[l.window.Cursor]
	switch c {
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End:
		return true, ""
	case kit.Sort:
		return l.tally.all > 0, ""
	case kit.Open:
		return r.policy != "" || r.cells != nil || !r.isNode && r.note == "", ""
	case kit.Copy, kit.CopyARN, kit.Console, kit.WhatIf:
		if r.policy == "" {
			return canNode(l.env, r.node, c)
		}
		return canPolicy(l.env, r.policy, c)
	default:
		return false, ""
	}
}

// Mouse chooses a row; the second click opens it.
func (l *policyLevels) Mouse(m kit.Mouse) kit.Intent {
	if m.Wheel != 0 {
		l.window.Scroll(m.Wheel)
		l.moved = true
		return nil
	}
	i := l.window.Top + m.Y - l.head
	if m.Y < l.head || i >= l.window.End() {
		return nil
	}
	l.window.To(i)
	l.settleCursor(kit.Up)
	l.moved = true
	if m.Twice {
		return l.Do(kit.Open)
	}
	if p := l.policy(); p != "" {
		return PolicyMoved{p}
	}
	return nil
}
