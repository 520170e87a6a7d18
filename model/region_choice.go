package model

import (
	"slices"
)

// RegionChoice is a Region that an order may act in, and what is there now.
type RegionChoice struct {
	Region  Region
	Holders []Setting // who administers the service there, as far as known
	Known   bool      // Holders are all
	Gap     *Gap      // why they are not known; nil if nothing failed
	Absent  bool      // AWS does not have the service there
	Here    bool      // the order's account is among them
	Barred  string    // why the Region cannot be chosen, in one sentence; empty if it can
}

// RegionChoices gives the Regions that an order for a regional service may act
// in, by name: those enabled in the management account, or the ones that every
// account has where that could not be read, and all in which anything is known.
func (r *Reading) RegionChoices(o Order) []RegionChoice {
	p := &planner{r: r, order: o, service: o.service(), plan: &Plan{Order: o}}
	usable, status := r.Regions(r.Organization.Management)
	if !status.Known() {
		usable = RegionsByDefault(r.Caller.Partition)
	}
	regions := slices.Concat(usable, p.places())
	slices.Sort(regions)
	var all []RegionChoice
	for _, region := range slices.Compact(regions) {
		all = append(all, p.regionChoice(region, status.Known() && !slices.Contains(usable, region)))
	}
	return all
}

func (p *planner) regionChoice(region Region, off bool) RegionChoice {
	settings, status := p.r.SettingsIn(p.service.ID, region)
	c := RegionChoice{Region: region, Known: status.Known(), Gap: status.Gap, Absent: p.r.NotOffered(p.service.ID, region) != ""}
	done := true
	for _, s := range settings {
		if s.isAdministrator() {
			c.Holders = append(c.Holders, s)
			c.Here = c.Here || s.Account == p.order.Account
		}
	}
	for _, feature := range p.features() {
		stands, _ := p.r.standsIn(p.service, region, p.order.Account, feature)
		done = done && stands
	}
	delegate, delegated := p.r.Regions(p.order.Account)
	switch {
	case off:
		c.Barred = "The Region is not enabled in the management account."
	case c.Absent:
		c.Barred = "AWS does not offer the service there."
	case p.order.Direction == Remove && c.Known && !c.Here:
		c.Barred = "The account does not administer the service there."
	case p.order.Direction == Remove:
	case done && len(settings) > 0 && !p.lacking():
		c.Barred = "The account administers the service there already."
	case p.order.Account != p.r.Organization.Management && delegated.Known() && !slices.Contains(delegate, region):
		c.Barred = "The Region is not enabled in the account."
	}
	return c
}

// Regional tells whether an order needs Regions to be chosen.
func (o Order) Regional() bool {
	s := o.service()
	return s.Regions.Regional && s.ownRoad(o.Direction)
}
