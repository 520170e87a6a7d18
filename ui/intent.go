package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// restFor is how long the cursor stays on a row before what is there is read.
const restFor = 120 * time.Millisecond

// restMsg comes when the cursor may have come to rest.
type restMsg struct {
	tag    int
	intent kit.Intent
}

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
		return a.attend()
	case pane.PolicyMoved, pane.QuestionMoved, pane.ServiceMoved:
		return a.moved(i)
	case pane.PolicyOpened:
		return a.openPolicy(i)
	case pane.CompareWanted, pane.WhatIfWanted, pane.ChangeAdded:
		return a.imagine(i)
	case pane.LensWanted:
		return a.keepLens(i.Question)
	case pane.Switched:
		a.screen().turn()
		return a.attend()
	case pane.NodeOpened, pane.PolicyShown, pane.ServiceShown:
		return a.goTo(i)
	case pane.Wanted:
		a.load.want(i.Want)
	case pane.Entered:
		if s := a.screen(); s.detail() != nil {
			s.inDetail = true
			a.remember(a.here().on)
		}
	case pane.PlanWanted:
		return a.planWanted(i.Order)
	case pane.Approved:
		return a.approve(i)
	case pane.Settled:
		return a.settle(i)
	case pane.Stopped:
		return a.stop()
	case pane.Gone:
		return a.leave()
	case pane.Copied:
		return tea.Batch(tea.SetClipboard(i.Text), a.notice(copied(i)))
	case pane.Browsed:
		return a.browse(i)
	case pane.Replied:
		return a.reply(i.Reply)
	case pane.Login:
		return a.login(i)
	case pane.Ran:
		return a.runNamed(i.Action)
	case pane.Noticed:
		return a.toast.show(i.Text, i.Meaning)
	}
	return nil
}

// goTo shows the place that a pane names.
func (a *App) goTo(i kit.Intent) tea.Cmd {
	switch i := i.(type) {
	case pane.PolicyShown:
		return a.visit(place{policiesScreen, pane.Place{Policy: i.Policy}, true})
	case pane.ServiceShown:
		return a.visit(place{delegationsScreen, pane.Place{Service: i.Service, Principal: i.Principal}, true})
	case pane.NodeOpened:
		return a.visit(place{organizationScreen, pane.Place{Node: i.Node}, true})
	}
	return nil
}

// shownMost is how long a text may be that a notice repeats.
const shownMost = 200

// copied tells of a copied text. The text comes first, so that no short line
// cuts it: it is the way out where the terminal has no clipboard.
func copied(i pane.Copied) string {
	if len(i.Text) > shownMost {
		return "Sent to the terminal's clipboard: " + i.What
	}
	return i.Text + "  " + i.What + ", sent to the terminal's clipboard"
}

// attend asks for the levels of the node that the list's cursor has come to,
// once it rests there; what was opened of another node is left.
func (a *App) attend() tea.Cmd {
	s := a.screen()
	n := s.chosen()
	if n == nil || n.ID == s.attended {
		return nil
	}
	switch {
	case a.beside():
		a.asked.About(n.ID)
	case s.attended != "" && len(s.details) > 1:
		s.details = s.details[:1]
	}
	s.attended = n.ID
	return a.moved(pane.NodeMoved{Node: n.ID})
}

// openPolicy shows a document: over what is open if statements are to be lit or
// something lies over the screen, beside or over the node that it was opened
// from, else on the Policies screen.
func (a *App) openPolicy(i pane.PolicyOpened) tea.Cmd {
	if len(i.Highlight) > 0 || len(a.overlays) > 0 {
		return a.openLit(i)
	}
	id, s := i.Policy, a.screen()
	n, ok := s.detail().(*pane.Node)
	if !ok || len(a.overlays) > 0 || n.Document().Policy() != id {
		return a.follow(pane.PolicyShown{Policy: id})
	}
	s.details, s.inDetail = append(s.details, n.Document()), true
	return a.moved(pane.PolicyMoved{Policy: id})
}

// moved waits for the cursor to rest before anything is read.
func (a *App) moved(i kit.Intent) tea.Cmd {
	a.rest++
	tag := a.rest
	return tea.Tick(restFor, func(time.Time) tea.Msg { return restMsg{tag, i} })
}

// rested reads what the cursor rests on.
func (a *App) rested(msg restMsg) {
	if msg.tag != a.rest {
		return
	}
	switch i := msg.intent.(type) {
	case pane.NodeMoved:
		a.load.want(model.WantLadder{Node: i.Node}, model.WantTags{Target: string(i.Node)})
	case pane.PolicyMoved:
		a.load.want(model.WantDocument{Policy: i.Policy})
	case pane.ServiceMoved:
		a.lookInto(i.Service)
	case pane.QuestionMoved:
		a.turnLens(i.Question)
	}
}

// lookInto reads what a service's own API says, once in a run of reading, when
// its page is open.
func (a *App) lookInto(id model.ServiceID) {
	s := a.screen()
	if a.options.Offline || a.session.services[id] || !s.inDetail && len(s.columns(a.size.W)) < 2 {
		return
	}
	if a.session.services == nil {
		a.session.services = map[model.ServiceID]bool{}
	}
	a.session.services[id] = true
	a.load.want(model.WantService{Service: id})
}

// notice shows a sentence for some seconds.
func (a *App) notice(text string) tea.Cmd { return a.toast.show(text, theme.Warning) }

// toastMsg ends the toast with the tag.
type toastMsg struct{ tag int }

// toast is a sentence in the footer's place for some seconds.
type toast struct {
	text    string
	meaning theme.Meaning
	tag     int
}

// toastFor is how long a toast stays.
const toastFor = 5 * time.Second

func (t *toast) show(text string, m theme.Meaning) tea.Cmd {
	t.text, t.meaning = text, m
	t.tag++
	tag := t.tag
	return tea.Tick(toastFor, func(time.Time) tea.Msg { return toastMsg{tag} })
}

func (t *toast) expire(msg toastMsg) {
	if msg.tag == t.tag {
		t.text = ""
	}
}

// tickMsg turns the spinner.
type tickMsg struct{}

const spinEvery = 100 * time.Millisecond

// tick starts the spinner if it is not turning.
func (a *App) tick() tea.Cmd {
	if a.ticking {
		return nil
	}
	a.ticking = true
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return tickMsg{} })
}

// spin turns the spinner while something is being read.
func (a *App) spin() tea.Cmd {
	a.ticking = false
	if !a.loading() && !a.change.busy && a.change.token == "" {
		return nil
	}
	a.env.Frame++
	return a.tick()
}
