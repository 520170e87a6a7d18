package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// open lays a pane over the screen.
func (a *App) open(p kit.Pane) tea.Cmd {
	a.layout.push(p)
	return nil
}

// search searches the whole organization.
func (a *App) search() tea.Cmd {
	if _, on := a.layout.focused().(*pane.Search); on {
		return nil
	}
	return a.open(pane.NewSearch(a.env))
}

// entries returns the actions as they stand for the pane that has the keys.
func (a *App) entries() []pane.Entry {
	entries := make([]pane.Entry, 0, len(a.actions))
	for i := range a.actions {
		x := &a.actions[i]
		e := pane.Entry{Name: x.Name, Label: x.Label, Help: x.Help, Group: x.Group, Keys: a.env.Keys[x.Name], OfPane: x.run == nil}
		if x.takes != nil {
			e.Argument, e.Complete = x.takes.hint, func(text string) []search.Completion { return x.takes.complete(a, text) }
		}
		reason, ok := a.why(x)
		if e.Disabled = reason; !ok {
			e.Disabled, e.Elsewhere = "It is not available here.", true
		}
		entries = append(entries, e)
	}
	return entries
}

// palette finds and runs any action. Moving the cursor is the last thing that
// one looks for there.
func (a *App) palette() tea.Cmd {
	if _, on := a.layout.focused().(*pane.Palette); on {
		return nil
	}
	entries := a.entries()
	model.SortStable(entries, func(x, y pane.Entry) int {
		switch {
		case (x.Group == groupMove) == (y.Group == groupMove):
			return 0
		case x.Group == groupMove:
			return 1
		default:
			return -1
		}
	})
	return a.open(pane.NewPalette(a.env, entries))
}

// help shows keys and marks.
func (a *App) help() tea.Cmd {
	if _, on := a.layout.focused().(*pane.Help); on {
		return a.out()
	}
	return a.open(pane.NewHelp(a.env, a.entries(), a.options.Version))
}

// activity shows what is going on between deputy and AWS.
func (a *App) activity() tea.Cmd {
	if _, on := a.layout.focused().(*pane.Activity); on {
		return a.out()
	}
	p := pane.NewActivity(a.env)
	if !a.session.loading() && len(a.env.Gaps()) > 0 {
		p.ShowGaps()
	}
	return a.open(p)
}

// managementUse shows what the management account is used for.
func (a *App) managementUse() tea.Cmd {
	if _, on := a.layout.focused().(*pane.ManagementUse); on {
		return a.out()
	}
	return a.open(pane.NewManagementUse(a.env))
}

// profiles opens the choice of another profile.
func (a *App) profiles() tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	return a.open(pane.NewProfiles(a.env))
}

// history shows what happened lately, and reads it if it was never read.
func (a *App) history() tea.Cmd {
	if _, on := a.layout.focused().(*pane.History); on {
		return a.out()
	}
	p := pane.NewHistory(a.env)
	cmd := a.open(p)
	a.session.need(p)
	return cmd
}

// noHistory says why there is no history; empty if there is, or it can be read.
func (a *App) noHistory() string {
	if a.options.Offline && a.env.History().To.IsZero() {
		return "This saved reading has no event history: deputy snapshot --history FILE saves it."
	}
	return ""
}
