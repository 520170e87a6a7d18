package plan

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// RegionChoice is a Region that an order may act in, with what is known about
// the service there.
type RegionChoice struct {
	Region         model.Region
	Administrators []model.Setting // who administers the service there, as far as known
	Known          bool            // Administrators are complete
	Gap            *model.Gap      // why they are not known; nil if nothing failed
	Here           bool            // the order's account is one of them
	Unavailable    string          // why the Region cannot be chosen for the service, in one sentence; empty if it can
	Policies       string          // that SCPs deny an administrator its work there, in a few words; empty if they do not
	Service        model.ServiceID // which the choice is for
	Others         []RegionChoice  // the choices for further services that are planned together
}

// RegionChoices returns the Regions in which an order for regional services may
// act, by name: those enabled in the management account, or enabled by default
// if that could not be read, and all in which the service has settings.
func RegionChoices(r *model.Reading, o Order) []RegionChoice {
	var all []RegionChoice
	for _, one := range o.Orders() {
		if !one.regional() {
			continue
		}
		s := newSituation(r, one)
		for _, c := range s.choices() {
			if one.Direction == catalog.Register {
				c.Policies = BlockedIn(r, s.service, one.Account, c.Region)
			}
			i := slices.IndexFunc(all, func(x RegionChoice) bool { return x.Region == c.Region })
			if i < 0 {
				all = append(all, c)
				continue
			}
			all[i].Others = append(all[i].Others, c)
		}
	}
	slices.SortFunc(all, func(a, b RegionChoice) int { return cmp.Compare(a.Region, b.Region) })
	return all
}

// Disabled says why the Region cannot be chosen; empty if it can for any of the
// services.
func (c *RegionChoice) Disabled() string {
	if slices.ContainsFunc(c.Others, func(o RegionChoice) bool { return o.Unavailable == "" }) {
		return ""
	}
	return c.Unavailable
}

// choices returns the choices for one service, without its policies.
func (s situation) choices() []RegionChoice {
	enabled, status := s.r.Regions(s.r.Organization.Management)
	if !status.Known() {
		enabled = model.RegionsByDefault(s.r.Caller.Partition)
	}
	var all []RegionChoice
	for _, region := range sortedRegions(enabled, s.regions()) {
		all = append(all, s.regionChoice(region, status.Known() && !slices.Contains(enabled, region)))
	}
	return all
}

// regionChoice returns the choice of a Region; off reports that it is known not
// to be enabled in the management account.
func (s situation) regionChoice(region model.Region, off bool) RegionChoice {
	settings, status := s.r.SettingsIn(s.service.ID, region)
	c := RegionChoice{Service: s.service.ID, Region: region, Known: status.Known(), Gap: status.Gap}
	for _, t := range settings {
		if t.IsAdministrator() {
			c.Administrators = append(c.Administrators, t)
			c.Here = c.Here || t.Account == s.order.Account
		}
	}
	done := true
	for _, feature := range s.features() {
		yes, _ := s.administers(region, s.order.Account, feature)
		done = done && yes
	}
	enabled, own := s.r.Regions(s.order.Account)
	switch {
	case off:
		c.Unavailable = "Not enabled in the management account."
	case s.r.NotOffered(s.service.ID, region) != "":
		c.Unavailable = "Not offered by AWS there."
	case s.order.Direction == catalog.Remove && c.Known && !c.Here:
		c.Unavailable = "This account is not the administrator there."
	case s.order.Direction == catalog.Remove:
	case done && len(settings) > 0 && !s.isUnregistered():
		c.Unavailable = "This account is already the administrator."
	case s.order.Account != s.r.Organization.Management && own.Known() && !slices.Contains(enabled, region):
		c.Unavailable = "Not enabled in this account."
	}
	return c
}
