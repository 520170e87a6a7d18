package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// room tells whether a principal has room for another administrator. Where it
// has none it gives the account that the order lets go first. A documented
// number bars the plan otherwise; one that is only common knowledge warns.
func (p *planner) room(principal model.Principal, held []model.AccountID) model.AccountID {
	q := p.quotaOf(principal)
	if q.Number == 0 || len(held) < q.Number {
		return ""
	}
	for _, a := range held {
		p.plan.Rivals = with(p.plan.Rivals, a)
	}
	switch o := p.order; {
	case o.Replace && o.Rival == "" && len(held) == 1:
		return held[0]
	case o.Replace && slices.Contains(held, o.Rival):
		return o.Rival
	}
	p.full(principal, held, q)
	return ""
}

// full says that there is no room.
func (p *planner) full(principal model.Principal, held []model.AccountID, q catalog.Quota) {
	text := fmt.Sprintf("%s allows %s for %s, and has %d: %s.",
		p.service.Name, phrase.Count(q.Number, "administrator"), principal, len(held), p.names(held))
	if !q.Documented {
		p.warn("quota", "%s AWS does not document this number, so it may work.", text)
		return
	}
	wayOut := "Remove it first, or let this plan remove it before (--replace on the command line)."
	if len(held) > 1 {
		wayOut = "Remove one of them first, or let this plan do it (--replace-account on the command line)."
	}
	p.block("quota", text, wayOut, fmt.Sprintf("deputy remove %s %s", p.word(), held[0]))
}

// deregisterOther is the call that takes a principal from an account.
func (p *planner) deregisterOther(account model.AccountID, principal model.Principal) Step {
	step := p.step(catalog.ActionDeregister, operations[catalog.ActionDeregister], principal)
	step.Account, step.Parameters[0].Value = account, string(account)
	step.Irreversible = p.service.Remove.Consequences.Destroys
	if p.order.Direction == catalog.Register {
		p.plan.Replaced = with(p.plan.Replaced, account)
	}
	return step
}

// replaceAdministrators says what those lose who make room in AWS Organizations.
func (p *planner) replaceAdministrators() {
	labels := make([]string, len(p.plan.Replaced))
	for i, a := range p.plan.Replaced {
		labels[i] = p.r.AccountLabel(a)
		p.lastDelegation(a, p.plan.Order.Principals)
	}
	p.plan.Title += ", instead of " + phrase.Join(labels, " and ")
	p.breaks(p.service.Remove.Consequences)
}

// makeRoom finds who stands in the way of a registration through the service's
// own API. It gives the steps that remove that account if the order says so,
// and bars the plan otherwise.
func (p *planner) makeRoom(regions []model.Region) []Step {
	if p.service.Quota.Number != 1 {
		if rival := p.room(p.principal(), p.administrators()); rival != "" {
			return p.removeOther(rival, regions)
		}
		return nil
	}
	rivals := p.otherAdministrators(regions)
	if len(rivals) == 1 {
		p.plan.Rivals = rivals
	}
	switch {
	case len(rivals) == 0:
		return nil
	case !p.order.Replace && !p.service.Quota.Documented:
		p.full(p.principal(), rivals, p.service.Quota)
		return nil
	case !p.order.Replace || len(rivals) > 1:
		p.block("quota", fmt.Sprintf("%s allows 1 administrator%s, and has %s.", p.service.Name, p.everywhere(), p.names(rivals)),
			"Remove it first, or let this plan remove it before (--replace on the command line).",
			fmt.Sprintf("deputy remove %s %s", p.word(), rivals[0]))
		return nil
	}
	return p.removeOther(rivals[0], regions)
}

// everywhere says that the administrator is one for all Regions.
func (p *planner) everywhere() string {
	if p.service.Regions.OneAccount {
		return ", the same account in all Regions"
	}
	return ""
}

// administrators gives every account that administers the service, as the
// service and AWS Organizations have it.
func (p *planner) administrators() []model.AccountID {
	accounts := p.holders(p.principal())
	settings, _ := p.r.Settings(p.service.ID)
	for _, s := range settings {
		if s.IsAdministrator() && s.Account != p.order.Account {
			accounts = append(accounts, s.Account)
		}
	}
	accounts = slices.DeleteFunc(accounts, func(a model.AccountID) bool { return a == p.order.Account })
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// otherAdministrators gives the other accounts that administer a service with room for one.
func (p *planner) otherAdministrators(regions []model.Region) []model.AccountID {
	management := p.r.Organization.Management
	return slices.DeleteFunc(p.administrators(), func(a model.AccountID) bool {
		if !p.service.Regions.ManagementBeside || a != management && p.order.Account != management {
			return false
		}
		// Side by side with the management account only a Region is contended.
		return !slices.ContainsFunc(regions, func(region model.Region) bool {
			stands, _ := administers(p.r, p.service, region, a, "")
			return stands
		})
	})
}

// removeOther gives the steps that remove the account which is in the way. They act
// in the chosen Regions only, so these must be all where it stands.
func (p *planner) removeOther(rival model.AccountID, regions []model.Region) []Step {
	p.plan.Replaced = []model.AccountID{rival}
	p.plan.Title += ", instead of " + p.r.AccountLabel(rival)
	steps := p.removeAccount(rival, regions)
	stands, unread := p.standing(rival, p.allFeatures())
	outside := slices.DeleteFunc(slices.Concat(stands, unread), func(r model.Region) bool { return slices.Contains(regions, r) })
	if len(outside) > 0 && p.service.Regions.OneAccount {
		p.block("replace-regions", fmt.Sprintf("%s stands, or may stand, in Regions that are not chosen: %s.",
			p.r.AccountLabel(rival), strings.Join(phrase.Strings(outside), ", ")),
			"Choose these Regions as well: the same account has to hold the role in all Regions.", "")
	}
	if n := len(steps); p.listed(rival) && rival != p.r.Organization.Management && p.service.Remove.Then != catalog.FollowUpNone &&
		(n == 0 || steps[n-1].API != organizationsAPI) && len(outside) == 0 {
		p.block("replace-organizations", fmt.Sprintf("%s stays registered in AWS Organizations, for not every Region could be read.",
			p.r.AccountLabel(rival)), "Have the Regions read first.", "")
	}
	p.breaks(p.service.Remove.Consequences)
	if n := len(steps); n > 0 && steps[n-1].API == organizationsAPI {
		p.lastDelegation(rival, p.plan.Order.Principals)
	}
	return steps
}

// centrallyConfigured tells whether the service is known to refuse its own removal, for
// the account configures it centrally.
func (p *planner) centrallyConfigured(account model.AccountID) bool {
	if p.service.Remove.Instead == nil {
		return false
	}
	settings, _ := p.r.Settings(p.service.ID)
	return slices.ContainsFunc(settings, func(s model.Setting) bool {
		return s.Account == account && s.Feature == model.FeatureCentralConfiguration
	})
}

// removeInstead plans the other road: AWS Organizations alone, which acts on
// all Regions, so that all where the account stands must be chosen.
func (p *planner) removeInstead(account model.AccountID) {
	other := p.service.Remove.Instead
	switch {
	case other == nil:
		p.block("no-other-road", p.service.Name+" has no other road to remove an administrator.", "Leave --instead out.", "")
		return
	case account == p.r.Organization.Management:
		p.block("other-road", "The management account is not registered in AWS Organizations, so the other road does not reach it.",
			"Switch central configuration off first.", "")
		return
	case !p.listed(account):
		p.block("not-registered", p.account()+" is not delegated administrator of "+p.service.Name+" in AWS Organizations.", "", "")
		return
	}
	regions, ok := p.chosen()
	if !ok {
		return
	}
	if stays := p.staysIn(account, regions); stays != "" {
		p.block("all-regions", "This removal acts on all Regions at once, and not all are chosen: "+stays+".", "Choose all of them.", "")
	}
	step := p.step(catalog.ActionDeregister, operations[catalog.ActionDeregister], p.principal())
	step.Irreversible = other.Consequences.Destroys
	p.plan.Steps = []Step{step}
	p.dependsOnAbsence()
	p.warn("instead", "%s", other.When)
	p.breaks(other.Consequences)
}
