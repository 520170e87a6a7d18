package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// removeByServiceAPI plans a removal through the service's own API, and after it in AWS
// Organizations where that is part of the road.
func (p *planner) removeByServiceAPI() {
	account := p.order.Account
	if p.order.Instead || p.centrallyConfigured(account) {
		p.removeInstead(account)
		return
	}
	stands, unread := p.standing(account, p.allFeatures())
	somewhere := len(stands)+len(unread) > 0 || !p.regionsKnown()
	if !somewhere && !p.listed(account) {
		p.block("not-registered", p.account()+" is not delegated administrator of "+p.service.Name+".", "", "")
		return
	}
	var regions []model.Region
	if somewhere {
		var ok bool
		if regions, ok = p.chosen(); !ok {
			return
		}
	}
	p.plan.Steps = p.removeAccount(account, regions)
	if len(p.plan.Steps) == 0 {
		if !p.plan.Blocked() {
			p.block("not-registered", p.account()+" is not delegated administrator of "+p.service.Name+p.inRegions(regions)+".", "", "")
		}
		return
	}
	p.breaks(p.service.Remove.Consequences)
	if last := p.plan.Steps[len(p.plan.Steps)-1]; last.API == organizationsAPI || p.service.Remove.Then == catalog.FollowUpNone {
		p.lastDelegation(account, p.leaving)
	}
}

// regionsKnown tells whether all places where a service can stand are known.
func (p *planner) regionsKnown() bool {
	_, status := p.r.Regions(p.r.Organization.Management)
	return status.Known() || !p.service.Regions.Regional
}

// listed tells whether AWS Organizations has the account for the service, or
// may have it.
func (p *planner) listed(account model.AccountID) bool {
	held, status := p.r.DelegatedAdministrators(p.principal())
	return !status.Known() || slices.ContainsFunc(held, func(d model.Delegation) bool { return d.Account == account })
}

// removeAccount gives the steps that take the service from the account in the given
// places, and says what stays.
func (p *planner) removeAccount(account model.AccountID, regions []model.Region) []Step {
	call := p.service.RemoveCall()
	var steps []Step
	for _, region := range regions {
		for _, feature := range p.removedFeatures() {
			stands, known := administers(p.r, p.service, region, account, feature)
			if !known {
				p.unread(region)
			}
			if !known && !call.NamesAccount() && call.Caller == catalog.PartyManagement {
				p.block("unread", fmt.Sprintf("%s does not say which account it removes, and who administers %s%s could not be read.",
					call.Operation, p.service.Name, in(region)), "Leave the Region out, or have it read first.", "")
			}
			if !stands && known {
				continue
			}
			step := p.serviceAPIStep(catalog.ActionDeregister, call, account, region, feature)
			step.Irreversible = p.service.Remove.Consequences.Destroys
			steps = append(steps, step)
		}
	}
	if len(steps) > 0 && steps[0].Hand {
		p.warn("by-hand", "%s has to make the first call itself, and deputy has no credentials of it: give --delegate-role or --delegate-profile, or make the call by hand; deputy stops there, and checks.",
			p.r.AccountLabel(account))
	}
	p.removalOrder(account)
	return append(steps, p.deregister(account, regions)...)
}

// removedFeatures are the parts that a removal is about. An account that makes
// room for another gives up all of them.
func (p *planner) removedFeatures() []string {
	if p.order.Direction == catalog.Remove {
		return p.features()
	}
	return p.allFeatures()
}

// removalOrder bars the removal of the first administrator before the others.
func (p *planner) removalOrder(account model.AccountID) {
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
		p.block("first-in-last-out", fmt.Sprintf("%s is the default administrator of %s, which can only leave after all others: %s.",
			p.r.AccountLabel(account), p.service.Name, p.names(others)),
			"Remove the others first.", fmt.Sprintf("deputy remove %s %s", p.service.ID, others[0]))
	}
}

// deregister gives the deregistration in AWS Organizations if it is
// part of the road and safe. For a service that keeps an administrator for each
// Region it acts on all of them, so it is safe only if none is left anywhere,
// and a Region that was not read counts as one where somebody is.
// https://docs.aws.amazon.com/securityhub/latest/userguide/remove-admin-overview.html
func (p *planner) deregister(account model.AccountID, regions []model.Region) []Step {
	if p.service.Remove.Then == catalog.FollowUpNone || account == p.r.Organization.Management || !p.listed(account) {
		return nil
	}
	if stays := p.staysIn(account, regions); stays != "" {
		p.plan.Consequences = append(p.plan.Consequences, fmt.Sprintf(
			"The registration in AWS Organizations stays, for deregistering there would act on all Regions: %s.", stays))
		return nil
	}
	step := p.step(catalog.ActionDeregister, operations[catalog.ActionDeregister], p.principal())
	step.Account = account
	step.Parameters[0].Value = string(account)
	step.Irreversible = p.service.Remove.Consequences.Destroys
	p.dependsOnAbsence()
	if p.service.Remove.Then == catalog.FollowUpOrganizationsIfRegistered {
		p.warn("if-left", "Whether AWS Organizations still lists the account after the own call is not documented; the last step counts as done if it does not.")
	}
	return []Step{step}
}

// staysIn says where the account administers the service, or may, after the
// removal; empty if nowhere.
func (p *planner) staysIn(account model.AccountID, regions []model.Region) string {
	if !p.service.Regions.Regional {
		return ""
	}
	var parts, stands, unread []string
	for _, region := range p.places() {
		chosen := slices.Contains(regions, region)
		for _, feature := range p.allFeatures() {
			if chosen && slices.Contains(p.removedFeatures(), feature) {
				continue
			}
			switch yes, _ := administers(p.r, p.service, region, account, feature); {
			case yes:
				stands = append(stands, string(region))
			case !p.freshIn(region):
				unread = append(unread, string(region))
			}
		}
	}
	if len(stands) > 0 {
		parts = append(parts, p.r.AccountLabel(account)+" keeps "+strings.Join(slices.Compact(stands), ", "))
	}
	if len(unread) > 0 {
		parts = append(parts, "not read, and so taken for kept: "+strings.Join(slices.Compact(unread), ", "))
	}
	if _, status := p.r.Regions(p.r.Organization.Management); status.Progress != model.Complete {
		parts = append(parts, "which Regions are enabled was not read")
	}
	return strings.Join(parts, "; ")
}

// dependsOnAbsence says which Regions the step in AWS Organizations takes for
// empty because AWS does not have the service there, and how that is known.
func (p *planner) dependsOnAbsence() {
	var seats []model.RegionAdministrators
	for _, region := range p.places() {
		seats = append(seats, model.RegionAdministrators{Region: region, NotOffered: p.r.NotOffered(p.service.ID, region)})
	}
	for _, group := range model.GatherAbsences(seats) {
		p.warn("not-offered", "The step in AWS Organizations acts on all Regions. It rests on that AWS does not offer %s in %s: %s.",
			p.service.Name, strings.Join(phrase.Strings(group.Regions), ", "), group.Why)
	}
}

// freshIn tells whether a place was read in this run, not taken from a saved
// reading.
func (p *planner) freshIn(region model.Region) bool {
	_, status := p.r.SettingsIn(p.service.ID, region)
	return status.Progress == model.Complete
}
