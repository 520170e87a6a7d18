package pane

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/plain"
	"deputy/model/search"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Asking returns the question that the user asks now; false if there is none.
type Asking func() (verdict.Question, bool)

// Compare shows two nodes side by side: which SCPs and RCPs differ, level by
// level and in effect, and the answers to the current question.
type Compare struct {
	env     *Env
	a, b    model.NodeID
	asking  Asking
	exactly bool             // the exact answers are shown
	sides   [2]accountCounts // the answers in OUs
	board   kit.Board
	made    freshness
	wants   readRequests
}

// NewCompare returns a pane that compares two nodes.
func NewCompare(env *Env, a, b model.NodeID, asking Asking) *Compare {
	return &Compare{env: env, a: a, b: b, asking: asking, board: kit.NewBoard(&env.Look)}
}

// First returns the node on the left.
func (p *Compare) First() model.NodeID { return p.a }

// NewComparePicker returns a search in which the user chooses the node to
// compare another one with.
func NewComparePicker(env *Env, a model.NodeID) *Search {
	return newPicker(env, picker{
		title: "Compare " + env.nodeName(a) + " with", rows: "Recent places, and nodes beside this one", label: "compare",
		want:  func(h *search.Hit) bool { return h.Node != "" && h.Node != a },
		first: func() []search.Hit { return env.nodesNear(a) },
		pick:  func(h search.Hit) kit.Intent { return CompareWanted{a, h.Node} },
	})
}

// nodesNear returns the nodes where the user was, and then those beside a node.
func (e *Env) nodesNear(id model.NodeID) []search.Hit {
	var hits []search.Hit
	add := func(n *model.Node) {
		if n == nil || n.ID == id || len(hits) == searchMost || slices.ContainsFunc(hits, func(h search.Hit) bool { return h.Node == n.ID }) {
			return
		}
		hits = append(hits, nodeHit(e.Reading, n))
	}
	for _, p := range e.Recent {
		add(e.Reading.Node(p.Node))
	}
	if n := e.Reading.Node(id); n != nil {
		for k := range e.Reading.Children(n.Parent) {
			add(k)
		}
	}
	return hits
}

// nodeHit returns a node as a row of a search.
func nodeHit(r *model.Reading, n *model.Node) search.Hit {
	return search.Hit{Node: n.ID, Kind: kindName(n.Kind), Name: nameOf(n), Where: r.PathName(n.Parent)}
}

// gather writes the board again if the nodes, the question or the reading
// changed.
func (p *Compare) gather(width int) {
	q, asked := p.startAnswers()
	r := p.env.Reading
	key := fmt.Sprintf("%s %s %d %+v %v %v %d %v %d %t", p.a, p.b, width, q, asked,
		p.sides[0].ready, p.sides[0].runs, p.sides[1].ready, p.sides[1].runs, p.exactly)
	if p.made.fresh(p.env, key, p.env.policyGeneration(), max(r.AccountCount(p.a), r.AccountCount(p.b))) {
		return
	}
	v := sideBySide{
		env: p.env, readings: [2]*model.Reading{r, r}, nodes: [2]model.NodeID{p.a, p.b}, sameWords: "on both sides",
		narrow: width < kit.TwoSidesWidth, names: [2]string{p.env.nodeName(p.a), p.env.nodeName(p.b)},
		heading: func(t model.PolicyType, side int) string {
			n := r.Node([2]model.NodeID{p.a, p.b}[side])
			return onlyOne(t, n)
		},
		counts: [2]*accountCounts{&p.sides[0], &p.sides[1]}, exactly: p.exactly,
	}
	sections := []kit.Section{p.heads(), v.verdicts(q, asked)}
	for _, t := range model.Evaluated() {
		c := plain.Compare(r, p.a, p.b, t)
		sections = append(sections, v.policies(&c)...)
	}
	p.board.Set(sections, width)
}

// startAnswers returns the current question, and begins to ask it for the
// accounts of a side that is an OU.
func (p *Compare) startAnswers() (q verdict.Question, asked bool) {
	q, asked = p.asking()
	for side, id := range [2]model.NodeID{p.a, p.b} {
		if n := p.env.Reading.Node(id); asked && n != nil && n.Account() == "" {
			p.sides[side].begin(p.env, fmt.Sprintf("%s %+v", id, q), func() *model.Reading { return p.env.Reading }, id, q, p.exactly)
		}
	}
	return q, asked
}

// Work returns the next job that asks the question for accounts.
func (p *Compare) Work() kit.Job {
	if _, asked := p.startAnswers(); !asked {
		return nil
	}
	return nextJob(&p.sides[0], &p.sides[1])
}

// onlyOne returns the heading of what is forbidden in only one node.
func onlyOne(t model.PolicyType, n *model.Node) string {
	switch account := n.Kind == model.KindAccount; {
	case t == model.ResourceControlPolicy && account:
		return "What nobody can do to resources of " + nameOf(n) + " only"
	case t == model.ResourceControlPolicy:
		return "What nobody can do to resources in " + nameOf(n) + " only"
	case account:
		return "What only " + nameOf(n) + " cannot do"
	default:
		return "What only accounts in " + nameOf(n) + " cannot do"
	}
}

// heads returns the section that names the two nodes.
func (p *Compare) heads() kit.Section {
	var s kit.Section
	for side, id := range [2]model.NodeID{p.a, p.b} {
		n := p.env.Reading.Node(id)
		s.Cells[side] = []kit.Cell{
			{Meaning: theme.Strong, Text: nameOf(n), Aside: string(id), Open: CompareWanted{p.b, p.a}},
			{Meaning: theme.Muted, Text: p.env.Reading.PathName(n.Parent)},
		}
		if n.Kind == model.KindRoot {
			s.Cells[side][1].Text = kindName(n.Kind)
		}
	}
	return s
}

// policyGeneration returns a number that rises whenever something changes that
// verdicts and levels depend on.
func (e *Env) policyGeneration() uint64 {
	var sum uint64
	for _, p := range policyParts {
		sum += e.Reading.Generation(p)
	}
	return sum
}

// View draws both nodes.
func (p *Compare) View(s kit.Size, focused bool) []string {
	head := widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1).Put(theme.Strong, "Compare").Put(theme.Muted, "   C chooses another")
	if p.lost() {
		return kit.Pad(p.env.Theme, []string{head.String(), lostNode(p.env, s.W)}, s)
	}
	p.gather(s.W)
	lines := []string{head.Right(theme.Muted, "identity policies are not considered ").String()}
	p.board.Head = len(lines)
	return kit.Pad(p.env.Theme, append(lines, p.board.View(s.H-len(lines), focused)...), s)
}

// lost reports whether a node is no longer part of the organization.
func (p *Compare) lost() bool {
	return p.env.Reading.Node(p.a) == nil || p.env.Reading.Node(p.b) == nil
}

// lostNode draws a line that says so.
func lostNode(env *Env, width int) string {
	return widget.NewLine(env.Theme, theme.Page, width).Space(1).
		Put(theme.Warning, env.Theme.Marks.Gap+" One of these is no longer in the organization.").String()
}

// Do moves, opens a document, or swaps the two.
func (p *Compare) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Close:
		return Gone{}
	case kit.Open:
		return p.board.Opens()
	case kit.Exactly:
		p.exactly = !p.exactly
		return nil
	case kit.CopyText:
		return Copied{"the comparison", p.board.Text()}
	default:
		p.board.Do(c)
		return nil
	}
}

// Swap exchanges the two sides.
func (p *Compare) Swap(i CompareWanted) { p.a, p.b = i.A, i.B }

// Can implements kit.Pane.
func (p *Compare) Can(c kit.Command) (ok bool, reason string) {
	if c == kit.Exactly {
		_, asked := p.asking()
		return asked, ""
	}
	return c == kit.Close || c == kit.CopyText || p.board.Can(c), ""
}

// Label implements kit.Labeller.
func (p *Compare) Label(c kit.Command) string {
	if c == kit.Exactly {
		return exactlyLabel(p.exactly)
	}
	if c != kit.Open {
		return ""
	}
	if _, swaps := p.board.Opens().(CompareWanted); swaps {
		return "swap"
	}
	return "open document"
}

// Mouse chooses a row; the second click opens it.
func (p *Compare) Mouse(m kit.Mouse) kit.Intent {
	if p.board.Mouse(m) {
		return p.board.Opens()
	}
	return nil
}

// Needs returns what deputy must read for both nodes, one after the other.
func (p *Compare) Needs() []model.Want { return p.wants.nextNode(p.env.Reading, p.a, p.b) }
