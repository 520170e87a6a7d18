package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// follow carries out what a pane wants.
func (a *App) follow(i kit.Intent) tea.Cmd {
	switch i := i.(type) {
	case pane.Many:
		cmds := make([]tea.Cmd, len(i))
		for k, one := range i {
			cmds[k] = a.follow(one)
		}
		return tea.Batch(cmds...)
	case pane.NodeMoved:
		return a.nodeMoved()
	case pane.PolicyMoved, pane.QuestionMoved, pane.ServiceMoved:
		return a.cursor.moved(i)
	case pane.PolicyOpened:
		return a.openPolicy(i)
	case pane.CompareWanted:
		a.questions.compared(i)
	case pane.WhatIfWanted:
		a.questions.chooseChange(i)
	case pane.LastAccessedWanted:
		return a.open(pane.NewLastAccessed(a.env, i, a.session.offline()))
	case pane.ChangeAdded:
		return a.questions.addChange(i)
	case pane.LensWanted, pane.LensTurned:
		return a.questions.lens(i)
	case pane.Switched:
		a.layout.screen().turn()
		return a.nodeMoved()
	case pane.NodeOpened, pane.PolicyShown, pane.ServiceShown, pane.FindingShown:
		return a.visit(placeOf(i))
	case pane.Named:
		return a.named(i.Text)
	case pane.Wanted:
		a.session.load.want(i.Want)
	case pane.Entered:
		a.enter()
	case pane.PlanWanted:
		return a.change.order(i.Order)
	case pane.Approved:
		return a.change.approve(i)
	case pane.Settled:
		return a.recovery.begin(i.Back)
	case pane.Stopped:
		return a.change.stop()
	case pane.Gone:
		a.layout.leave()
	default:
		return a.serve(i)
	}
	return nil
}

// serve carries out what a pane wants of what is outside the screen.
func (a *App) serve(i kit.Intent) tea.Cmd {
	switch i := i.(type) {
	case pane.Copied:
		return clipboard{a.toast}.copy(i)
	case pane.Saved:
		return a.exporter.write(i)
	case pane.Browsed:
		return a.browser.browse(i)
	case pane.ReportWanted:
		return a.session.generateReport()
	case pane.Replied:
		return a.reply(i.Reply)
	case pane.Login:
		return a.login(i)
	case pane.Ran:
		return a.runNamed(i.Action, i.Argument)
	case pane.CommandConfirmed:
		return a.startOwn(i)
	case pane.EventsChosen:
		a.events.choose(i)
	case pane.EventCallsShown:
		return a.showEvents()
	case pane.EventsStopped:
		a.events.stop()
	case pane.EventAsked:
		return a.events.find(i)
	case pane.Noticed:
		return a.toast.show(i.Text, i.Meaning)
	}
	return nil
}

// enter moves the keys from the list into the pane beside it.
func (a *App) enter() {
	if s := a.layout.screen(); s.detail() != nil {
		s.inDetail = true
		a.remember(a.layout.place().on)
	}
}

// nodeMoved asks for what applies to the node that the list's cursor has come to,
// once it rests there; what was opened of another node is left.
func (a *App) nodeMoved() tea.Cmd {
	s := a.layout.screen()
	n := s.chosen()
	if n == nil || n.ID == s.requested {
		return nil
	}
	switch {
	case a.layout.askBeside():
		a.questions.asked.About(n.ID)
	case s.requested != "" && len(s.details) > 1 && !s.inDetail:
		s.details = s.details[:1]
	}
	s.requested = n.ID
	return a.cursor.moved(pane.NodeMoved{Node: n.ID})
}

// rested reads what the cursor rests on.
func (a *App) rested(msg restMsg) {
	switch i := a.cursor.rested(msg).(type) {
	case pane.NodeMoved:
		a.session.load.want(model.WantLadder{Node: i.Node}, model.WantTags{Target: string(i.Node)})
		for _, p := range a.layout.screen().details {
			a.session.need(p)
		}
	case pane.PolicyMoved:
		if pane.HasID(i.Policy) {
			a.session.load.want(model.WantDocument{Policy: i.Policy})
		}
	case pane.ServiceMoved:
		if s := a.layout.screen(); s.inDetail || len(s.columns(a.layout.size.W)) > 1 { // its page is open
			a.session.readService(i.Service)
		}
	case pane.QuestionMoved:
		a.sweep.turn(i.Question)
	}
}

// openPolicy shows a document: over what is open if statements are to be lit or
// something lies over the screen, beside or over the node that it was opened
// from, else on the Policies screen.
func (a *App) openPolicy(i pane.PolicyOpened) tea.Cmd {
	if len(i.Highlight) > 0 || a.layout.overlaid() {
		a.questions.openLit(i)
		return nil
	}
	s := a.layout.screen()
	n, ok := s.details[0].(*pane.Node)
	if !ok || n.Document().Policy() != i.Policy {
		return a.follow(pane.PolicyShown{Policy: i.Policy})
	}
	s.details, s.inDetail = append(s.details, n.Document()), true
	return a.cursor.moved(pane.PolicyMoved{Policy: i.Policy})
}
