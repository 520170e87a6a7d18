package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// trustedAccess gives the steps that switch the missing trusted access on by
// the documented way, where the order allows that, and blocks otherwise.
func (p *planner) trustedAccess(missing []model.Principal) []Step {
	rules := p.service.TrustedAccess
	if len(missing) == 0 || !rules.Before {
		return nil
	}
	if _, _, status := p.r.Trusted(""); !status.Known() {
		p.accessUnread(missing, status)
		return nil
	}
	switch rules.Mechanism {
	case catalog.AccessByOrganizations:
		return p.accessByOrganizations(missing)
	case catalog.AccessByService:
		return p.accessByService(missing)
	default:
		p.block("trusted-access", "Trusted access for "+p.service.Name+" is off, and only its console switches it on as documented.",
			rules.Console, "")
		return nil
	}
}

// accessUnread says that it is not known whether trusted access is on. That
// bars no registration: AWS refuses it where it must. But nothing is switched
// on that may be on, and that nobody could see afterwards.
func (p *planner) accessUnread(missing []model.Principal, status model.Status) {
	text := fmt.Sprintf("Whether trusted access for %s is on: %s.", strings.Join(phrase.Strings(missing), " and "), whyUnread(status))
	if !p.order.EnableAccess {
		p.noteOnce(text)
		return
	}
	p.block("trusted-access-unread", "It could not be read whether trusted access is on, so deputy does not switch it on. "+text,
		"Have organizations:ListAWSServiceAccessForOrganization allowed, or plan without switching it on.", "")
}

// accessByOrganizations gives a call of AWS Organizations for each principal.
func (p *planner) accessByOrganizations(missing []model.Principal) []Step {
	if !p.order.EnableAccess {
		p.block("trusted-access", "Trusted access for "+strings.Join(phrase.Strings(missing), " and ")+" is off; it must be on before an account is registered.",
			"Let this plan switch it on first (--enable-access on the command line).",
			"aws organizations enable-aws-service-access --service-principal "+string(missing[0]))
		p.accessIsWayOut()
		return nil
	}
	steps := make([]Step, len(missing))
	for i, principal := range missing {
		steps[i] = p.step(catalog.ActionEnableAccess, operations[catalog.ActionEnableAccess], principal)
	}
	p.switchesOn(missing)
	return steps
}

// accessByService gives the service's own call. EnableAWSServiceAccess never
// takes its place: it leaves such a service half configured.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
func (p *planner) accessByService(missing []model.Principal) []Step {
	rules := p.service.TrustedAccess
	var reached []model.Principal
	for _, principal := range missing {
		if hand := rules.ManualSteps(principal); hand != "" {
			p.accessManually(principal, hand)
			continue
		}
		reached = append(reached, principal)
	}
	switch call := rules.Call; {
	case len(reached) == 0:
		return nil
	case !p.order.EnableAccess:
		p.block("trusted-access", "Trusted access for "+p.service.Name+" is off; the documented way to switch it on is the service's own call.",
			"Let this plan make that call first (--enable-access on the command line), or make it in the management account.",
			p.accessStep(*call, reached[0]).CLI())
		p.accessIsWayOut()
		return nil
	default:
		p.switchesOn(reached)
		return []Step{p.accessStep(*call, reached[0])}
	}
}

// accessManually blocks for a principal that the service's call does not switch
// on.
func (p *planner) accessManually(principal model.Principal, hand string) {
	run := ""
	rest := p.order
	rest.Also = nil
	if rest.Principals = slices.DeleteFunc(slices.Clone(p.plan.Order.Principals), func(o model.Principal) bool { return o == principal }); len(rest.Principals) > 0 {
		hand += " Or leave this principal out."
		run = rest.Commands()[0]
	}
	p.block("trusted-access", fmt.Sprintf("Trusted access for %s is off, and the call that deputy makes for %s does not switch it on.", principal, p.service.Name),
		hand, run)
}

// accessStep is the service's own call, in the Region that takes it.
func (p *planner) accessStep(call catalog.Call, principal model.Principal) Step {
	return Step{
		Action: catalog.ActionEnableAccess, Caller: p.r.Organization.Management, API: call.Service, Operation: call.Operation,
		Region: call.GlobalRegion(p.r.Caller.Partition), Parameters: call.Values(catalog.Arguments{}), Principal: principal,
	}
}

// accessIsWayOut marks the last blocker: the order may allow it.
func (p *planner) accessIsWayOut() { p.plan.Blockers[len(p.plan.Blockers)-1].Access = true }

// switchesOn says what the plan switches on for good, and what else its call
// does.
func (p *planner) switchesOn(principals []model.Principal) {
	p.warn("enables-access", "Trusted access for %s is switched on by this plan; deputy never switches it off again.", strings.Join(phrase.Strings(principals), " and "))
	if rules := p.service.TrustedAccess; rules.Mechanism == catalog.AccessByService && rules.Note != "" {
		p.warn("access-note", "%s", rules.Note)
	}
}

// missingAccess gives the principals whose trusted access a registration for
// the principal rests on and that are not known to be on. What an earlier
// reading had counts for nothing where the last one failed.
func (p *planner) missingAccess(principal model.Principal) []model.Principal {
	needed, anyOf := p.service.AccessNeeded(principal)
	if p.service.ID == "" {
		needed = []model.Principal{principal} // the catalogue knows nothing: access is by the same name
	}
	off := slices.DeleteFunc(slices.Clone(needed), func(n model.Principal) bool {
		_, on, status := p.r.Trusted(n)
		return on && status.Known()
	})
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
	var missing []model.Principal
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
