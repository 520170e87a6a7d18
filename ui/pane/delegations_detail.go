package pane

import (
	"deputy/ui/kit"
)

// DelegationsDetail stands beside the table of delegations: the page of the service that
// is chosen there, or that of the organization's resource policy.
type DelegationsDetail struct {
	list           *Delegations
	service        *Service
	resourcePolicy *ResourcePolicy
}

// NewDelegationsDetail returns the page beside a table.
func NewDelegationsDetail(env *Env, list *Delegations) *DelegationsDetail {
	return &DelegationsDetail{list: list, service: NewService(env, list.Selected), resourcePolicy: NewResourcePolicy(env)}
}

// shown returns the page that is shown.
func (d *DelegationsDetail) shown() kit.Pane {
	if d.list.current().policy != nil {
		return d.resourcePolicy
	}
	return d.service
}

// View draws the page that is shown.
func (d *DelegationsDetail) View(s kit.Size, focused bool) []string {
	return d.shown().View(s, focused)
}

// Do carries out a command on it.
func (d *DelegationsDetail) Do(c kit.Command) kit.Intent { return d.shown().Do(c) }

// Can tells which commands make sense on it.
func (d *DelegationsDetail) Can(c kit.Command) (ok bool, reason string) { return d.shown().Can(c) }

// Mouse acts on a click in it.
func (d *DelegationsDetail) Mouse(m kit.Mouse) kit.Intent { return d.shown().Mouse(m) }

// Label returns its own words for commands.
func (d *DelegationsDetail) Label(c kit.Command) string {
	if l, ok := d.shown().(kit.Labeller); ok {
		return l.Label(c)
	}
	return ""
}
