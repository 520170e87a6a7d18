package plan

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// registration plans that an account becomes a service's administrator.
type registration struct{ *draft }

// byOrganizations plans a registration in AWS Organizations, one call for each
// principal of the service.
func (p registration) byOrganizations() {
	p.checkAccount()
	var steps []Step
	var missing []model.Principal
	done := 0
	for _, principal := range p.plan.Order.Principals {
		registered := p.registered(principal)
		if slices.Contains(registered, p.order.Account) {
			done++
			continue
		}
		if replaced := replacement(p).choose(principal, registered); replaced != "" {
			steps = append(steps, p.deregisterStep(replaced, principal))
			p.plan.Replaced = appendOnce(p.plan.Replaced, replaced)
		}
		steps = append(steps, p.registerStep(principal))
		for _, needed := range p.missingAccess(principal) {
			missing = appendOnce(missing, needed)
		}
	}
	if len(steps) == 0 {
		p.onlyTrustedAccess()
		return
	}
	if done > 0 {
		p.warn("half-done", "%d of %d principals are already registered. This plan registers the rest.", done, len(p.plan.Order.Principals))
	}
	if len(p.plan.Replaced) > 0 {
		replacement(p).byOrganizations()
	}
	p.plan.Steps = append(trustedAccess(p).steps(missing), steps...)
	p.grants()
}

// onlyTrustedAccess plans for an account that already is registered: it switches
// on the trusted access that is missing if the order allows that.
func (p registration) onlyTrustedAccess() {
	var missing []model.Principal
	for _, principal := range p.plan.Order.Principals {
		for _, needed := range p.missingAccess(principal) {
			missing = appendOnce(missing, needed)
		}
	}
	_, _, status := p.r.TrustedAccess("")
	if !p.order.EnableAccess || len(missing) == 0 || !p.service.TrustedAccess.Before || !status.Known() {
		p.block("nothing-to-do", p.accountName()+" is already a delegated administrator of "+p.service.Name+".", "", "")
		return
	}
	p.plan.Title = "Switch on trusted access for " + p.service.Name + ", for which " + p.accountName() + " is registered"
	p.plan.Steps = trustedAccess(p).steps(missing)
}

// byServiceAPI plans a registration through the service API.
func (p registration) byServiceAPI() {
	p.checkAccount()
	regions, ok := p.chosenRegions()
	if !ok {
		return
	}
	removals := replacement(p).byServiceAPI(regions)
	calls := p.serviceCalls(regions)
	first := p.organizationsFirst()
	if len(calls)+len(first) == 0 {
		p.block("nothing-to-do", p.accountName()+" is already a delegated administrator of "+p.service.Name+p.inRegions(regions)+".", "", "")
		return
	}
	p.plan.Steps = slices.Concat(trustedAccess(p).steps(p.missingAccess(p.principal())), removals, first, calls)
	p.warnOfOtherRegions()
	p.grants()
}

// serviceCalls returns the calls that make the account the administrator in the
// Regions where it is not yet. If only AWS Organizations does not list it, one
// call is made again to complete the registration.
func (p registration) serviceCalls(regions []model.Region) []Step {
	var steps []Step
	for _, region := range regions {
		for _, feature := range p.features() {
			yes, known := p.administers(region, p.order.Account, feature)
			if !known {
				p.noteUnreadRegion(region)
			}
			if !yes {
				steps = append(steps, p.serviceCall(region, feature))
			}
		}
	}
	all := len(regions) * len(p.features())
	switch {
	case len(steps) == 0 && p.isUnregistered() && !p.service.Register.OrganizationsFirst:
		step := p.serviceCall(regions[0], p.features()[0])
		step.Completes = true
		p.warn("half-done", "%s already lists the account, but AWS Organizations does not. The plan makes the call again to complete the registration.", p.service.Name)
		p.unchecked("Whether %s completes a registration when it is called again: AWS does not document this.", step.Operation)
		return []Step{step}
	case len(steps) > 0 && len(steps) < all:
		p.warn("half-done", "%d of %d are already registered. This plan registers the rest.", all-len(steps), all)
	}
	return steps
}

// serviceCall returns the call that makes the account the administrator in a
// Region. A service may have another call for each administrator after the
// first.
func (p registration) serviceCall(region model.Region, feature string) Step {
	call := p.service.RegisterCall()
	if further := p.service.Register.Further; further != nil && p.hasDefaultAdministrator(region) {
		call = *further
	}
	return p.serviceAPIStep(catalog.ActionRegister, call, p.order.Account, region, feature)
}

// organizationsFirst returns the registration in AWS Organizations that some
// services document to come before their own calls. AWS Organizations never
// registers the management account.
func (p registration) organizationsFirst() []Step {
	if !p.service.Register.OrganizationsFirst || p.order.Account == p.r.Organization.Management || slices.Contains(p.registered(p.principal()), p.order.Account) {
		return nil
	}
	return []Step{p.registerStep(p.principal())}
}

// grants says what the account may do once it is registered, beyond what every
// registration grants.
func (p registration) grants() {
	if p.service.Grants != "" {
		p.plan.Grants = append(p.plan.Grants, p.service.Grants)
	}
}

// checkAccount blocks an account that cannot be registered.
func (p registration) checkAccount() {
	n := p.r.Node(p.order.Account.Node())
	switch {
	case p.order.Account == p.r.Organization.Management && p.refusesManagement():
		p.block("management-account", "The management account cannot be a delegated administrator of "+p.service.Name+".",
			"Choose a member account.", "")
	case n == nil && p.r.Status(model.PartAccounts, "").Progress == model.Complete:
		p.block("account-unknown", "Account "+string(p.order.Account)+" is not in this organization.", "Check the account ID.", "")
	case n == nil || n.State == model.StateNotGiven:
		p.unchecked("Whether account %s is active: deputy could not read its state.", p.order.Account)
	case n.State != model.StateActive:
		p.block("account-state", fmt.Sprintf("%s is %s. Only an active account can be registered.", p.accountName(), n.State.Words()),
			"Choose an active account.", "")
	}
	p.checkMemberLimit()
}

// checkMemberLimit warns if the organization has more accounts than an
// administrator of the service can manage.
func (p registration) checkMemberLimit() {
	limit := p.service.MemberLimit
	if limit == 0 {
		return
	}
	switch n, known := p.r.Size(); {
	case n > limit:
		p.warn("member-limit", "An administrator of %s can manage at most %s accounts. This organization has %s.",
			p.service.Name, phrase.Thousands(limit), phrase.Thousands(n))
	case !known:
		p.unchecked("Whether the organization has more than the %s accounts that an administrator of %s can manage: deputy did not count them.",
			phrase.Thousands(limit), p.service.Name)
	}
}
