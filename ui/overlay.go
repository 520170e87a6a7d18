package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// push lays an overlay on the screen.
func (a *App) push(p kit.Pane) tea.Cmd {
	a.overlays = append(a.overlays, p)
	return nil
}

// entries gives the actions as they stand for the pane that has the keys.
func (a *App) entries() []pane.Entry {
	entries := make([]pane.Entry, 0, len(a.actions))
	for i := range a.actions {
		x := &a.actions[i]
		e := pane.Entry{Name: x.Name, Label: x.Label, Help: x.Help, Group: x.Group}
		for _, k := range x.Keys {
			e.Keys = append(e.Keys, keyName(k, a.options.ASCII))
		}
		reason, ok := a.reason(x)
		if e.Disabled = reason; !ok {
			e.Disabled = "It has no meaning here."
		}
		entries = append(entries, e)
	}
	return entries
}

// palette finds and runs any action. Moving the cursor is the last thing that
// one looks for there.
func (a *App) palette() tea.Cmd {
	if _, on := a.focused().(*pane.Palette); on {
		return nil
	}
	entries := a.entries()
	slices.SortStableFunc(entries, func(x, y pane.Entry) int {
		switch {
		case (x.Group == groupMove) == (y.Group == groupMove):
			return 0
		case x.Group == groupMove:
			return 1
		default:
			return -1
		}
	})
	return a.push(pane.NewPalette(a.env, entries))
}

// help shows keys and marks.
func (a *App) help() tea.Cmd {
	if _, on := a.focused().(*pane.Help); on {
		return a.out()
	}
	return a.push(pane.NewHelp(a.env, a.entries(), a.options.Version))
}

// activity shows what is going on between deputy and AWS.
func (a *App) activity() tea.Cmd {
	if _, on := a.focused().(*pane.Activity); on {
		return a.out()
	}
	p := pane.NewActivity(a.env)
	if !a.loading() && len(a.env.Gaps()) > 0 {
		p.ShowGaps()
	}
	return a.push(p)
}

// profiles lets choose another profile.
func (a *App) profiles() tea.Cmd {
	if a.change.busy {
		return a.notice(underWay)
	}
	return a.push(pane.NewProfiles(a.env))
}

// unfinished shows the change that was begun and not finished.
func (a *App) unfinished() tea.Cmd {
	return a.push(pane.NewUnfinished(a.env, a.session.journal.Unfinished))
}

// nothingUnfinished bars looking at unfinished work where there is none.
func (a *App) nothingUnfinished() string {
	if len(a.session.journal.Unfinished) == 0 {
		return "No change is unfinished."
	}
	return ""
}

// runNamed runs an action that was chosen in the palette, on the pane that had
// the keys before.
func (a *App) runNamed(name string) tea.Cmd {
	if n := len(a.overlays); n > 0 {
		a.overlays = a.overlays[:n-1]
	}
	for i := range a.actions {
		x := &a.actions[i]
		if x.Name != name {
			continue
		}
		switch reason, ok := a.reason(x); {
		case !ok:
			return a.notice("This has no meaning here.")
		case reason != "":
			return a.toast.show(reason, theme.Warning)
		}
		return a.carryOut(x)
	}
	return nil
}

// search finds a place by typing.
func (a *App) search() tea.Cmd { return a.push(pane.NewSearch(a.env)) }
