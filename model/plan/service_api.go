package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// registerByServiceAPI plans a registration through the service's own API.
func (p *planner) registerByServiceAPI() {
	p.accountFit()
	regions, ok := p.chosen()
	if !ok {
		return
	}
	room := p.makeRoom(regions)
	steps := p.designations(regions)
	first := p.organizationsFirst()
	if len(steps)+len(first) == 0 {
		p.block("nothing-to-do", p.account()+" already is delegated administrator of "+p.service.Name+p.inRegions(regions)+".", "", "")
		return
	}
	p.plan.Steps = slices.Concat(p.trustedAccess(p.missingAccess(p.principal())), room, first, steps)
	p.grants()
}

// principal is the one that stands for the service in AWS Organizations.
func (p *planner) principal() model.Principal { return p.plan.Order.Principals[0] }

// designations gives the calls that make the account the administrator where
// it is not yet. Where only Organizations lacks it, one call completes it.
func (p *planner) designations(regions []model.Region) []Step {
	var steps []Step
	for _, region := range regions {
		for _, feature := range p.features() {
			stands, known := administers(p.r, p.service, region, p.order.Account, feature)
			if !known {
				p.unread(region)
			}
			if !stands {
				steps = append(steps, p.designation(region, feature))
			}
		}
	}
	all := len(regions) * len(p.features())
	switch {
	case len(steps) == 0 && p.lacking() && !p.service.Register.OrganizationsFirst:
		step := p.designation(regions[0], p.features()[0])
		step.Completes = true
		p.warn("half-done", "%s has the account already, and AWS Organizations does not: the call is made once more to complete it.", p.service.Name)
		p.unchecked("Not verified: that %s completes a registration when it is called again.", step.Operation)
		return []Step{step}
	case len(steps) > 0 && len(steps) < all:
		p.warn("half-done", "%d of %d are registered already; this plan registers what is missing.", all-len(steps), all)
	}
	return steps
}

// lacking tells whether AWS Organizations is known not to have the account,
// and should.
func (p *planner) lacking() bool {
	held, status := p.r.DelegatedAdministrators(p.principal())
	return status.Known() && p.order.Account != p.r.Organization.Management &&
		!slices.ContainsFunc(held, func(d model.Delegation) bool { return d.Account == p.order.Account })
}

// designation is the call that makes the account the administrator in a
// Region: for every administrator after the first it may be another one.
func (p *planner) designation(region model.Region, feature string) Step {
	call := p.service.RegisterCall()
	if further := p.service.Register.Further; further != nil && p.hasFirst(region) {
		call = *further
	}
	return p.serviceAPIStep(catalog.ActionRegister, call, p.order.Account, region, feature)
}

// hasFirst tells whether a service that tells its first administrator from the
// others has one already.
func (p *planner) hasFirst(region model.Region) bool {
	settings, _ := p.r.SettingsIn(p.service.ID, region)
	return slices.ContainsFunc(settings, func(s model.Setting) bool {
		return s.Feature == model.FeatureDefaultAdmin && s.Account != p.order.Account
	})
}

// organizationsFirst gives the registration in AWS Organizations where the
// documented order begins with it.
func (p *planner) organizationsFirst() []Step {
	if !p.service.Register.OrganizationsFirst {
		return nil
	}
	held := p.holders(p.principal())
	if slices.Contains(held, p.order.Account) {
		return nil
	}
	return []Step{p.step(catalog.ActionRegister, operations[catalog.ActionRegister], p.principal())}
}

// serviceAPIStep gives a step of the service's own API. It goes to the Region, or to
// the one whose endpoint takes the calls.
func (p *planner) serviceAPIStep(a catalog.Action, call catalog.Call, account model.AccountID, region model.Region, feature string) Step {
	s := Step{
		Action: a, Caller: p.r.Organization.Management, API: call.Service, Operation: call.Operation,
		Region:     cmp.Or(region, p.globalRegion()),
		Parameters: call.Values(catalog.Arguments{Account: string(account), Principal: p.principal(), Feature: feature}),
		Principal:  p.principal(), Account: account,
	}
	if call.Caller == catalog.PartyDelegate {
		s.Caller, s.Hand = account, p.r.Caller.Delegate == ""
	}
	return s
}

// globalRegion gives the Region whose endpoint takes the calls of a service without
// Regions; empty if any will do. It is documented for partition aws only.
func (p *planner) globalRegion() model.Region {
	if partition := p.r.Caller.Partition; partition != "" && partition != "aws" {
		return ""
	}
	return p.service.Regions.Home
}

// features gives the parts of the service that the order is about; one empty
// word for a service without parts. Without a choice a registration is for the
// main part, as at AWS, and a removal for every part.
func (p *planner) features() []string {
	switch all := p.service.Features; {
	case len(all) == 0:
		return []string{""}
	case len(p.order.Features) > 0:
		return p.order.Features
	case p.order.Direction == catalog.Remove:
		return p.allFeatures()
	default:
		return []string{all[0].Value}
	}
}

// allFeatures gives every part of the service.
func (p *planner) allFeatures() []string {
	if len(p.service.Features) == 0 {
		return []string{""}
	}
	values := make([]string, len(p.service.Features))
	for i, f := range p.service.Features {
		values[i] = f.Value
	}
	return values
}

// unread notes that a Region could not be read, and why.
func (p *planner) unread(region model.Region) {
	why := "it was not read"
	if p.service.List.Mechanism == catalog.MechanismServiceAPI {
		if _, status := p.r.SettingsIn(p.service.ID, region); status.Gap != nil {
			why = status.Gap.Cause
		}
	} else if _, status := p.r.DelegatedAdministrators(p.principal()); status.Gap != nil {
		why = status.Gap.Cause
	}
	text := fmt.Sprintf("Who administers %s%s now: %s.", p.service.Name, in(region), strings.TrimSuffix(why, "."))
	if !slices.Contains(p.plan.Unchecked, text) {
		p.plan.Unchecked = append(p.plan.Unchecked, text)
	}
}

// in names a Region in a sentence; empty where there is none.
func in(region model.Region) string {
	if region == "" {
		return ""
	}
	return " in " + string(region)
}

// inRegions names the Regions of a service that has them.
func (p *planner) inRegions(regions []model.Region) string {
	if !p.service.Regions.Regional || len(regions) == 0 {
		return ""
	}
	return " in " + strings.Join(phrase.Strings(regions), ", ")
}

// serviceAPIState notes the service's own settings and the Regions that a plan rests
// on.
func (p *planner) serviceAPIState() {
	for _, account := range []model.AccountID{p.r.Organization.Management, p.order.Account} {
		regions, status := p.r.Regions(account)
		p.fact("regions %s %s known %t", account, strings.Join(phrase.Strings(regions), ", "), status.Known())
	}
	for _, region := range p.places() {
		settings, status := p.r.SettingsIn(p.service.ID, region)
		if p.r.NotOffered(p.service.ID, region) != "" {
			p.fact("own %s not offered", region)
			continue
		}
		words := make([]string, len(settings))
		for i, s := range settings {
			words[i] = string(s.Account) + "/" + s.Feature + "/" + s.State.String()
		}
		p.fact("own %s %s known %t", region, strings.Join(words, ","), status.Known())
	}
}

// places are where the service may keep its administrators, as far as known:
// the Regions, or one empty one where a setting holds for all.
func (p *planner) places() []model.Region {
	if !p.service.Regions.Regional {
		return []model.Region{""}
	}
	regions, _ := p.r.Regions(p.r.Organization.Management)
	regions = slices.Concat(regions, p.r.UnsettledRegions(p.r.Organization.Management), p.r.SettingRegions(p.service.ID), p.plan.Order.Regions)
	slices.Sort(regions)
	return slices.Compact(regions)
}
