package plan

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// sayWhatStays says what a removal leaves: trusted access, and perhaps a service
// that only the management account administers. Findings mention that afterwards,
// and nobody should take it for something that went wrong.
func (p *draft) sayWhatStays() {
	if p.order.Direction != catalog.Remove || len(p.plan.Steps) == 0 || !p.accessOn() {
		return
	}
	text := "Trusted access stays on"
	if p.leavesNobody() {
		text += "; only the management account then administers it"
	}
	p.consequence(text + ".")
}

// accessOn reports whether trusted access is on for a principal of the service.
func (p *draft) accessOn() bool {
	return slices.ContainsFunc(p.service.TrustedAccess.Principals, func(a catalog.AccessPrincipal) bool {
		_, on, _ := p.r.TrustedAccess(a.Name)
		return on
	})
}

// leavesNobody reports whether a removal certainly leaves no delegated administrator
// of the service.
func (p *draft) leavesNobody() bool {
	if p.service.Remove.Mechanism == catalog.MechanismServiceAPI && p.service.Remove.FollowUp != catalog.FollowUpNone && !endsInOrganizations(p.plan.Steps) {
		return false
	}
	for _, principal := range p.service.Principals {
		registered, status := p.r.DelegatedAdministrators(principal.Name)
		leaves := slices.Contains(p.leaving, principal.Name)
		stays := func(d model.Delegation) bool { return d.Account != p.order.Account || !leaves }
		if !status.Known() || slices.ContainsFunc(registered, stays) {
			return false
		}
	}
	settings, _ := p.r.Settings(p.service.ID)
	return !slices.ContainsFunc(settings, func(s model.Setting) bool { return s.IsAdministrator() && s.Account != p.order.Account })
}

// OnlySwitchesAccess reports whether all that the plan does is to switch on trusted
// access.
func (p *Plan) OnlySwitchesAccess() bool {
	return len(p.Steps) > 0 && !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action != catalog.ActionEnableAccess })
}

// SwitchedAccess reports whether a step switched on trusted access, or may have.
func (e *Execution) SwitchedAccess() bool {
	for i, o := range e.Outcomes {
		if e.Steps[i].Action == catalog.ActionEnableAccess && o.Result != ResultFailed {
			return true
		}
	}
	return false
}
