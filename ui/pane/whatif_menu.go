package pane

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// WhatIfMenu is the menu of what-if changes to a node or a policy. Some of its
// rows open a pane in which the user chooses a node or a policy, or pastes one.
// deputy makes none of the changes.
type WhatIfMenu struct {
	env    *Env
	wanted WhatIfWanted
	rows   []whatIfRow
	window widget.Window
	inner  kit.Pane // what is being chosen or pasted for a row; nil for the list
}

// whatIfRow is one row: a change, or the pane that completes it.
type whatIfRow struct {
	text     string
	disabled string
	intent   kit.Intent
	open     func() kit.Pane
}

// NewWhatIfMenu returns the menu for a node, a policy, or a policy at a node.
// If current, which may be nil, has changes, the menu offers to show them
// again.
func NewWhatIfMenu(env *Env, w WhatIfWanted, already *WhatIf) *WhatIfMenu {
	p := &WhatIfMenu{env: env, wanted: w}
	if w.Policy != "" {
		p.addPolicyRows(w.Policy)
	}
	if n := env.Reading.Node(w.Node); n != nil {
		p.addNodeRows(n)
	}
	if n := env.Reading.Node(w.About); n != nil && w.About != w.Node {
		p.addMoveRow(n)
	}
	if already != nil && !already.Empty() {
		p.rows = append(p.rows, whatIfRow{text: "Show the current changes: " + already.Words(), intent: ChangeAdded{About: already.About()}})
	}
	p.window.Len = len(p.rows)
	return p
}

// onlyAQuestion is the sentence on every what-if screen.
const onlyAQuestion = "Only a preview: deputy does not move or attach anything."

// addPolicyRows appends the changes to a policy.
func (p *WhatIfMenu) addPolicyRows(id model.PolicyID) {
	name, r := policyName(p.env.Reading, id), p.env.Reading
	fixed := ""
	if id == model.RCPFullAWSAccess {
		fixed = name + " is attached to every node and cannot be detached."
	}
	if p.wanted.Node != "" {
		p.rows = append(p.rows, whatIfRow{
			text: "Detach " + name + " from " + p.env.nodeName(p.wanted.Node), disabled: fixed, intent: p.detach(id, p.wanted.Node),
		})
	}
	on := func(n model.NodeID) bool { return isAttached(r, id, n) }
	p.rows = append(p.rows, whatIfRow{text: "Attach " + name + " to another node", disabled: fixed, open: func() kit.Pane {
		return p.pickNode("Attach "+name+" to", "attach", func(n model.NodeID) bool { return !on(n) }, func(n model.NodeID) kit.Intent { return p.attach(id, n) })
	}})
	if p.wanted.Node == "" {
		p.rows = append(p.rows, whatIfRow{text: "Detach " + name + " from a node", disabled: fixed, open: func() kit.Pane {
			return p.pickNode("Detach "+name+" from", "detach", on, func(n model.NodeID) kit.Intent { return p.detach(id, n) })
		}})
	}
}

// addNodeRows appends the changes to a node.
func (p *WhatIfMenu) addNodeRows(n *model.Node) {
	r, name := p.env.Reading, nameOf(n)
	p.addMoveRow(n)
	on := func(id model.PolicyID) bool { return isAttached(r, id, n.ID) }
	p.rows = append(p.rows, whatIfRow{text: "Attach a policy to " + name, open: func() kit.Pane {
		return p.pickPolicy("Attach to "+name, "attach", func(id model.PolicyID) bool { return !on(id) }, func(id model.PolicyID) kit.Intent { return p.attach(id, n.ID) })
	}})
	p.rows = append(p.rows, whatIfRow{text: "Detach a policy from " + name, open: func() kit.Pane {
		return p.pickPolicy("Detach from "+name, "detach", func(id model.PolicyID) bool { return on(id) && id != model.RCPFullAWSAccess },
			func(id model.PolicyID) kit.Intent { return p.detach(id, n.ID) })
	}})
	p.rows = append(p.rows, whatIfRow{text: "Try a new policy at " + name, open: func() kit.Pane { return newPolicyDraft(p.env, n.ID, p.about(n.ID)) }})
}

// addMoveRow appends the move of a node.
func (p *WhatIfMenu) addMoveRow(n *model.Node) {
	if n.Kind == model.KindRoot {
		return
	}
	name := nameOf(n)
	p.rows = append(p.rows, whatIfRow{text: "Move " + name + " elsewhere", open: func() kit.Pane {
		return p.pickNode("Move "+name+" to", "move", func(id model.NodeID) bool { return p.canMoveTo(id, n) }, func(id model.NodeID) kit.Intent {
			return ChangeAdded{model.Edits{Moves: []model.Move{{Node: n.ID, Parent: id}}}, p.about(n.ID)}
		})
	}})
}

// isAttached reports whether a policy is known to be attached to a node.
func isAttached(r *model.Reading, id model.PolicyID, to model.NodeID) bool {
	p := r.Policy(id)
	if p == nil {
		return false
	}
	all, _ := r.Attached(to, p.Type)
	return slices.Contains(all, id)
}

// canMoveTo reports whether a node can be moved below another one.
func (p *WhatIfMenu) canMoveTo(id model.NodeID, n *model.Node) bool {
	to := p.env.Reading.Node(id)
	return to != nil && to.Kind != model.KindAccount && id != n.Parent &&
		!slices.ContainsFunc(p.env.Reading.Path(id), func(above *model.Node) bool { return above.ID == n.ID })
}

// attach returns the change that attaches a policy.
func (p *WhatIfMenu) attach(id model.PolicyID, to model.NodeID) kit.Intent {
	return ChangeAdded{model.Edits{Attached: []model.Attachment{{Policy: id, Target: to}}}, p.about(to)}
}

// detach returns the change that detaches a policy.
func (p *WhatIfMenu) detach(id model.PolicyID, from model.NodeID) kit.Intent {
	return ChangeAdded{model.Edits{Detached: []model.Attachment{{Policy: id, Target: from}}}, p.about(from)}
}

// about returns the node that the user wants to see: the one they looked at if
// a change at the node affects it, else the node itself.
func (p *WhatIfMenu) about(at model.NodeID) model.NodeID {
	if slices.ContainsFunc(p.env.Reading.Path(p.wanted.About), func(n *model.Node) bool { return n.ID == at }) {
		return p.wanted.About
	}
	return at
}

// pickNode returns a pane in which the user chooses a node.
func (p *WhatIfMenu) pickNode(title, label string, want func(model.NodeID) bool, pick func(model.NodeID) kit.Intent) kit.Pane {
	r := p.env.Reading
	return newPicker(p.env, picker{
		title: title, label: label, rows: onlyAQuestion,
		want: func(h *search.Hit) bool { return h.Node != "" && want(h.Node) },
		pick: func(h search.Hit) kit.Intent { return pick(h.Node) },
		first: func() []search.Hit {
			var hits []search.Hit
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

// pickPolicy returns a pane in which the user chooses a policy.
func (p *WhatIfMenu) pickPolicy(title, label string, want func(model.PolicyID) bool, pick func(model.PolicyID) kit.Intent) kit.Pane {
	return newPicker(p.env, picker{
		title: title, label: label, rows: onlyAQuestion,
		want: func(h *search.Hit) bool { return h.Policy != "" && want(h.Policy) },
		pick: func(h search.Hit) kit.Intent { return pick(h.Policy) },
		first: func() []search.Hit {
			var hits []search.Hit
			for _, t := range model.Evaluated() {
				for _, x := range p.env.Reading.Policies(t) {
					if want(x.ID) && len(hits) < searchMost {
						hits = append(hits, search.Hit{Policy: x.ID, Kind: shortType(t), Name: x.Name, Where: x.Description})
					}
				}
			}
			return hits
		},
	})
}

// View draws the menu, or the pane that a row opened.
func (p *WhatIfMenu) View(s kit.Size, focused bool) []string {
	if p.inner != nil {
		return p.inner.View(s, focused)
	}
	t := p.env.Theme
	head := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Strong, "What if …").Right(theme.Muted, onlyAQuestion+" ")
	lines := []string{head.String(), widget.NewLine(t, theme.Page, s.W).String()}
	p.window.Resize(len(p.rows), max(1, s.H-len(lines)))
	for i := p.window.Top; i < p.window.End(); i++ {
		on := i == p.window.Cursor
		m := theme.Plain
		if p.rows[i].disabled != "" {
			m = theme.Muted
		}
		l := p.env.Row(on, focused, s.W).Space(1).Put(m, p.rows[i].text)
		lines = append(lines, l.Right(theme.Muted, p.rows[i].disabled+" ").String())
	}
	return kit.Pad(t, lines, s)
}

// Do moves in the menu, chooses a row, or acts in the pane that a row opened.
func (p *WhatIfMenu) Do(c kit.Command) kit.Intent {
	switch {
	case p.inner != nil && c == kit.Close:
		p.inner = nil
		return nil
	case p.inner != nil:
		return p.inner.Do(c)
	case c == kit.Close:
		return Gone{}
	case c != kit.Open:
		kit.Move(&p.window, c)
		return nil
	}
	return p.choose()
}

// choose opens or adds the row under the cursor, or says why it is disabled.
func (p *WhatIfMenu) choose() kit.Intent {
	if p.window.Cursor >= len(p.rows) {
		return nil
	}
	switch r := &p.rows[p.window.Cursor]; {
	case r.disabled != "":
		return Noticed{r.disabled, theme.Warning}
	case r.open != nil:
		p.inner = r.open()
		return nil
	default:
		return r.intent
	}
}

// Can implements kit.Pane.
func (p *WhatIfMenu) Can(c kit.Command) (ok bool, reason string) {
	switch {
	case c == kit.Close:
		return true, ""
	case p.inner != nil:
		return p.inner.Can(c)
	default:
		return kit.CanList(c, len(p.rows))
	}
}

// Label names what Enter does.
func (p *WhatIfMenu) Label(c kit.Command) string {
	if l, ok := p.inner.(kit.Labeller); ok {
		return l.Label(c)
	}
	if c == kit.Open {
		return "choose"
	}
	return ""
}

// Mouse chooses a row; the second click opens it.
func (p *WhatIfMenu) Mouse(m kit.Mouse) kit.Intent {
	if p.inner != nil {
		return p.inner.Mouse(m)
	}
	if kit.Click(&p.window, m, 2) {
		return p.choose()
	}
	return nil
}

// Typing reports whether the pane that a row opened takes text.
func (p *WhatIfMenu) Typing() bool {
	t, ok := p.inner.(kit.Typist)
	return ok && t.Typing()
}

// Key types into the pane that a row opened.
func (p *WhatIfMenu) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if t, ok := p.inner.(kit.Typist); ok {
		return t.Key(k)
	}
	return nil, false
}

// Paste pastes into the pane that a row opened.
func (p *WhatIfMenu) Paste(text string) kit.Intent {
	if t, ok := p.inner.(kit.Typist); ok {
		return t.Paste(text)
	}
	return nil
}

// Caret returns the place of the text cursor in the last view.
func (p *WhatIfMenu) Caret() *tea.Position {
	if t, ok := p.inner.(kit.Typist); ok {
		return t.Caret()
	}
	return nil
}
