package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// lens is the question that stays on while the tree is walked. The zero lens
// is off.
type lens struct {
	question model.Question
	on       bool
	looking  *model.Looking // the answers being made; nil while none are
	made     time.Time      // when the answers were made
	took     time.Duration  // how long that took
	spent    time.Duration  // on those being made
	stale    bool           // facts came since
}

// ask opens the question about the node that the Organization screen is on; the
// one that was asked before stays filled in.
func (a *App) ask() tea.Cmd {
	n := a.screens[0].chosen()
	if n == nil {
		return a.notice("Wait until the organization is read: a question is about one of its accounts.")
	}
	if a.asked == nil {
		a.asked = pane.NewAsk(a.env, n.ID)
	}
	about := n.ID
	w, supposed := a.focused().(*pane.WhatIf)
	if a.asked.SetWhatIf(w); supposed {
		about = w.About()
	}
	a.asked.About(about)
	a.asked.Edit()
	a.load.want(model.WantLadder{Node: about})
	switch {
	case supposed:
		a.askUnder()
	case a.beside() && len(a.overlays) == 0:
		a.screen().inDetail = true
	case a.shows(a.asked):
	case a.lens.on && a.at == 0 && len(a.overlays) == 0:
		s := a.screen()
		s.details, s.inDetail = append(s.details[:1], a.asked), true
	default:
		a.overlays = append(a.overlays, a.asked)
	}
	return nil
}

// askPasted opens the question with what was pasted filled in.
func (a *App) askPasted(text string) tea.Cmd {
	cmd := a.ask()
	if a.asked == nil || a.focused() != kit.Pane(a.asked) {
		return cmd
	}
	return tea.Batch(cmd, a.follow(a.asked.Paste(text)))
}

// askUnder lays the question over what is supposed: it is answered under that.
func (a *App) askUnder() {
	if a.beside() {
		a.drop(a.screens[0])
	}
	a.overlays = slices.DeleteFunc(a.overlays, func(p kit.Pane) bool { return p == kit.Pane(a.asked) })
	a.overlays = append(a.overlays, a.asked)
}

// beside tells whether the question stands beside the tree. It does so while it
// is kept on: every key that changes it then shows in the tree.
func (a *App) beside() bool {
	return a.asked != nil && a.screens[0].detail() == kit.Pane(a.asked)
}

// openLit shows a document over the question, with the deciding statement lit.
func (a *App) openLit(i pane.PolicyOpened) tea.Cmd {
	d := pane.NewDocument(a.env, func() model.PolicyID { return i.Policy })
	d.Highlight(i.Highlight)
	a.overlays = append(a.overlays, d)
	if model.IsPolicyID(string(i.Policy)) { // the organization's resource policy is read with the delegations
		a.load.want(model.WantDocument{Policy: i.Policy})
	}
	return nil
}

// keepLens turns the question on for the whole tree. The header tells so, and
// the footer how to change it and turn it off.
func (a *App) keepLens(q model.Question) tea.Cmd {
	if a.change.busy {
		return a.notice(underWay)
	}
	a.lens = lens{question: q, on: true}
	a.focusLens()
	a.overlays, a.at, a.screens[0].inDetail = nil, 0, false
	a.load.want(model.WantPolicies{Documents: true})
	a.toast.text = ""
	return nil
}

// turnLens answers the question anew as it is changed; while it is no whole
// question the answers stay those of the one before.
func (a *App) turnLens(q model.Question) {
	if !a.lens.on || q.Check() != nil {
		return
	}
	a.lens.question = q
	a.focusLens()
}

// toggleLens turns the lens off; when it is off, it asks what to look for.
func (a *App) toggleLens() tea.Cmd {
	if a.lens.on {
		a.lens, a.env.Lens = lens{}, nil
		if a.beside() {
			a.drop(a.screens[0])
		}
		return a.notice("The question is off.")
	}
	return a.ask()
}

// drop takes the pane on top of a screen's details away.
func (a *App) drop(s *screen) {
	s.details = s.details[:len(s.details)-1]
	s.inDetail = false
}

// answers lists the accounts by the answer of the lens.
func (a *App) answers() tea.Cmd {
	if !a.lens.on {
		return a.notice("No question is on: press a to ask one, and Ctrl+N to keep it on.")
	}
	return a.push(pane.NewLens(a.env))
}

// lookAtOnce is of how many accounts the question is answered while a key waits,
// and lookPart of how many it is between two keys.
const lookAtOnce, lookPart = 500, 2_500

// focusLens begins to answer the question for every account. Those of the
// question before stay until that is done.
func (a *App) focusLens() {
	r, l := a.env.Reading, &a.lens
	if l.question.Check() != nil {
		return // the question was whole when it was turned on
	}
	l.looking, l.spent, l.stale = r.Looking(l.question), 0, false
	if a.env.Lens == nil {
		a.env.Lens = l.looking.Lens()
	}
	accounts := 0
	for root := range r.Roots() {
		accounts += r.AccountCount(root.ID)
	}
	for l.looking != nil && accounts <= lookAtOnce {
		a.lookOn()
	}
}

// lookOn answers for some accounts more.
func (a *App) lookOn() {
	l := &a.lens
	if l.looking == nil {
		return // turned off
	}
	began := a.options.Now()
	err := l.looking.Next(a.env.Reading, lookPart)
	now := a.options.Now()
	l.spent += now.Sub(began)
	if err == nil && !l.looking.Done() {
		return
	}
	a.env.Lens = l.looking.Lens()
	l.looking, l.made, l.took = nil, now, l.spent
	a.refocus(0) // facts may have come meanwhile
}

// refocus answers anew when facts came, but spends only a twentieth of the time
// on it while a large organization streams in.
func (a *App) refocus(facts int) {
	l := &a.lens
	if !l.on {
		return
	}
	l.stale = l.stale || facts > 0
	if l.stale && l.looking == nil && (!a.loading() || a.env.Now.Sub(l.made) > 20*l.took) {
		a.focusLens()
	}
}
