package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// draft is a plan for one service while it is made: what the reading knows, and
// what has been written into the plan so far.
type draft struct {
	situation
	plan    *Plan
	leaving []model.Principal // what this plan, and the others of the same change, take from the account
}

// block adds a reason why the plan must not be carried out. fix and run, the
// remedy and a command for it, may be empty.
func (p *draft) block(code, text, fix, run string) {
	p.plan.Blockers = append(p.plan.Blockers, Blocker{Code: code, Text: text, Fix: fix, Run: CommandLine(p.r.Caller, run)})
}

// warn adds something to know before confirming.
func (p *draft) warn(code, format string, args ...any) {
	p.plan.warn(code, fmt.Sprintf(format, args...))
}

// unchecked adds something that could not be checked.
func (p *draft) unchecked(format string, args ...any) {
	p.plan.Unchecked = append(p.plan.Unchecked, fmt.Sprintf(format, args...))
}

// uncheckedOnce adds something that could not be checked, unless the plan
// already says so.
func (p *draft) uncheckedOnce(text string) { p.plan.Unchecked = appendOnce(p.plan.Unchecked, text) }

// consequence adds something that a removal breaks.
func (p *draft) consequence(text string) { p.plan.Consequences = append(p.plan.Consequences, text) }

// setTitle writes the title of a registration or removal.
func (p *draft) setTitle() {
	form := "Register %s as delegated administrator of %s"
	switch {
	case p.order.Direction == catalog.Remove:
		form = "Remove %s as delegated administrator of %s"
	case p.order.Undo:
		form = "Register %s again as delegated administrator of %s"
	}
	p.plan.Title = fmt.Sprintf(form, p.accountName(), p.service.Name)
}

// checkCaller blocks a change in either direction that the caller or the
// organization does not allow.
func (p *draft) checkCaller() {
	switch role := p.r.Caller.Role; {
	case p.r.Caller.ChangedBy != "":
		p.unchecked("Whether %s, which makes the changes, belongs to the management account: deputy checks that before each step.", p.r.Caller.ChangedBy)
	case role == model.CallerManagement:
	case role == model.CallerUnknown:
		p.unchecked("Whether you are in the management account: deputy could not read the caller's identity.")
	default:
		p.block("caller", "Only the management account can change delegations, and you are in account "+string(p.r.Caller.Account)+".",
			"Use a profile of the management account: --profile, or for changes only --change-profile or --change-role.", "")
	}
	switch p.r.Organization.Features {
	case model.FeaturesAll:
	case model.FeaturesBilling:
		p.block("features", "The organization has consolidated billing only. Delegation needs all features.",
			"Enable all features of the organization first.", "aws organizations enable-all-features")
	default:
		p.unchecked("Whether the organization has all features.")
	}
}

// registered returns the accounts that AWS Organizations lists for a principal,
// and notes if the list could not be read.
func (p *draft) registered(principal model.Principal) []model.AccountID {
	delegated, status := p.r.DelegatedAdministrators(principal)
	if !status.Known() {
		p.unchecked("Which accounts are registered for %s now: %s.", principal, whyUnread(status))
	}
	accounts := make([]model.AccountID, len(delegated))
	for i, d := range delegated {
		accounts[i] = d.Account
	}
	return accounts
}

// noteUnreadRegion notes that the administrator in a Region is not known.
func (p *draft) noteUnreadRegion(region model.Region) {
	_, status := p.r.SettingsIn(p.service.ID, region)
	if p.service.List.Mechanism != catalog.MechanismServiceAPI {
		_, status = p.r.DelegatedAdministrators(p.principal())
	}
	p.uncheckedOnce(fmt.Sprintf("Who administers %s%s now: %s.", p.service.Name, in(region), whyUnread(status)))
}

// organizationsStep returns a call of AWS Organizations about an account and a
// principal. Enabling trusted access names no account.
func (p *draft) organizationsStep(a catalog.Action, account model.AccountID, principal model.Principal) Step {
	s := Step{Action: a, Caller: p.r.Organization.Management, API: organizationsAPI, Operation: operations[a], Principal: principal}
	if a != catalog.ActionEnableAccess {
		s.Account = account
		s.Parameters = append(s.Parameters, catalog.Parameter{Name: "AccountId", Value: string(account)})
	}
	s.Parameters = append(s.Parameters, catalog.Parameter{Name: "ServicePrincipal", Value: string(principal)})
	return s
}

// registerStep returns the call of AWS Organizations that registers the account
// of the order.
func (p *draft) registerStep(principal model.Principal) Step {
	return p.organizationsStep(catalog.ActionRegister, p.order.Account, principal)
}

// deregisterStep returns the call of AWS Organizations that takes a principal
// from an account.
func (p *draft) deregisterStep(account model.AccountID, principal model.Principal) Step {
	s := p.organizationsStep(catalog.ActionDeregister, account, principal)
	s.Irreversible = p.service.Breaks([]model.Principal{principal}).Destroys
	return s
}

// serviceAPIStep returns a call of the service API. It goes to the given
// Region, or to the one whose endpoint takes the calls of a service that is not
// regional.
func (p *draft) serviceAPIStep(a catalog.Action, call catalog.Call, account model.AccountID, region model.Region, feature string) Step {
	s := Step{
		Action: a, Caller: p.r.Organization.Management, API: call.Service, Operation: call.Operation,
		Region:     cmp.Or(region, p.globalRegion()),
		Parameters: call.Values(catalog.Arguments{Account: string(account), Principal: p.principal(), Feature: feature, Priority: p.priority(region)}),
		Principal:  p.principal(), Account: account,
	}
	if call.Caller == catalog.PartyDelegate {
		s.Caller, s.Manual = account, p.r.Caller.Delegate == ""
	}
	return s
}

// lastDelegation says what else an account loses if the leaving principals are
// its last delegations.
func (p *draft) lastDelegation(account model.AccountID, leaving []model.Principal) {
	delegations, status := p.r.Delegations(account)
	left := slices.DeleteFunc(slices.Clone(delegations), func(d model.Delegation) bool { return slices.Contains(leaving, d.Principal) })
	switch {
	case !status.Known():
		p.unchecked("Whether this is the last delegation of %s. With the last one an account also loses its read access to AWS Organizations.", p.r.AccountLabel(account))
	case len(left) == 0:
		p.consequence("This is the last delegation of " + p.r.AccountLabel(account) + ": the account also loses its read access to AWS Organizations.")
	}
}

// consequences says what a removal breaks and destroys in the Regions of its
// steps.
func (p *draft) consequences(c catalog.Consequences, steps []Step) {
	c = c.In(p.removalRegions(steps))
	if c.Text != "" {
		p.consequence(c.Text)
	}
	if c.Destroys {
		p.plan.Loss, p.plan.KeptDays = c.Lost, c.KeptDays
	}
	p.consequence(comesBack(c))
	if steps := p.service.Remove.Preparation; len(steps) > 0 {
		p.warn("preparation", "Before a removal, AWS's guide says: %s", strings.Join(steps, " "))
	}
}

// removalRegions returns the Regions of a removal's steps or, if its only step
// acts on all of them, those that are chosen.
func (p *draft) removalRegions(steps []Step) []model.Region {
	if !p.service.Regions.Regional {
		return nil
	}
	var regions []model.Region
	for _, s := range steps {
		regions = appendOnce(regions, s.Region)
	}
	if len(regions) == 0 {
		return p.plan.Order.Regions
	}
	return regions
}

// comesBack says whether registering again restores what a removal took.
func comesBack(c catalog.Consequences) string {
	answer := "AWS does not document whether registering the same account again restores it."
	switch c.ComesBack {
	case catalog.AnswerYes:
		answer = "Registering the same account again restores it."
	case catalog.AnswerNo:
		answer = "Registering the same account again does not restore it."
	default:
	}
	return strings.TrimSpace(answer + " " + c.ComesBackNote)
}
