package pane

import (
	"deputy/ui/kit"
)

// DelegationsDetail is the page beside the table of delegations: that of the
// service under the cursor, or of the organization's resource policy.
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

// View implements kit.Pane.
func (d *DelegationsDetail) View(s kit.Size, focused bool) []string {
	return d.shown().View(s, focused)
}

// Do implements kit.Pane.
func (d *DelegationsDetail) Do(c kit.Command) kit.Intent { return d.shown().Do(c) }

// Can implements kit.Pane.
func (d *DelegationsDetail) Can(c kit.Command) (ok bool, reason string) { return d.shown().Can(c) }

// Mouse implements kit.Pane.
func (d *DelegationsDetail) Mouse(m kit.Mouse) kit.Intent { return d.shown().Mouse(m) }

// Label implements kit.Labeller.
func (d *DelegationsDetail) Label(c kit.Command) string {
	if l, ok := d.shown().(kit.Labeller); ok {
		return l.Label(c)
	}
	return ""
}
