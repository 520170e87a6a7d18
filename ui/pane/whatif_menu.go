package pane

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// SupposeWanted asks what could be supposed about a node or a policy; about a
// policy at a node where both are given. About is the node that was looked at,
// if it is another one.
type SupposeWanted struct {
	Node   model.NodeID
	Policy model.PolicyID
	About  model.NodeID
}

// Supposed tells what is supposed, and about which node one wants to know.
type Supposed struct {
	Hypothesis model.Hypothesis
	About      model.NodeID
}

func (SupposeWanted) IsIntent() {}
func (Supposed) IsIntent()      {}

// Supposing lists what can be supposed about a node or a policy, and lets choose
// what else that takes. It only asks: nothing is moved or attached.
type Supposing struct {
	env    *Env
	wanted SupposeWanted
	rows   []supposition
	window widget.Window
	under  kit.Pane // what is being chosen or pasted for a row; nil for the list
}

// supposition is one row: what it supposes, or how that goes on.
type supposition struct {
	text   string
	barred string
	then   kit.Intent
	under  func() kit.Pane
}

// NewSupposing gives the list for a node, a policy, or a policy at a node. What
// is supposed already can be seen again; it may be nil.
func NewSupposing(env *Env, w SupposeWanted, already *WhatIf) *Supposing {
	p := &Supposing{env: env, wanted: w}
	if w.Policy != "" {
		p.ofPolicy(w.Policy)
	}
	if n := env.Reading.Node(w.Node); n != nil {
		p.ofNode(n)
	}
	if n := env.Reading.Node(w.About); n != nil && w.About != w.Node {
		p.move(n)
	}
	if already != nil && !already.Empty() {
		p.rows = append(p.rows, supposition{text: "See again what is supposed: " + already.Words(), then: Supposed{About: already.About()}})
	}
	p.window.Len = len(p.rows)
	return p
}

// onlyAsked is said wherever something is supposed.
const onlyAsked = "Only a question: deputy does not move or attach anything."

// ofPolicy lists what can be supposed about a policy.
func (p *Supposing) ofPolicy(id model.PolicyID) {
	name, r := policyName(p.env.Reading, id), p.env.Reading
	fixed := ""
	if id == model.RCPFullAWSAccess {
		fixed = name + " is attached to every node and cannot be detached."
	}
	if p.wanted.Node != "" {
		p.rows = append(p.rows, supposition{
			text: "Detach " + name + " from " + p.env.nodeName(p.wanted.Node), barred: fixed, then: p.detached(id, p.wanted.Node),
		})
	}
	on := func(n model.NodeID) bool { return attachedTo(r, id, n) }
	p.rows = append(p.rows, supposition{text: "Attach " + name + " to another node", barred: fixed, under: func() kit.Pane {
		return p.nodes("Attach "+name+" to", "attach", func(n model.NodeID) bool { return !on(n) }, func(n model.NodeID) kit.Intent { return p.attached(id, n) })
	}})
	if p.wanted.Node == "" {
		p.rows = append(p.rows, supposition{text: "Detach " + name + " from a node", barred: fixed, under: func() kit.Pane {
			return p.nodes("Detach "+name+" from", "detach", on, func(n model.NodeID) kit.Intent { return p.detached(id, n) })
		}})
	}
}

// ofNode lists what can be supposed about a node.
func (p *Supposing) ofNode(n *model.Node) {
	r, name := p.env.Reading, nameOf(n)
	p.move(n)
	on := func(id model.PolicyID) bool { return attachedTo(r, id, n.ID) }
	p.rows = append(p.rows, supposition{text: "Attach a policy to " + name, under: func() kit.Pane {
		return p.policies("Attach to "+name, "attach", func(id model.PolicyID) bool { return !on(id) }, func(id model.PolicyID) kit.Intent { return p.attached(id, n.ID) })
	}})
	p.rows = append(p.rows, supposition{text: "Detach a policy from " + name, under: func() kit.Pane {
		return p.policies("Detach from "+name, "detach", func(id model.PolicyID) bool { return on(id) && id != model.RCPFullAWSAccess },
			func(id model.PolicyID) kit.Intent { return p.detached(id, n.ID) })
	}})
	p.rows = append(p.rows, supposition{text: "Try the text of a new policy at " + name, under: func() kit.Pane { return newDraft(p.env, n.ID, p.about(n.ID)) }})
}

// move lets suppose that a node is elsewhere.
func (p *Supposing) move(n *model.Node) {
	if n.Kind == model.KindRoot {
		return
	}
	name := nameOf(n)
	p.rows = append(p.rows, supposition{text: "Move " + name + " elsewhere", under: func() kit.Pane {
		return p.nodes("Move "+name+" to", "move", func(id model.NodeID) bool { return p.takes(id, n) }, func(id model.NodeID) kit.Intent {
			return Supposed{model.Hypothesis{Moves: []model.Move{{Node: n.ID, Parent: id}}}, p.about(n.ID)}
		})
	}})
}

// attachedTo tells whether a policy is known to be attached to a node.
func attachedTo(r *model.Reading, id model.PolicyID, to model.NodeID) bool {
	p := r.Policy(id)
	if p == nil {
		return false
	}
	all, _ := r.Attached(to, p.Type)
	return slices.Contains(all, id)
}

// takes tells whether a node can be moved below another one.
func (p *Supposing) takes(id model.NodeID, n *model.Node) bool {
	to := p.env.Reading.Node(id)
	return to != nil && to.Kind != model.KindAccount && id != n.Parent &&
		!slices.ContainsFunc(p.env.Reading.Path(id), func(above *model.Node) bool { return above.ID == n.ID })
}

func (p *Supposing) attached(id model.PolicyID, to model.NodeID) kit.Intent {
	return Supposed{model.Hypothesis{Attached: []model.Attachment{{Policy: id, Target: to}}}, p.about(to)}
}

func (p *Supposing) detached(id model.PolicyID, from model.NodeID) kit.Intent {
	return Supposed{model.Hypothesis{Detached: []model.Attachment{{Policy: id, Target: from}}}, p.about(from)}
}

// about gives the node that one wants to know of: the one that was looked at,
// if what happens at a node reaches it.
func (p *Supposing) about(at model.NodeID) model.NodeID {
	if slices.ContainsFunc(p.env.Reading.Path(p.wanted.About), func(n *model.Node) bool { return n.ID == at }) {
		return p.wanted.About
	}
	return at
}

// nodes lets choose a node.
func (p *Supposing) nodes(title, label string, want func(model.NodeID) bool, pick func(model.NodeID) kit.Intent) kit.Pane {
	r := p.env.Reading
	return newChoice(p.env, choosing{
		title: title, label: label, rows: onlyAsked,
		want: func(h *model.Hit) bool { return h.Node != "" && want(h.Node) },
		pick: func(h model.Hit) kit.Intent { return pick(h.Node) },
		first: func() []model.Hit {
			var hits []model.Hit
			var walk func(n *model.Node)
			walk = func(n *model.Node) {
				if want(n.ID) && len(hits) < searchMost {
					hits = append(hits, nodeHit(r, n))
				}
				for k := range r.Children(n.ID) {
					if len(hits) < searchMost {
						walk(k)
					}
				}
			}
			for root := range r.Roots() {
				walk(root)
			}
			return hits
		},
	})
}

// policies lets choose a policy.
func (p *Supposing) policies(title, label string, want func(model.PolicyID) bool, pick func(model.PolicyID) kit.Intent) kit.Pane {
	return newChoice(p.env, choosing{
		title: title, label: label, rows: onlyAsked,
		want: func(h *model.Hit) bool { return h.Policy != "" && want(h.Policy) },
		pick: func(h model.Hit) kit.Intent { return pick(h.Policy) },
		first: func() []model.Hit {
			var hits []model.Hit
			for _, t := range model.Evaluated() {
				for _, x := range p.env.Reading.Policies(t) {
					if want(x.ID) && len(hits) < searchMost {
						hits = append(hits, model.Hit{Policy: x.ID, Kind: shortType(t), Name: x.Name, Where: x.Description})
					}
				}
			}
			return hits
		},
	})
}

// View draws the list, or what is chosen for a row.
func (p *Supposing) View(s kit.Size, focused bool) []string {
	if p.under != nil {
		return p.under.View(s, focused)
	}
	t := p.env.Theme
	head := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Strong, "What if …").Right(theme.Muted, onlyAsked+" ")
	lines := []string{head.String(), widget.NewLine(t, theme.Page, s.W).String()}
	p.window.Resize(len(p.rows), max(1, s.H-len(lines)))
	for i := p.window.Top; i < p.window.End(); i++ {
		on := i == p.window.Cursor
		m := theme.Plain
		if p.rows[i].barred != "" {
			m = theme.Muted
		}
		l := widget.NewLine(t, kit.Ground(on, focused), s.W).Put(theme.Accent, p.env.CursorMark(on)).Space(1).Put(m, p.rows[i].text)
		lines = append(lines, l.Right(theme.Muted, p.rows[i].barred+" ").String())
	}
	return kit.Pad(t, lines, s)
}

// Do moves in the list, goes on with a row, or does so in what it opened.
func (p *Supposing) Do(c kit.Command) kit.Intent {
	switch {
	case p.under != nil && c == kit.Close:
		p.under = nil
		return nil
	case p.under != nil:
		return p.under.Do(c)
	case c == kit.Close:
		return Gone{}
	case c != kit.Open:
		kit.Move(&p.window, c)
		return nil
	}
	return p.choose()
}

func (p *Supposing) choose() kit.Intent {
	if p.window.Cursor >= len(p.rows) {
		return nil
	}
	switch r := &p.rows[p.window.Cursor]; {
	case r.barred != "":
		return Noticed{r.barred, theme.Warning}
	case r.under != nil:
		p.under = r.under()
		return nil
	default:
		return r.then
	}
}

// Can tells which commands make sense.
func (p *Supposing) Can(c kit.Command) (ok bool, reason string) {
	switch {
	case c == kit.Close:
		return true, ""
	case p.under != nil:
		return p.under.Can(c)
	default:
		return kit.CanList(c, len(p.rows))
	}
}

// Label names what Enter does.
func (p *Supposing) Label(c kit.Command) string {
	if l, ok := p.under.(kit.Labeller); ok {
		return l.Label(c)
	}
	if c == kit.Open {
		return "choose"
	}
	return ""
}

// Mouse chooses a row; the second click goes on with it.
func (p *Supposing) Mouse(m kit.Mouse) kit.Intent {
	if p.under != nil {
		return p.under.Mouse(m)
	}
	if kit.Click(&p.window, m, 2) {
		return p.choose()
	}
	return nil
}

// Typing tells whether something is typed for a row.
func (p *Supposing) Typing() bool {
	t, ok := p.under.(kit.Typist)
	return ok && t.Typing()
}

// Key types into what a row opened.
func (p *Supposing) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if t, ok := p.under.(kit.Typist); ok {
		return t.Key(k)
	}
	return nil, false
}

// Paste pastes into what a row opened.
func (p *Supposing) Paste(text string) kit.Intent {
	if t, ok := p.under.(kit.Typist); ok {
		return t.Paste(text)
	}
	return nil
}

// Caret gives where typed text appears.
func (p *Supposing) Caret() *tea.Position {
	if t, ok := p.under.(kit.Typist); ok {
		return t.Caret()
	}
	return nil
}
