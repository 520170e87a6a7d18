package pane

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/ui/theme"
)

// heldNote returns where an account administers a service already, in a few words;
// empty if it does not, as far as is known.
func heldNote(r *model.Reading, s catalog.Service, account model.AccountID) string {
	var regions []model.Region
	settings, _ := r.Settings(s.ID)
	for _, x := range settings {
		if x.Account == account && x.IsAdministrator() && x.Region != "" && !slices.Contains(regions, x.Region) {
			regions = append(regions, x.Region)
		}
	}
	delegations, _ := r.Delegations(account)
	registered := slices.ContainsFunc(delegations, func(d model.Delegation) bool {
		return slices.ContainsFunc(s.Principals, func(p catalog.DelegationPrincipal) bool { return p.Name == d.Principal })
	})
	switch {
	case s.Regions.Regional && len(regions) > 0:
		return "administers it in " + phrase.Commas(regions)
	case registered, slices.Contains(r.ServiceAPIAdministrators(s.ID), account):
		return "administers it already"
	default:
		return ""
	}
}

// markedNames lists what is marked, also what the filter hides; empty if nothing is.
func (c *chooser) markedNames() string {
	var names []string
	for _, x := range c.all {
		if c.marked[x.key()] {
			names = append(names, x.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "marked: " + strings.Join(names, ", ")
}

// row draws a row: whether it is marked, or administered already.
func (c *chooser) row(env *Env, i, width int) string {
	x := c.shown[i]
	l := env.Row(i == c.window.Cursor, true, width)
	m := theme.Plain
	if x.disabled != "" {
		m = theme.Muted
	}
	switch {
	case !c.many:
	case c.marked[x.key()]:
		l.Put(m, "[x] ")
	case x.disabled == "":
		l.Put(m, "[ ] ")
	default:
		l.Space(len("[ ] "))
	}
	if slices.ContainsFunc(c.all, func(x choice) bool { return x.held }) {
		mark := " "
		if x.held {
			mark = env.Theme.Marks.Allowed
		}
		l.Put(theme.Good, mark).Space(1)
	}
	l.Cell(m, x.name, min(44, width/2-4)).Space(1).Cell(theme.Muted, x.detail, c.wide()).Space(1)
	if text := c.policyWarning(env, &x); text != "" {
		l.Put(theme.Warning, text).Space(1)
	}
	return l.Put(theme.Muted, x.note).String()
}
