package plan

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// replacement plans that a registration removes another administrator first,
// for a service that has room for no more.
type replacement struct{ *draft }

// choose returns the account to remove before another one can be registered for
// a principal; empty if there is room, or if the order names no account. Without
// room a documented quota blocks the plan, and an undocumented one warns.
func (p replacement) choose(principal model.Principal, registered []model.AccountID) model.AccountID {
	quota := p.quotaOf(principal)
	if quota.Number == 0 || len(registered) < quota.Number {
		return ""
	}
	for _, a := range registered {
		p.plan.Replaceable = appendOnce(p.plan.Replaceable, a)
	}
	switch o := p.order; {
	case o.Replace && o.ReplacedAccount == "" && len(registered) == 1:
		return registered[0]
	case o.Replace && slices.Contains(registered, o.ReplacedAccount):
		return o.ReplacedAccount
	}
	p.quotaReached(principal, registered, quota)
	return ""
}

// quotaReached says that there is no room for another administrator.
func (p replacement) quotaReached(principal model.Principal, registered []model.AccountID, quota catalog.Quota) {
	text := fmt.Sprintf("%s allows %s for %s and has %d: %s.",
		p.service.Name, phrase.Count(quota.Number, "administrator"), principal, len(registered), p.names(registered))
	if !quota.Documented {
		p.warn("quota", "%s AWS does not document this quota, so the registration may succeed.", text)
		return
	}
	fix := "Remove it first, or let this plan remove it (--replace on the command line)."
	if len(registered) > 1 {
		fix = "Remove one of them first, or let this plan do it (--replace-account on the command line)."
	}
	p.block("quota", text, fix, phrase.ShellCommand("deputy", "remove", p.word(), string(registered[0])))
}

// byOrganizations says what the replaced accounts lose.
func (p replacement) byOrganizations() {
	labels := make([]string, len(p.plan.Replaced))
	for i, a := range p.plan.Replaced {
		labels[i] = p.r.AccountLabel(a)
		p.lastDelegation(a, p.plan.Order.Principals)
	}
	p.plan.Title += ", instead of " + phrase.Join(labels, " and ")
	p.consequences(p.service.Breaks(p.plan.Order.Principals), nil)
}

// byServiceAPI returns the steps that remove an account which leaves no room
// for the registration, if the order allows it, and blocks the plan otherwise.
func (p replacement) byServiceAPI(regions []model.Region) []Step {
	if p.service.Quota.Number != 1 {
		if replaced := p.choose(p.principal(), p.otherAdministrators()); replaced != "" {
			return p.steps(replaced, regions)
		}
		return nil
	}
	others := p.conflicting(regions)
	if len(others) == 1 {
		p.plan.Replaceable = others
	}
	switch {
	case len(others) == 0:
		return nil
	case !p.order.Replace && !p.service.Quota.Documented:
		p.quotaReached(p.principal(), others, p.service.Quota)
		return nil
	case !p.order.Replace || len(others) > 1:
		everywhere := ""
		if p.service.Regions.OneAccount {
			everywhere = ", the same account in all Regions"
		}
		p.block("quota", fmt.Sprintf("%s allows 1 administrator%s and has %s.", p.service.Name, everywhere, p.names(others)),
			"Remove it first, or let this plan remove it (--replace on the command line).",
			phrase.ShellCommand("deputy", "remove", p.word(), string(others[0])))
		return nil
	}
	return p.steps(others[0], regions)
}

// otherAdministrators returns every other account that administers the service,
// according to the service or to AWS Organizations.
func (p replacement) otherAdministrators() []model.AccountID {
	accounts := p.registered(p.principal())
	settings, _ := p.r.Settings(p.service.ID)
	for _, s := range settings {
		if s.IsAdministrator() {
			accounts = append(accounts, s.Account)
		}
	}
	accounts = slices.DeleteFunc(accounts, func(a model.AccountID) bool { return a == p.order.Account })
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// conflicting returns the other administrators that leave no room in a service
// with one administrator. The management account and a member account may share
// some services, each in its own Regions.
func (p replacement) conflicting(regions []model.Region) []model.AccountID {
	management := p.r.Organization.Management
	return slices.DeleteFunc(p.otherAdministrators(), func(a model.AccountID) bool {
		if !p.service.Regions.ManagementBeside || a != management && p.order.Account != management {
			return false
		}
		return !slices.ContainsFunc(regions, func(region model.Region) bool {
			return slices.ContainsFunc(p.features(), func(feature string) bool {
				yes, _ := p.administers(region, a, feature)
				return yes
			})
		})
	})
}

// steps returns the calls that remove another account. They act in the chosen
// Regions only, so these must be all that it administers.
func (p replacement) steps(other model.AccountID, regions []model.Region) []Step {
	p.plan.Replaced = []model.AccountID{other}
	p.plan.Title += ", instead of " + p.r.AccountLabel(other)
	steps := removal(p).steps(other, regions)
	in, unread := p.administeredIn(other, p.allFeatures())
	outside := slices.DeleteFunc(slices.Concat(in, unread), func(r model.Region) bool { return slices.Contains(regions, r) })
	if len(outside) > 0 && p.service.Regions.OneAccount {
		p.block("replace-regions", fmt.Sprintf("%s is, or may be, the administrator in Regions that are not chosen: %s.",
			p.r.AccountLabel(other), phrase.Commas(outside)),
			"Choose these Regions as well: all Regions must have the same administrator.", "")
	}
	if p.mayBeRegistered(other) && other != p.r.Organization.Management && p.service.Remove.FollowUp != catalog.FollowUpNone &&
		!endsInOrganizations(steps) && len(outside) == 0 {
		p.block("replace-organizations", fmt.Sprintf("%s remains registered in AWS Organizations, because deputy could not read every Region.",
			p.r.AccountLabel(other)), "Read the Regions first.", "")
	}
	p.consequences(p.service.Remove.Consequences, steps)
	if endsInOrganizations(steps) {
		p.lastDelegation(other, p.plan.Order.Principals)
	}
	return steps
}
