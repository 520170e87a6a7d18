package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/search"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// questions opens what asks about the organization: the question whether
// policies block an action, a comparison of two nodes, and a what-if.
type questions struct {
	env     *pane.Env
	layout  *layout
	session *session
	change  *change
	sweep   *sweep
	toast   *toast

	offered offer        // what a pasted ARN is asked about next
	asked   *pane.Ask    // the question in the form; nil before the first
	whatIf  *pane.WhatIf // nil before the first change was added
}

// current returns what is asked: in the form if that is a whole question, else
// what stays on.
func (q *questions) current() (verdict.Question, bool) {
	if q.asked != nil {
		if form := q.asked.Question(); form.Check() == nil {
			return form, true
		}
	}
	return q.sweep.question, q.sweep.on
}

// offer is what the next question is about, at a node or at any: the ARN of a
// principal or of a resource.
type offer struct {
	node model.NodeID
	arn  string
	role bool
}

// offer keeps what a pasted ARN names for the next question about its account.
func (q *questions) offer(ref search.Reference, node model.NodeID) {
	q.offered = offer{node, ref.ARN, ref.Kind == search.RefRole}
}

// takeOffer fills in what was offered, if the question is about its account.
func (q *questions) takeOffer(about model.NodeID) {
	if o := q.offered; o.arn != "" && (o.node == "" || o.node == about) {
		q.asked.Prefill(o.arn, o.role)
	}
	q.offered = offer{}
}

// ask opens the question about the node that the Organization screen is on; the
// one that was asked before stays filled in.
func (q *questions) ask() tea.Cmd {
	w, _ := q.layout.focused().(*pane.WhatIf)
	return q.askUnder(w)
}

// askUnder opens the question with the changes of a what-if; nil for none.
func (q *questions) askUnder(w *pane.WhatIf) tea.Cmd {
	n := q.layout.organization().chosen()
	if n == nil {
		return q.toast.notice("Wait until deputy has read the organization: a question is about one of its accounts.")
	}
	if q.asked == nil {
		q.asked = pane.NewAsk(q.env, n.ID)
	}
	about := n.ID
	if q.asked.SetWhatIf(w); w != nil {
		about = w.About()
	}
	q.asked.About(about)
	q.takeOffer(about)
	q.asked.Edit()
	q.session.load.want(model.WantLadder{Node: about})
	q.place(w != nil)
	return nil
}

// place shows the form of the question: over a what-if, which it is then asked
// under; beside the tree if it stays on; else over the screen.
func (q *questions) place(overWhatIf bool) {
	l := q.layout
	switch tree := l.organization(); {
	case overWhatIf:
		if l.askBeside() {
			tree.drop()
		}
		l.raise(q.asked)
	case l.askBeside() && !l.overlaid():
		l.screen().inDetail = true
	case l.has(q.asked):
		l.raise(q.asked)
	case q.sweep.on && l.at == 0 && !l.overlaid():
		tree.details, tree.inDetail = append(tree.details[:1], q.asked), true
	default:
		l.push(q.asked)
	}
}

// askFocused reports whether the keys go to the question's form.
func (q *questions) askFocused() bool {
	return q.asked != nil && q.layout.focused() == kit.Pane(q.asked)
}

// openLit shows a document over the question, with the deciding statement lit.
func (q *questions) openLit(i pane.PolicyOpened) {
	d := pane.NewDocument(q.env, func() model.PolicyID { return i.Policy })
	d.Highlight(i.Highlight)
	q.layout.push(d)
	if model.IsPolicyID(string(i.Policy)) { // the organization's resource policy is read with the delegations
		q.session.load.want(model.WantDocument{Policy: i.Policy})
	}
}

// lens keeps a question on, or turns between the kinds of its answers.
func (q *questions) lens(i kit.Intent) tea.Cmd {
	if wanted, ok := i.(pane.LensWanted); ok {
		return q.keep(wanted.Question)
	}
	return q.turnExactly()
}

// keep turns a question on for the whole tree. The header says so, and the footer
// how to change it and turn it off.
func (q *questions) keep(kept verdict.Question) tea.Cmd {
	if q.change.busy {
		return q.toast.notice(underWay)
	}
	q.sweep.start(kept)
	if q.layout.trail.move = moveLeaves; q.layout.at > 0 {
		q.layout.trail.move = moveJumps
	}
	q.layout.overlays, q.layout.at, q.layout.organization().inDetail = nil, 0, false
	q.session.load.want(model.WantPolicies{Documents: true})
	q.toast.clear()
	return nil
}

// toggle turns the question that stays on off; when none is on, it asks what to
// look for.
func (q *questions) toggle() tea.Cmd {
	if !q.sweep.on {
		return q.ask()
	}
	q.sweep.stop()
	q.env.Lens = nil
	q.layout.remove(func(p kit.Pane) bool { _, answers := p.(*pane.Lens); return answers })
	if q.layout.askBeside() {
		q.layout.organization().drop()
	}
	return q.toast.notice("The question is off.")
}

// turnExactly turns between the exact answers and those for an ordinary request.
func (q *questions) turnExactly() tea.Cmd {
	q.sweep.turnExactly()
	if q.sweep.exactly {
		return q.toast.notice("Exact answers: ? depends on what the question leaves open.")
	}
	return q.toast.notice("Answers for an ordinary request.")
}

// noLens says that no question is on; empty if one is.
func (q *questions) noLens() string {
	if !q.sweep.on {
		return "No question is on: press " + q.env.Key("ask") + " to ask one, then " + q.env.Key("keep-lens") + " to show it on the tree."
	}
	return ""
}

// noRegion says why the question cannot be asked in another Region; empty if it
// can.
func (q *questions) noRegion() string {
	l := q.env.Lens
	switch {
	case !q.sweep.on || l == nil:
		return q.noLens()
	case l.Exactly:
		return "Exact answers cover every Region."
	case l.NextRegion() == "":
		return "The policies treat all Regions alike, or the question names one."
	}
	return ""
}

// answers lists the accounts by the answer of the question that stays on.
func (q *questions) answers() tea.Cmd {
	if !q.sweep.on {
		return q.toast.notice(q.noLens())
	}
	q.layout.push(pane.NewLens(q.env))
	return nil
}
