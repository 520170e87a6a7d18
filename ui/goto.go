package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/pane"
)

// start goes to the place that the program was started for, once the reading
// has it. What it does not have when the tree is whole, or what fits several
// places, is searched for.
func (a *App) start() tea.Cmd {
	what := strings.TrimSpace(a.options.Goto)
	r := a.env.Reading
	if what == "" || !r.Status(model.PartRoots, "").Known() || r.Node(model.NodeID(what)) == nil && a.arriving() {
		return nil
	}
	a.options.Goto = ""
	found, err := r.FindPlace(what)
	if err != nil {
		s := pane.NewSearch(a.env)
		s.Paste(what)
		return tea.Batch(a.push(s), a.notice(err.Error()))
	}
	return a.follow(pane.Place{Node: found.Node, Policy: found.Policy, Service: found.Service, Principal: found.Principal}.Intent())
}

// arriving tells whether the tree may still get nodes.
func (a *App) arriving() bool {
	for _, p := range []model.Part{model.PartUnits, model.PartAccounts} {
		if s := a.env.Reading.Status(p, ""); !s.Known() && s.Progress != model.Failed {
			return true
		}
	}
	return false
}
