package plan

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// chosenRegions returns the Regions in which the order acts; one empty Region
// for a service that is not regional. ok is false if none is chosen, which
// blocks the plan.
func (p *draft) chosenRegions() (regions []model.Region, ok bool) {
	o := &p.plan.Order
	if !p.service.Regions.Regional {
		o.Regions = nil
		return []model.Region{""}, true
	}
	if o.Regions = sortedRegions(o.Regions); len(o.Regions) == 0 {
		p.askForRegions()
		return nil, false
	}
	for _, region := range o.Regions {
		p.checkRegion(region)
	}
	return o.Regions, true
}

// askForRegions blocks the plan until Regions are chosen, and says where the
// account administers the service.
func (p *draft) askForRegions() {
	text := p.service.Name + " is delegated Region by Region, but no Region is chosen."
	if in, unread := p.administeredIn(p.order.Account, p.allFeatures()); len(in) > 0 {
		text += fmt.Sprintf(" %s administers it in %s.", p.accountName(), phrase.Commas(in))
	} else if !p.regionsKnown() {
		text += " deputy could not read which Regions are enabled."
	} else if len(unread) > 0 {
		text += fmt.Sprintf(" deputy could not read it in %s.", phrase.Commas(unread))
	}
	fix, flags := "Choose the Regions (on the command line --region, once for each).", ""
	if open := p.openRegions(); len(open) > 0 {
		fix, flags = "Choose from these Regions (on the command line --region, once for each):", regionFlags(open)
	}
	p.block("regions", text, fix, flags)
}

// openRegions returns the Regions that the order can choose; none if it is not
// known which are enabled.
func (p *draft) openRegions() []model.Region {
	var open []model.Region
	if !p.regionsKnown() {
		return nil
	}
	for _, c := range p.choices() {
		if c.Unavailable == "" {
			open = append(open, c.Region)
		}
	}
	return open
}

// regionFlags returns Regions as the command line takes them.
func regionFlags(regions []model.Region) string {
	words := make([]string, 0, 2*len(regions))
	for _, r := range regions {
		words = append(words, "--region", string(r))
	}
	return phrase.ShellCommand(words...)
}

// warnOfOtherRegions says in which of the other enabled Regions the service stays
// without an administrator, and in which that is not known.
func (p *draft) warnOfOtherRegions() {
	if !p.service.Regions.Regional || len(p.plan.Order.Regions) == 0 {
		return
	}
	enabled, status := p.r.Regions(p.r.Organization.Management)
	if !status.Known() {
		p.unchecked("Which enabled Regions remain without an administrator of %s: %s.", p.service.Name, whyUnread(status))
		return
	}
	var without, unread []model.Region
	for _, region := range enabled {
		if slices.Contains(p.plan.Order.Regions, region) || p.r.NotOffered(p.service.ID, region) != "" {
			continue
		}
		for _, feature := range p.features() {
			switch has, known := p.hasAdministrator(region, feature); {
			case !known:
				unread = appendOnce(unread, region)
			case !has:
				without = appendOnce(without, region)
			}
		}
	}
	if len(without) > 0 {
		p.warn("other-regions", "%s remains without an administrator in other enabled Regions: %s.", p.service.Name, phrase.Commas(without))
	}
	if len(unread) > 0 {
		p.unchecked("Whether %s has an administrator in other enabled Regions: deputy has not read %s.", p.service.Name, phrase.Commas(unread))
	}
}

// checkRegion blocks a Region that cannot be used. A removal only needs it
// enabled in the management account.
func (p *draft) checkRegion(region model.Region) {
	management := p.r.Organization.Management
	enabled, status := p.r.Regions(management)
	switch {
	case !status.Known():
		p.uncheckedOnce("Which Regions are enabled in the management account: " + whyUnread(status) + ".")
	case !slices.Contains(enabled, region):
		p.block("region", fmt.Sprintf("Region %s is not enabled in the management account.", region),
			"Enable it first, or leave it out.", phrase.ShellCommand("aws", "account", "enable-region", "--region-name", string(region)))
		return
	}
	if why := p.r.NotOffered(p.service.ID, region); why != "" && p.order.Direction == catalog.Register {
		p.block("region", fmt.Sprintf("AWS does not offer %s in %s: %s.", p.service.Name, region, why), "Leave the Region out.", "")
		return
	}
	if p.order.Direction == catalog.Remove || p.order.Account == management {
		return
	}
	enabled, status = p.r.Regions(p.order.Account)
	switch {
	case !status.Known():
		p.uncheckedOnce("Which Regions are enabled in " + p.accountName() + ": " + whyUnread(status) + ".")
	case !slices.Contains(enabled, region):
		p.block("region", fmt.Sprintf("Region %s is not enabled in %s.", region, p.accountName()),
			"Enable it there first, or leave it out.",
			phrase.ShellCommand("aws", "account", "enable-region", "--region-name", string(region), "--account-id", string(p.order.Account)))
	}
	if only := p.service.Regions.Only; len(only) > 0 && !slices.Contains(only, region) && p.r.Caller.Partition == "aws" {
		p.warn("region", "AWS did not offer %s in %s when deputy's catalogue was made, so the call may fail.", p.service.Name, region)
	}
}
