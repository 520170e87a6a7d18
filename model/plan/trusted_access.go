package plan

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// trustedAccess plans that trusted access is switched on before a registration
// that needs it.
type trustedAccess struct{ *draft }

// steps returns the calls that switch on the missing trusted access in the
// documented way. It blocks the plan if the order does not allow that.
func (p trustedAccess) steps(missing []model.Principal) []Step {
	rules := p.service.TrustedAccess
	if len(missing) == 0 || !rules.Before {
		return nil
	}
	if _, _, status := p.r.TrustedAccess(""); !status.Known() {
		p.unread(missing, status)
		return nil
	}
	switch rules.Mechanism {
	case catalog.AccessByOrganizations:
		return p.byOrganizations(missing)
	case catalog.AccessByService:
		return p.byService(missing)
	default:
		p.block("trusted-access", "Trusted access for "+p.service.Name+" is off, and AWS documents only the service's console for switching it on.",
			rules.Console, "")
		return nil
	}
}

// unread says that it is not known whether trusted access is on. A registration
// may go ahead, for AWS refuses it if access is needed. But deputy does not
// switch on what may be on already, and what nobody could see afterwards.
func (p trustedAccess) unread(missing []model.Principal, status model.Status) {
	text := fmt.Sprintf("Whether trusted access for %s is on: %s.", phrase.Ands(missing), whyUnread(status))
	if !p.order.EnableAccess {
		p.uncheckedOnce(text)
		return
	}
	p.block("trusted-access-unread", "deputy could not read whether trusted access is on, so it does not switch it on. "+text,
		"Allow organizations:ListAWSServiceAccessForOrganization, or plan without switching it on.", "")
}

// byOrganizations returns a call of AWS Organizations for each principal.
func (p trustedAccess) byOrganizations(missing []model.Principal) []Step {
	if !p.order.EnableAccess {
		p.block("trusted-access", "Trusted access for "+phrase.Ands(missing)+" is off. It must be on before an account is registered.",
			"Let this plan switch it on first (--enable-access on the command line).",
			phrase.ShellCommand("aws", "organizations", "enable-aws-service-access", "--service-principal", string(missing[0])))
		p.offerAccess()
		return nil
	}
	steps := make([]Step, len(missing))
	for i, principal := range missing {
		steps[i] = p.organizationsStep(catalog.ActionEnableAccess, "", principal)
	}
	p.warnOfAccess(missing)
	return steps
}

// byService returns the service's own call. EnableAWSServiceAccess never takes
// its place: it leaves such a service half configured.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
func (p trustedAccess) byService(missing []model.Principal) []Step {
	rules := p.service.TrustedAccess
	var covered []model.Principal
	for _, principal := range missing {
		if manual := rules.ManualSteps(principal); manual != "" {
			p.blockManual(principal, manual)
			continue
		}
		covered = append(covered, principal)
	}
	switch {
	case len(covered) == 0:
		return nil
	case !p.order.EnableAccess:
		text := "Trusted access for " + p.service.Name + " is off. AWS documents the service's own call for switching it on."
		if half, said := p.accessHalfOn(); half {
			text = p.halfOn(said)
		}
		p.block("trusted-access", text,
			"Let this plan make that call first (--enable-access on the command line), or make it in the management account.",
			p.callStep(*rules.Call, covered[0]).CLI())
		p.offerAccess()
		return nil
	}
	if half, said := p.accessHalfOn(); half {
		p.warn("access-half-on", "%s This plan makes that call.", p.halfOn(said))
	} else {
		p.warnOfAccess(covered)
	}
	return []Step{p.callStep(*rules.Call, covered[0])}
}

// halfOn says that AWS Organizations and the service disagree about trusted
// access.
func (p trustedAccess) halfOn(said string) string {
	status := p.service.TrustedAccess.Status
	return fmt.Sprintf("Trusted access for %s is on in AWS Organizations, but the service reports %s (%s:%s): somebody switched it on without the service's own call.",
		p.service.Name, said, status.Service, status.Operation)
}

// blockManual blocks for a principal whose trusted access the service's call
// does not switch on.
func (p trustedAccess) blockManual(principal model.Principal, manual string) {
	run := ""
	rest := p.order
	rest.Also = nil
	if rest.Principals = slices.DeleteFunc(slices.Clone(p.plan.Order.Principals), func(o model.Principal) bool { return o == principal }); len(rest.Principals) > 0 {
		manual += " Or leave this principal out."
		run = rest.Commands()[0]
	}
	p.block("trusted-access", fmt.Sprintf("Trusted access for %s is off, and the call that deputy makes for %s does not switch it on.", principal, p.service.Name),
		manual, run)
}

// callStep returns the service's own call, in the Region that takes it.
func (p trustedAccess) callStep(call catalog.Call, principal model.Principal) Step {
	return Step{
		Action: catalog.ActionEnableAccess, Caller: p.r.Organization.Management, API: call.Service, Operation: call.Operation,
		Region: call.GlobalRegion(p.r.Caller.Partition), Parameters: call.Values(catalog.Arguments{}), Principal: principal,
	}
}

// offerAccess marks the last blocker as one that goes once the order allows
// switching on trusted access.
func (p trustedAccess) offerAccess() { p.plan.Blockers[len(p.plan.Blockers)-1].Access = true }

// warnOfAccess says what the plan switches on for good, and what else the call
// does.
func (p trustedAccess) warnOfAccess(principals []model.Principal) {
	p.warn("enables-access", "This plan switches on trusted access for %s. deputy never switches it off.", phrase.Ands(principals))
	rules := p.service.TrustedAccess
	if rules.Mechanism == catalog.AccessByService && rules.Note != "" {
		p.warn("access-note", "%s", rules.Note)
	}
	if rules.Preferred != "" {
		p.warn("access-preferred", "AWS recommends another way to switch it on: %s", rules.Preferred)
	}
}
