package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// removal plans that an account is no longer a service's administrator. The
// account's state, trusted access and quotas never block that.
type removal struct{ *draft }

// byOrganizations plans a removal in AWS Organizations, one call for each
// principal. A call is also made where it is not known who is registered.
func (p removal) byOrganizations() {
	known := true
	for _, principal := range p.plan.Order.Principals {
		registered := p.registered(principal)
		_, status := p.r.DelegatedAdministrators(principal)
		known = known && status.Known()
		if slices.Contains(registered, p.order.Account) || !status.Known() {
			p.plan.Steps = append(p.plan.Steps, p.deregisterStep(p.order.Account, principal))
		}
	}
	if len(p.plan.Steps) == 0 && known {
		p.notRegistered("")
		return
	}
	p.consequences(p.service.Breaks(p.plan.Order.Principals), p.plan.Steps)
	p.lastDelegation(p.order.Account, p.leaving)
}

// notRegistered says that there is nothing to remove.
func (p removal) notRegistered(where string) {
	p.block("not-registered", p.accountName()+" is not a delegated administrator of "+p.service.Name+where+".", "", "")
}

// byServiceAPI plans a removal through the service API, followed by the
// one in AWS Organizations for services that need both.
func (p removal) byServiceAPI() {
	account := p.order.Account
	if p.order.Instead || p.refusesRemoval(account) {
		p.byOrganizationsInstead(account)
		return
	}
	in, unread := p.administeredIn(account, p.allFeatures())
	somewhere := len(in)+len(unread) > 0 || !p.regionsKnown()
	if !somewhere && !p.mayBeRegistered(account) {
		p.notRegistered("")
		return
	}
	var regions []model.Region
	if somewhere {
		var ok bool
		if regions, ok = p.chosenRegions(); !ok {
			return
		}
	}
	p.plan.Steps = p.steps(account, regions)
	if len(p.plan.Steps) == 0 {
		if !p.plan.Blocked() {
			p.notRegistered(p.inRegions(regions))
		}
		return
	}
	p.consequences(p.service.Remove.Consequences, p.plan.Steps)
	if endsInOrganizations(p.plan.Steps) || p.service.Remove.FollowUp == catalog.FollowUpNone {
		p.lastDelegation(account, p.leaving)
	}
}

// endsInOrganizations reports whether the last step is a call of AWS
// Organizations.
func endsInOrganizations(steps []Step) bool {
	return len(steps) > 0 && steps[len(steps)-1].API == organizationsAPI
}

// steps returns the calls that remove the account in the given Regions, and
// warns of what stays.
func (p removal) steps(account model.AccountID, regions []model.Region) []Step {
	call := p.service.RemoveCall()
	var steps []Step
	for _, region := range regions {
		for _, feature := range p.removedFeatures() {
			yes, known := p.administers(region, account, feature)
			if !known {
				p.noteUnreadRegion(region)
			}
			if !known && !call.NamesAccount() && call.Caller == catalog.PartyManagement {
				p.block("unread", fmt.Sprintf("%s does not name the account that it removes, and deputy could not read who administers %s%s.",
					call.Operation, p.service.Name, in(region)), "Read the Region again, or leave it out.", "")
			}
			if !yes && known {
				continue
			}
			step := p.serviceAPIStep(catalog.ActionDeregister, call, account, region, feature)
			step.Irreversible = p.service.Remove.Consequences.Destroys
			steps = append(steps, step)
		}
	}
	if len(steps) > 0 && steps[0].Manual {
		p.warn("by-hand", "%s must make the first call itself, and deputy has no credentials for it. Give --delegate-role or --delegate-profile, or make the call yourself: deputy stops at that step, then checks it.",
			p.r.AccountLabel(account))
	}
	p.checkOrder(account)
	return append(steps, p.organizationsLast(account, regions)...)
}

// checkOrder blocks the removal of a default administrator while the service
// has other administrators.
func (p removal) checkOrder(account model.AccountID) {
	if !p.service.Remove.FirstInLastOut {
		return
	}
	first := false
	var others []model.AccountID
	settings, _ := p.r.SettingsIn(p.service.ID, "")
	for _, s := range settings {
		first = first || s.Account == account && s.Feature == model.FeatureDefaultAdmin
		if s.Account != account {
			others = append(others, s.Account)
		}
	}
	if first && len(others) > 0 {
		p.block("first-in-last-out", fmt.Sprintf("%s is the default administrator of %s, which can be removed only after all others: %s.",
			p.r.AccountLabel(account), p.service.Name, p.names(others)),
			"Remove the others first.", phrase.ShellCommand("deputy", "remove", string(p.service.ID), string(others[0])))
	}
}

// organizationsLast returns the deregistration in AWS Organizations for services
// that need it, if it is safe. It acts on all Regions at once, so for a regional
// service it is safe only if the account administers none of them any more. A
// Region that was not read counts as one that it administers.
// https://docs.aws.amazon.com/securityhub/latest/userguide/remove-admin-overview.html
func (p removal) organizationsLast(account model.AccountID, regions []model.Region) []Step {
	if p.service.Remove.FollowUp == catalog.FollowUpNone || account == p.r.Organization.Management || !p.mayBeRegistered(account) {
		return nil
	}
	if remaining := p.remaining(account, regions); remaining != "" {
		p.warn("organizations-stays", "The registration in AWS Organizations remains, because deregistering there acts on all Regions: %s.", remaining)
		return nil
	}
	p.warnOfAllRegions()
	if p.service.Remove.FollowUp == catalog.FollowUpOrganizationsIfRegistered {
		p.warn("if-left", "AWS does not document whether AWS Organizations still lists the account after the service's own call. If it does not, the last step counts as done.")
	}
	return []Step{p.deregisterStep(account, p.principal())}
}

// remaining says where the account still administers the service after the
// removal, or may; empty if nowhere.
func (p removal) remaining(account model.AccountID, regions []model.Region) string {
	if !p.service.Regions.Regional {
		return ""
	}
	var parts []string
	var kept, unread []model.Region
	for _, region := range p.regions() {
		chosen := slices.Contains(regions, region)
		for _, feature := range p.allFeatures() {
			if chosen && slices.Contains(p.removedFeatures(), feature) {
				continue
			}
			switch yes, _ := p.administers(region, account, feature); {
			case yes:
				kept = appendOnce(kept, region)
			case !p.wasReadNow(region):
				unread = appendOnce(unread, region)
			}
		}
	}
	if len(kept) > 0 {
		parts = append(parts, p.r.AccountLabel(account)+" keeps "+phrase.Commas(kept))
	}
	if len(unread) > 0 {
		parts = append(parts, "not read, and so counted as kept: "+phrase.Commas(unread))
	}
	if _, status := p.r.Regions(p.r.Organization.Management); status.Progress != model.Complete {
		parts = append(parts, "deputy has not read which Regions are enabled")
	}
	return strings.Join(parts, "; ")
}

// warnOfAllRegions says that the step in AWS Organizations acts on all Regions,
// which Regions it counts as empty because AWS does not offer the service there,
// and how that is known.
func (p removal) warnOfAllRegions() {
	if p.service.Regions.Regional {
		p.warn("all-regions", "The step in AWS Organizations acts on all Regions. No other enabled Region has this administrator.")
	}
	var all []model.RegionAdministrators
	for _, region := range p.regions() {
		all = append(all, model.RegionAdministrators{Region: region, NotOffered: p.r.NotOffered(p.service.ID, region)})
	}
	for _, group := range model.Absences(all) {
		p.warn("not-offered", "This assumes that AWS does not offer %s in %s: %s.",
			p.service.Name, phrase.Commas(group.Regions), group.Why)
	}
}

// byOrganizationsInstead plans a removal for the case in which the service
// refuses its own call: AWS Organizations alone. That acts on all Regions, so
// all that the account administers must be chosen.
func (p removal) byOrganizationsInstead(account model.AccountID) {
	other := p.service.Remove.Instead
	switch {
	case other == nil:
		p.block("no-alternative", p.service.Name+" has no other way to remove an administrator.", "Leave --instead out.", "")
		return
	case account == p.r.Organization.Management:
		p.block("alternative", "The management account is not registered in AWS Organizations, so it cannot be removed there.",
			"Switch central configuration off first.", "")
		return
	case !p.mayBeRegistered(account):
		p.notRegistered(" in AWS Organizations")
		return
	}
	regions, ok := p.chosenRegions()
	if !ok {
		return
	}
	if remaining := p.remaining(account, regions); remaining != "" {
		p.block("all-regions", "This removal acts on all Regions at once, but not all are chosen: "+remaining+".", "Choose all of them.", "")
	}
	step := p.deregisterStep(account, p.principal())
	step.Irreversible = other.Consequences.Destroys
	p.plan.Steps = []Step{step}
	p.warnOfAllRegions()
	p.warn("instead", "%s", other.When)
	p.consequences(other.Consequences, p.plan.Steps)
}
