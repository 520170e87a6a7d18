package plan

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// RegionChoice is a Region that an order may act in, and what is there now.
type RegionChoice struct {
	Region         model.Region
	Administrators []model.Setting // who administers the service there, as far as known
	Known          bool            // Holders are all
	Gap            *model.Gap      // why they are not known; nil if nothing failed
	Absent         bool            // AWS does not have the service there
	Here           bool            // the order's account is among them
	Barred         string          // why the Region cannot be chosen, in one sentence; empty if it can
	Policies       string          // what SCPs mean for a candidate there, in a few words; empty if nothing
	Service        model.ServiceID // whose choice it is
	Others         []RegionChoice  // the same of further services that are planned together
}

// RegionChoices gives the Regions that an order for regional services may act
// in, by name: those enabled in the management account, or the ones that every
// account has where that could not be read, and all in which anything is known.
// One can be chosen if it can for any of the services.
func RegionChoices(r *model.Reading, o Order) []RegionChoice {
	var all []RegionChoice
	for _, one := range o.Orders() {
		if !one.regional() {
			continue
		}
		for _, c := range regionChoices(r, one) {
			i := slices.IndexFunc(all, func(x RegionChoice) bool { return x.Region == c.Region })
			if i < 0 {
				all = append(all, c)
				continue
			}
			if all[i].Others = append(all[i].Others, c); c.Barred == "" {
				all[i].Barred = ""
			}
		}
	}
	slices.SortFunc(all, func(a, b RegionChoice) int { return cmp.Compare(a.Region, b.Region) })
	return all
}

// regionChoices gives those of one service.
func regionChoices(r *model.Reading, o Order) []RegionChoice {
	p := &planner{r: r, order: o, service: o.CatalogService(), plan: &Plan{Order: o}}
	usable, status := r.Regions(r.Organization.Management)
	if !status.Known() {
		usable = model.RegionsByDefault(r.Caller.Partition)
	}
	regions := slices.Concat(usable, p.places())
	slices.Sort(regions)
	var all []RegionChoice
	for _, region := range slices.Compact(regions) {
		all = append(all, p.regionChoice(region, status.Known() && !slices.Contains(usable, region)))
	}
	return all
}

func (p *planner) regionChoice(region model.Region, off bool) RegionChoice {
	settings, status := p.r.SettingsIn(p.service.ID, region)
	c := RegionChoice{Service: p.service.ID, Region: region, Known: status.Known(), Gap: status.Gap, Absent: p.r.NotOffered(p.service.ID, region) != ""}
	if p.order.Direction == catalog.Register {
		c.Policies = BlockedIn(p.r, p.service, p.order.Account, region)
	}
	done := true
	for _, s := range settings {
		if s.IsAdministrator() {
			c.Administrators = append(c.Administrators, s)
			c.Here = c.Here || s.Account == p.order.Account
		}
	}
	for _, feature := range p.features() {
		stands, _ := administers(p.r, p.service, region, p.order.Account, feature)
		done = done && stands
	}
	delegate, delegated := p.r.Regions(p.order.Account)
	switch {
	case off:
		c.Barred = "The Region is not enabled in the management account."
	case c.Absent:
		c.Barred = "AWS does not offer the service there."
	case p.order.Direction == catalog.Remove && c.Known && !c.Here:
		c.Barred = "The account does not administer the service there."
	case p.order.Direction == catalog.Remove:
	case done && len(settings) > 0 && !p.lacking():
		c.Barred = "The account administers the service there already."
	case p.order.Account != p.r.Organization.Management && delegated.Known() && !slices.Contains(delegate, region):
		c.Barred = "The Region is not enabled in the account."
	}
	return c
}

// Regional tells whether an order needs Regions to be chosen.
func (o Order) Regional() bool { return slices.ContainsFunc(o.Orders(), Order.regional) }

func (o Order) regional() bool {
	s := o.CatalogService()
	return s.Regions.Regional && usesServiceAPI(s, o.Direction)
}

// In gives the order in the given Regions, which count for regional services,
// and for the given parts of a service, which count for the one that has them.
func (o Order) In(regions []model.Region, features []string) Order {
	return o.Each(func(one *Order) {
		one.Regions, one.Features = nil, nil
		if one.regional() {
			one.Regions = regions
		}
		if len(one.CatalogService().Features) > 0 {
			one.Features = features
		}
	})
}

// whereOffered leaves out the Regions in which AWS does not have the service,
// of those chosen for several, and tells which.
func whereOffered(r *model.Reading, o Order) (Order, []model.Region) {
	var there, not []model.Region
	for _, region := range o.Regions {
		if r.NotOffered(o.Service, region) != "" {
			not = append(not, region)
		} else {
			there = append(there, region)
		}
	}
	if o.Direction == catalog.Remove || len(there) == 0 || len(not) == 0 {
		return o, nil
	}
	o.Regions = there
	return o, not
}
