package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/pane"
)

// start goes to the place that the program was started for, once the reading
// has it. What it does not have when the tree and the lists of policies are
// whole, or what fits several places, is searched for.
func (a *App) start() tea.Cmd {
	what := strings.TrimSpace(a.options.Goto)
	r := a.env.Reading
	if what == "" || !r.Status(model.PartRoots, "").Known() || r.Node(model.NodeID(what)) == nil && a.arriving() {
		return nil
	}
	found, err := r.FindPlace(what)
	if err != nil && a.listing() {
		return nil
	}
	a.options.Goto = ""
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

// listing tells whether policies may still come: their lists are read behind
// the tree, unless the saved reading is young enough.
func (a *App) listing() bool {
	if a.options.Offline || a.session.decided && !a.session.policies {
		return false
	}
	for _, t := range model.Evaluated() {
		if s := a.env.Reading.Status(model.PartPolicies, string(t)); !s.Known() && s.Progress != model.Failed {
			return true
		}
	}
	return false
}
