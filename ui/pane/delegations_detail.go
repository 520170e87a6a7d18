package pane

import (
	"deputy/ui/kit"
)

// DutyPage stands beside the table of delegations: the page of the service that
// is chosen there, or that of the organization's resource policy.
type DutyPage struct {
	list     *Delegations
	service  *Service
	mandates *Mandates
}

// NewDutyPage gives the page beside a table.
func NewDutyPage(env *Env, list *Delegations) *DutyPage {
	return &DutyPage{list: list, service: NewService(env, list.Selected), mandates: NewMandates(env)}
}

// now gives the page that is shown.
func (d *DutyPage) now() kit.Pane {
	if d.list.current().policy != nil {
		return d.mandates
	}
	return d.service
}

// View draws the page that is shown.
func (d *DutyPage) View(s kit.Size, focused bool) []string { return d.now().View(s, focused) }

// Do carries out a command on it.
func (d *DutyPage) Do(c kit.Command) kit.Intent { return d.now().Do(c) }

// Can tells which commands make sense on it.
func (d *DutyPage) Can(c kit.Command) (ok bool, reason string) { return d.now().Can(c) }

// Mouse acts on a click in it.
func (d *DutyPage) Mouse(m kit.Mouse) kit.Intent { return d.now().Mouse(m) }

// Label gives its own words for commands.
func (d *DutyPage) Label(c kit.Command) string {
	if l, ok := d.now().(kit.Labeller); ok {
		return l.Label(c)
	}
	return ""
}
