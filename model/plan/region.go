package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// chosen gives where the order may act: its Regions, or one empty one for a
// service without Regions. It is false if that bars the plan.
func (p *planner) chosen() ([]model.Region, bool) {
	o := &p.plan.Order
	if !p.service.Regions.Regional {
		o.Regions = nil
		return []model.Region{""}, true
	}
	regions := slices.Clone(o.Regions)
	slices.Sort(regions)
	o.Regions = slices.Compact(regions)
	if len(o.Regions) == 0 {
		p.chooseRegions()
		return nil, false
	}
	for _, region := range o.Regions {
		p.regionFit(region)
	}
	return o.Regions, true
}

// chooseRegions asks for Regions, and says what stands where.
func (p *planner) chooseRegions() {
	text := p.service.Name + " is delegated Region by Region, and no Region is chosen."
	if stands, unread := p.standing(p.order.Account, p.allFeatures()); len(stands) > 0 {
		text += fmt.Sprintf(" %s administers it in %s.", p.account(), strings.Join(phrase.Strings(stands), ", "))
	} else if !p.regionsKnown() {
		text += " Which Regions are enabled could not be read."
	} else if len(unread) > 0 {
		text += fmt.Sprintf(" It could not be read in %s.", strings.Join(phrase.Strings(unread), ", "))
	}
	p.block("regions", text, "Choose the Regions: --region on the command line, once for each.", "")
}

// standing gives the places where the account administers the service, and
// those where that is not known.
func (p *planner) standing(account model.AccountID, features []string) (stands, unread []model.Region) {
	for _, region := range p.places() {
		here, read := false, true
		for _, feature := range features {
			yes, known := administers(p.r, p.service, region, account, feature)
			here, read = here || yes, read && known
		}
		switch {
		case here:
			stands = append(stands, region)
		case !read:
			unread = append(unread, region)
		}
	}
	return stands, unread
}

// regionFit finds what bars a Region. A removal only needs it enabled for the
// caller.
func (p *planner) regionFit(region model.Region) {
	management := p.r.Organization.Management
	usable, status := p.r.Regions(management)
	switch {
	case !status.Known():
		p.noteOnce("Which Regions are enabled in the management account: " + whyUnread(status) + ".")
	case !slices.Contains(usable, region):
		p.block("region", fmt.Sprintf("Region %s is not enabled in the management account.", region),
			"Leave it out, or enable it first.", "aws account enable-region --region-name "+string(region))
		return
	}
	if why := p.r.NotOffered(p.service.ID, region); why != "" && p.order.Direction == catalog.Register {
		p.block("region", fmt.Sprintf("AWS does not offer %s in %s: %s.", p.service.Name, region, why), "Leave the Region out.", "")
		return
	}
	if p.order.Direction == catalog.Remove || p.order.Account == management {
		return
	}
	usable, status = p.r.Regions(p.order.Account)
	switch {
	case !status.Known():
		p.noteOnce("Which Regions are enabled in " + p.account() + ": " + whyUnread(status) + ".")
	case !slices.Contains(usable, region):
		p.block("region", fmt.Sprintf("Region %s is not enabled in %s.", region, p.account()),
			"Leave it out, or enable it there first.",
			fmt.Sprintf("aws account enable-region --region-name %s --account-id %s", region, p.order.Account))
	}
	if only := p.service.Regions.Only; len(only) > 0 && !slices.Contains(only, region) && p.r.Caller.Partition == "aws" {
		p.warn("region", "AWS did not offer %s in %s when deputy's catalogue was made: the call may find no server.", p.service.Name, region)
	}
}

// noteOnce notes what could not be checked, once.
func (p *planner) noteOnce(text string) {
	if !slices.Contains(p.plan.Unchecked, text) {
		p.plan.Unchecked = append(p.plan.Unchecked, text)
	}
}

// whyUnread says why a part is not known.
func whyUnread(s model.Status) string {
	if s.Gap == nil {
		return "it was not read"
	}
	return phrase.TrimStop(s.Gap.Cause)
}

// administers tells whether the account administers the service where a setting
// is kept, in one part of the service or, with an empty feature, in any. known
// is false where it was not read: then it may stand there.
func administers(r *model.Reading, service catalog.Service, region model.Region, account model.AccountID, feature string) (stands, known bool) {
	if service.List.Mechanism != catalog.MechanismServiceAPI {
		held, status := r.DelegatedAdministrators(service.Principals[0].Name)
		return slices.ContainsFunc(held, func(d model.Delegation) bool { return d.Account == account }), status.Known()
	}
	settings, status := r.SettingsIn(service.ID, region)
	return slices.ContainsFunc(settings, func(s model.Setting) bool {
		return s.Account == account && s.IsAdministrator() && (feature == "" || s.Feature == feature)
	}), status.Known()
}
