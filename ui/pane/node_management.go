package pane

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// nodeManagement is the tab of the policies that are neither SCPs nor RCPs, by type:
// those attached to the node and above it, and what AWS makes of them for an
// account.
type nodeManagement struct {
	env    *Env
	chosen func() *model.Node
	on     model.NodeID
	rows   []managementRow
	window widget.Window
	head   int // lines above the rows in the last view
}

// managementRow is a row of the tab: the name of a type, a policy, an effective
// policy, or a line of text.
type managementRow struct {
	node    model.NodeID   // the level that a policy is attached to
	policy  model.PolicyID // that Enter opens, or what stands for an effective policy
	heading bool
	mark    string
	meaning theme.Meaning
	first   string // level, or the text of a line
	second  string
	aside   string
}

// newNodeManagement returns the tab for the node that chosen returns.
func newNodeManagement(env *Env, chosen func() *model.Node) *nodeManagement {
	return &nodeManagement{env: env, chosen: chosen}
}

// count returns the number of policies that apply to the node.
func (m *nodeManagement) count(n *model.Node) string {
	r := m.env.Reading
	if s := r.Status(model.PartRoots, ""); !s.Known() {
		return ""
	}
	types := r.ManagementTypes()
	if len(types) == 0 {
		return "off"
	}
	number, known := 0, false
	for _, t := range types {
		if r.Status(model.PartPolicies, string(t)).Gap != nil || r.Status(model.PartTargets, string(t)).Gap != nil {
			return m.env.Theme.Marks.Gap
		}
		for _, level := range r.Ladder(n.ID, t) {
			number += len(level.Policies)
			known = known || level.Status.Known()
		}
	}
	if !known {
		return ""
	}
	return strconv.Itoa(number)
}

// isInvalid reports whether AWS calls an account's effective policy invalid.
func (e *Env) isInvalid(a model.AccountID, t model.PolicyType) bool {
	accounts, _ := e.Reading.InvalidAccounts(t)
	_, found := slices.BinarySearch(accounts, a)
	return found
}

// gather makes the rows. They are few, so they are made for each view.
func (m *nodeManagement) gather(n *model.Node, width int) {
	if n.ID != m.on {
		m.on, m.window = n.ID, widget.Window{Height: m.window.Height}
	}
	m.rows = m.rows[:0]
	var shown []model.Gap
	for _, t := range m.env.Reading.ManagementTypes() {
		m.rows = append(m.rows, managementRow{heading: true, first: strings.ToUpper(t.Plural()[:1]) + t.Plural()[1:], aside: m.changing(t)})
		m.addLevels(n, t, &shown, width)
		if a := n.Account(); a != "" {
			m.addEffective(a, t, &shown, width)
		}
	}
	m.window.Resize(len(m.rows), m.window.Height)
}

// changing returns the status of a type that is being enabled or disabled.
func (m *nodeManagement) changing(t model.PolicyType) string {
	status := m.env.Reading.PolicyTypeStatus(t)
	if status == "ENABLED" {
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(status, "_", " "))
}

// addLevels appends the policies of a type, from the root down.
func (m *nodeManagement) addLevels(n *model.Node, t model.PolicyType, shown *[]model.Gap, width int) {
	r := m.env.Reading
	for _, part := range []model.Part{model.PartPolicies, model.PartTargets} {
		switch s := r.Status(part, string(t)); {
		case s.Gap != nil:
			m.addGap(s.Gap, shown, width)
			return
		case s.Progress == model.Waiting:
			m.rows = append(m.rows, managementRow{meaning: theme.Muted, mark: m.env.Spinner(), first: "loading"})
			return
		case s.Progress == model.Unread:
			m.rows = append(m.rows, managementRow{meaning: theme.Muted, mark: m.env.Theme.Marks.Unknown, first: "not read yet"})
			return
		}
	}
	before := len(m.rows)
	for _, level := range r.Ladder(n.ID, t) {
		if level.Status.Gap != nil {
			m.addGap(level.Status.Gap, shown, width)
		}
		for _, p := range level.Policies {
			row := managementRow{node: level.Node.ID, policy: p, first: nameOf(level.Node), second: policyName(r, p)}
			if level.Node.ID == n.ID {
				row.first = levelName(&levelRow{node: level.Node, isNode: true})
			}
			if x := r.Policy(p); x != nil {
				row.aside = x.Description
			}
			m.rows = append(m.rows, row)
		}
	}
	if len(m.rows) == before {
		m.rows = append(m.rows, managementRow{meaning: theme.Muted, first: "None is attached here or above."})
	}
}

// addEffective appends an account's effective policy of a type, and why it is
// invalid.
func (m *nodeManagement) addEffective(a model.AccountID, t model.PolicyType, shown *[]model.Gap, width int) {
	p, status := m.env.Reading.EffectivePolicy(a, t)
	row := managementRow{policy: effectiveID(a, t), first: "effective", meaning: theme.Good}
	switch {
	case status.Gap != nil:
		m.addGap(status.Gap, shown, width)
		return
	case status.Progress == model.Waiting:
		row.mark, row.second, row.meaning = m.env.Spinner(), "loading", theme.Muted
	case !status.Known():
		row.mark, row.second, row.meaning = m.env.Theme.Marks.Unknown, "not read yet", theme.Muted
	case p.Text == "":
		row.second, row.meaning, row.aside = "none", theme.Muted, asOf(m.env, status)
	default:
		row.second = phrase.Count(utf8.RuneCountInString(p.Text), "character")
		row.aside = asOf(m.env, status)
	}
	m.rows = append(m.rows, row)
	if !m.env.isInvalid(a, t) {
		return
	}
	m.addText("Invalid: AWS does not fully enforce it.", m.env.Theme.Marks.Gap, theme.Warning, width)
	errors, read := m.env.Reading.PolicyErrors(a, t)
	for _, x := range errors {
		m.addText(m.env.Reading.PolicyErrorText(x), "", theme.Plain, width)
	}
	if read.Gap != nil {
		m.addGap(read.Gap, shown, width)
	}
}

// addText appends a text in as many rows as it needs.
func (m *nodeManagement) addText(text, mark string, meaning theme.Meaning, width int) {
	for i, line := range kit.Wrap(text, width-6) {
		if i > 0 {
			mark = ""
		}
		m.rows = append(m.rows, managementRow{mark: mark, meaning: meaning, first: line})
	}
}

// addGap appends what could not be read, unless a gap like it is shown.
func (m *nodeManagement) addGap(g *model.Gap, shown *[]model.Gap, width int) {
	if alreadyShown(*shown, *g) {
		m.addText("could not be read either", m.env.Theme.Marks.Gap, theme.Muted, width)
		return
	}
	*shown = append(*shown, *g)
	m.addText(g.Operation+" of "+g.Target, m.env.Theme.Marks.Gap, theme.Warning, width)
	m.addText(g.Cause, "", theme.Plain, width)
	m.addText(g.Fix, "", theme.Muted, width)
}

// View draws the visible rows.
func (m *nodeManagement) View(s kit.Size, focused bool) []string {
	n := m.chosen()
	if n == nil {
		return kit.Pad(m.env.Theme, nil, s)
	}
	p := newPage(m.env, s.W)
	m.writeTop(p, n)
	m.head = len(p.Lines)
	m.gather(n, s.W)
	m.window.Resize(len(m.rows), max(0, s.H-m.head))
	first, second := 14, 20
	for i := range m.rows {
		if row := &m.rows[i]; row.policy != "" {
			first = max(first, min(s.W/4, widget.Width(widget.Clean(row.first))+2))
			second = max(second, min(s.W*2/5, widget.Width(widget.Clean(row.second))+2))
		}
	}
	for i := m.window.Top; i < m.window.End(); i++ {
		p.Lines = append(p.Lines, m.line(i, first, second, s.W, focused))
	}
	return kit.Pad(m.env.Theme, p.Lines, s)
}

// writeTop writes what stands above the rows.
func (m *nodeManagement) writeTop(p *page, n *model.Node) {
	r := m.env.Reading
	status := r.Status(model.PartRoots, "")
	if p.state(status, "the policy types") && !status.Again {
		return
	}
	_, _, off := typesByStatus(r)
	switch {
	case len(r.ManagementTypes()) == 0:
		p.Say(theme.Muted, "", "No other policy type is enabled in this organization.")
	case n.Account() == "":
		p.Say(theme.Muted, "", "Policies of other types attached here and above. AWS has effective policies of accounts only.")
	default:
		p.Say(theme.Muted, "", "Policies of other types attached here and above, and what AWS makes of them for this account.")
	}
	if len(off) > 0 {
		p.Say(theme.Muted, "", "Not enabled: "+strings.Join(off, ", ")+".")
	}
	p.Blank()
}

// line draws one row.
func (m *nodeManagement) line(i, first, second, width int, focused bool) string {
	row := &m.rows[i]
	on := i == m.window.Cursor
	l := widget.NewLine(m.env.Theme, kit.Ground(on, focused), width).Put(theme.Accent, m.env.CursorMark(on))
	switch {
	case row.heading:
		l.Put(theme.Strong, row.first)
		if row.aside != "" {
			l.Put(theme.Warning, "  "+row.aside)
		}
	case row.policy == "":
		l.Space(2)
		if row.mark != "" {
			l.Put(row.meaning, row.mark+" ")
		}
		l.Put(row.meaning, row.first)
	default:
		l.Space(2).Cell(theme.Muted, row.first, first-1).Space(1)
		text := row.second
		if row.mark != "" {
			text = row.mark + " " + text
		}
		l.Cell(row.meaning, text, second-1).Space(1).Put(theme.Muted, row.aside)
	}
	return l.String()
}

// row returns the row under the cursor.
func (m *nodeManagement) row() (row managementRow, ok bool) {
	n := m.chosen()
	if n == nil {
		return row, false
	}
	if n.ID != m.on || m.rows == nil {
		m.gather(n, 80)
	}
	if m.window.Cursor >= len(m.rows) {
		return row, false
	}
	return m.rows[m.window.Cursor], true
}

// nearest returns the policy at or below the cursor; empty if there is none.
func (m *nodeManagement) nearest() model.PolicyID {
	if _, ok := m.row(); !ok {
		return ""
	}
	return nearestPolicy(m.rows, m.window.Cursor, func(r managementRow) model.PolicyID { return r.policy })
}

// Do moves the cursor, opens a document, or reads the effective policies again.
func (m *nodeManagement) Do(c kit.Command) kit.Intent {
	n := m.chosen()
	if n == nil {
		return nil
	}
	before := m.nearest()
	if kit.Move(&m.window, c) {
		if now := m.nearest(); now != before && now != "" {
			return PolicyMoved{now}
		}
		return nil
	}
	row, _ := m.row()
	switch {
	case c == kit.Reload && n.Account() != "":
		return Wanted{m.env.wantEffective(n.Account(), true)}
	case c == kit.Reload:
		return Wanted{model.WantManagementPolicies{}}
	case c == kit.Open && row.policy != "":
		return PolicyOpened{Policy: row.policy}
	case row.policy != "" && HasID(row.policy):
		return doPolicy(m.env, row.policy, c)
	default:
		return doNode(m.env, n, c)
	}
}

// Can implements kit.Pane.
func (m *nodeManagement) Can(c kit.Command) (ok bool, reason string) {
	n := m.chosen()
	if n == nil {
		return false, ""
	}
	row, some := m.row()
	switch {
	case c == kit.Reload:
		return true, ""
	case c.Moves():
		return some, ""
	case c == kit.Open:
		return row.policy != "", ""
	case row.policy != "" && HasID(row.policy) && (c == kit.Copy || c == kit.CopyARN || c == kit.Console || c == kit.WhatIf):
		return canPolicy(m.env, row.policy, c)
	default:
		return false, ""
	}
}

// Mouse chooses a row; the second click opens it.
func (m *nodeManagement) Mouse(mouse kit.Mouse) kit.Intent {
	before := m.nearest()
	if kit.Click(&m.window, mouse, m.head) {
		return m.Do(kit.Open)
	}
	if now := m.nearest(); now != before && now != "" {
		return PolicyMoved{now}
	}
	return nil
}
