package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/pane"
)

// openGoto opens the place of --goto once the reading has it. What the reading
// does not have when the tree and the lists of policies are whole, or what fits
// several places, is searched for.
func (a *App) openGoto() tea.Cmd {
	what := strings.TrimSpace(a.options.Goto)
	r := a.env.Reading
	if what == "" || !r.Status(model.PartRoots, "").Known() || r.Node(model.NodeID(what)) == nil && a.session.nodesComing() {
		return nil
	}
	found, err := search.FindTarget(r, what)
	if err != nil && a.session.policiesComing() {
		return nil
	}
	a.options.Goto = ""
	if err != nil {
		s := pane.NewSearch(a.env)
		s.Paste(what)
		a.layout.push(s)
		return a.toast.notice(err.Error())
	}
	return a.follow(pane.Place{Node: found.Node, Policy: found.Policy, Service: found.Service, Principal: found.Principal}.Intent())
}
