package delegation

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// ServiceAPIView is what a service API says about its
// administrators: Region by Region, or once for a service that is not regional.
type ServiceAPIView struct {
	Status         model.Status                 // of the service as a whole: how many of its Regions are read
	ManagementOnly bool                         // only the management account may read the list, and the caller is in another one
	Regions        []model.RegionAdministrators // by Region
}

// newServiceAPIView returns what a service says about its administrators; nil
// for a service without a list of its own.
func newServiceAPIView(r *model.Reading, s *catalog.Service) *ServiceAPIView {
	if s == nil || s.List.Mechanism != catalog.MechanismServiceAPI {
		return nil
	}
	caller, management := r.Caller.Account, r.Organization.Management
	v := &ServiceAPIView{ManagementOnly: s.List.Call.Caller == catalog.PartyManagement && caller != management && caller != "" && management != ""}
	_, v.Status = r.Settings(s.ID)
	regions := []model.Region{""}
	if s.Regions.Regional {
		usable, _ := r.Regions(r.Organization.Management)
		regions = slices.Concat(r.SettingRegions(s.ID), usable)
		slices.Sort(regions)
		regions = slices.Compact(regions)
	}
	for _, region := range regions {
		settings, status := r.SettingsIn(s.ID, region)
		at := model.RegionAdministrators{Region: region, Status: status, NotOffered: r.NotOffered(s.ID, region)}
		for _, setting := range settings {
			if setting.IsAdministrator() {
				at.Administrators = append(at.Administrators, setting)
			}
		}
		v.Regions = append(v.Regions, at)
	}
	return v
}

// Asked reports whether reading the service's own list was at least tried,
// anywhere.
func (v *ServiceAPIView) Asked() bool {
	return v.Status.Progress != model.Unread || slices.ContainsFunc(v.Regions, func(s model.RegionAdministrators) bool { return s.Status.Progress != model.Unread })
}

// Reading reports whether the list is being read.
func (v *ServiceAPIView) Reading() bool {
	return v.Status.Progress == model.Waiting || v.Status.Progress == model.Partial
}

// Complete reports whether every enabled Region is read, and none is from a
// saved reading.
func (v *ServiceAPIView) Complete() bool {
	return v.Status.Progress == model.Complete && !slices.ContainsFunc(v.Regions, func(s model.RegionAdministrators) bool { return !s.Status.Known() })
}

// Unread returns the Regions whose list was not read.
func (v *ServiceAPIView) Unread() []model.RegionAdministrators {
	return slices.DeleteFunc(slices.Clone(v.Regions), func(s model.RegionAdministrators) bool { return s.Status.Known() })
}

// listRegions is the operation that lists the Regions of an account.
const listRegions = "account:ListRegions"

// Gaps returns what could not be read, each cause once, with its Regions as the
// target.
func (v *ServiceAPIView) Gaps() []model.Gap {
	var gaps []model.Gap
	note := func(g *model.Gap, region model.Region) {
		if g != nil {
			gap := *g
			gap.Target = string(region)
			gaps = append(gaps, gap)
		}
	}
	if g := v.Status.Gap; g != nil && g.Operation == listRegions {
		note(g, "")
	}
	for _, s := range v.Regions {
		note(s.Status.Gap, s.Region)
	}
	return model.GroupGaps(gaps)
}

// Absences returns where AWS does not offer the service, and how that is known.
func (v *ServiceAPIView) Absences() []model.Absence {
	return model.Absences(v.Regions)
}

// Accounts returns the accounts that the service names.
func (v *ServiceAPIView) Accounts() []model.AccountID {
	var accounts []model.AccountID
	for _, at := range v.Regions {
		for _, h := range at.Administrators {
			accounts = append(accounts, h.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// RegionsOf returns the Regions in which the service names an account, for one
// of its features or, with an empty feature, for any.
func (v *ServiceAPIView) RegionsOf(account model.AccountID, feature string) []model.Region {
	var regions []model.Region
	for _, at := range v.Regions {
		if slices.ContainsFunc(at.Administrators, func(h model.Setting) bool { return h.Account == account && (feature == "" || h.Feature == feature) }) {
			regions = append(regions, at.Region)
		}
	}
	return regions
}

// readServiceAPI fills in what the service itself says about the accounts that
// AWS Organizations lists, and about others.
func (row *Row) readServiceAPI(r *model.Reading) {
	row.ServiceAPI = newServiceAPIView(r, row.Service)
	if row.ServiceAPI == nil {
		return
	}
	for _, account := range row.ServiceAPI.Accounts() {
		if slices.Contains(row.Accounts(), account) {
			continue
		}
		h := row.administrator(r, model.Delegation{Account: account, Principal: row.Principals[0]})
		if h.Mechanisms[0].State = MechanismAbsent; !row.Certain {
			h.Mechanisms[0].State = MechanismUnread
		}
		row.Administrators = append(row.Administrators, h)
	}
	name := row.Service.List.Call.Service
	for i := range row.Administrators {
		h := &row.Administrators[i]
		for _, at := range row.ServiceAPI.Regions {
			h.Mechanisms = append(h.Mechanisms, mechanismIn(at, name, h.Account))
		}
		if len(row.ServiceAPI.Regions) == 0 {
			h.Mechanisms = append(h.Mechanisms, Mechanism{Name: name, State: MechanismUnread})
		}
	}
}
