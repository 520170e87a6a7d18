package model

import "slices"

// trustedAccess gives the steps that switch the missing trusted access on where
// that is allowed, and blocks where it must be done elsewhere.
func (p *planner) trustedAccess(missing []Principal) []Step {
	rules := p.service.TrustedAccess
	if len(missing) == 0 || !rules.Before {
		return nil
	}
	if _, _, status := p.r.Trusted(""); !status.Known() {
		p.unchecked("Whether trusted access for %s is on: it could not be read.", joinPrincipals(missing))
		return nil
	}
	switch {
	case rules.Road == AccessByOrganizations && p.order.EnableAccess:
		steps := make([]Step, len(missing))
		for i, principal := range missing {
			steps[i] = p.step(ActionEnableAccess, "EnableAWSServiceAccess", principal)
		}
		p.warn("enables-access", "Trusted access for %s is switched on by this plan; deputy never switches it off again.", joinPrincipals(missing))
		return steps
	case rules.Road == AccessByOrganizations:
		p.block("trusted-access", "Trusted access for "+joinPrincipals(missing)+" is off; it must be on before an account is registered.",
			"Let this plan switch it on first (--enable-access on the command line).",
			"aws organizations enable-aws-service-access --service-principal "+string(missing[0]))
	case rules.Call != nil:
		p.block("trusted-access", "Trusted access for "+p.service.Name+" is off, and the service's own call is the documented way to switch it on.",
			"Run the command in the management account, then come back.", rules.Call.CLI)
	default:
		p.block("trusted-access", "Trusted access for "+p.service.Name+" is off, and only its console switches it on as documented.",
			rules.Console, "")
	}
	return nil
}

// missingAccess gives the principals whose trusted access a registration for
// the principal rests on and that are off.
func (p *planner) missingAccess(principal Principal) []Principal {
	needed, anyOf := p.service.AccessNeeded(principal)
	if p.service.ID == "" {
		needed = []Principal{principal} // the catalogue knows nothing: access is by the same name
	}
	off := slices.DeleteFunc(slices.Clone(needed), func(n Principal) bool { _, on, _ := p.r.Trusted(n); return on })
	switch {
	case anyOf && len(off) < len(needed):
		return nil
	case anyOf && len(off) > 0:
		return off[:1]
	default:
		return off
	}
}

// registered plans for an account that is registered already: trusted access is
// switched on where the order allows that and a registration rests on it.
func (p *planner) registered() {
	var missing []Principal
	for _, principal := range p.plan.Order.Principals {
		for _, needed := range p.missingAccess(principal) {
			if !slices.Contains(missing, needed) {
				missing = append(missing, needed)
			}
		}
	}
	_, _, status := p.r.Trusted("")
	if !p.order.EnableAccess || len(missing) == 0 || !p.service.TrustedAccess.Before || !status.Known() {
		p.block("nothing-to-do", p.account()+" already is delegated administrator of "+p.service.Name+".", "", "")
		return
	}
	p.plan.Title = "Switch on trusted access for " + p.service.Name + ", which " + p.account() + " is registered for"
	p.plan.Steps = p.trustedAccess(missing)
}
