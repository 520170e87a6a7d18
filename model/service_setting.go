package model

import (
	"cmp"
	"slices"
	"strings"
)

// settingKey is where a service keeps its administrator; Region is empty where one
// setting holds for all Regions.
type settingKey struct {
	service ServiceID
	region  Region
}

// ServiceTarget names a service in a Region as a target of PartService; the
// Region is empty for the service as a whole.
func ServiceTarget(service ServiceID, region Region) string {
	return strings.TrimSpace(string(service) + " " + string(region))
}

// Regions gives the Regions that calls of an account can go to, by name, and
// how far they are read.
func (r *Reading) Regions(account AccountID) ([]Region, Status) {
	var usable []Region
	for _, region := range r.regions[account] {
		if region.Status.Usable() {
			usable = append(usable, region.Region)
		}
	}
	slices.Sort(usable)
	return usable, r.Status(PartRegions, string(account))
}

// UnsettledRegions gives the Regions of an account that are just being enabled
// or disabled: nothing can be read there, and there may be something.
func (r *Reading) UnsettledRegions(account AccountID) []Region {
	var unsettled []Region
	for _, region := range r.regions[account] {
		if region.Status == RegionEnabling || region.Status == RegionDisabling {
			unsettled = append(unsettled, region.Region)
		}
	}
	slices.Sort(unsettled)
	return unsettled
}

// Settings gives what is known of a service's own administrators, by Region,
// and how far the service is read as a whole.
func (r *Reading) Settings(service ServiceID) ([]Setting, Status) {
	var all []Setting
	for at, settings := range r.settings {
		if at.service == service {
			all = append(all, settings...)
		}
	}
	slices.SortFunc(all, compareSettings)
	return all, r.Status(PartService, string(service))
}

// ServiceAPIAdministrators gives the accounts that a service itself is known to name,
// by ID.
func (r *Reading) ServiceAPIAdministrators(service ServiceID) []AccountID {
	settings, _ := r.Settings(service)
	var accounts []AccountID
	for _, s := range settings {
		if s.IsAdministrator() {
			accounts = append(accounts, s.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// SettingsIn gives a service's own administrators in one Region, and how far
// they are read there; the Region is empty where a setting holds for all.
func (r *Reading) SettingsIn(service ServiceID, region Region) ([]Setting, Status) {
	return r.settings[settingKey{service, region}], r.Status(PartService, ServiceTarget(service, region))
}

// NotOffered tells how it is known that AWS does not have a service in a
// Region, so that nobody can administer it there; empty where it has, or where
// that is not known.
func (r *Reading) NotOffered(service ServiceID, region Region) string {
	if s := r.Status(PartService, ServiceTarget(service, region)); s.Progress != Complete && !s.Again {
		return "" // what was so once proves nothing
	}
	return r.notOffered[settingKey{service, region}]
}

// Absence is how it is known that AWS does not have a service in some Regions.
type Absence struct {
	Regions []Region
	Why     string // one sentence, without its full stop
}

// Names gives the Regions as words.
func (a Absence) Names() []string {
	words := make([]string, len(a.Regions))
	for i, r := range a.Regions {
		words[i] = string(r)
	}
	return words
}

// Absences gives how it is known where AWS does not have a service. Where
// the same is known of several Regions, they stand together.
func Absences(seats []RegionAdministrators) []Absence {
	var all []Absence
	for _, seat := range seats {
		if seat.NotOffered == "" {
			continue
		}
		why := strings.ReplaceAll(seat.NotOffered, string(seat.Region), "REGION")
		i := slices.IndexFunc(all, func(a Absence) bool { return a.Why == why })
		if i < 0 {
			all, i = append(all, Absence{Why: why}), len(all)
		}
		all[i].Regions = append(all[i].Regions, seat.Region)
	}
	for i, a := range all {
		if len(a.Regions) == 1 {
			all[i].Why = strings.ReplaceAll(a.Why, "REGION", string(a.Regions[0]))
		}
	}
	return all
}

// SettingRegions gives the Regions in which a service was asked for its
// administrators, by name, whatever it answered.
func (r *Reading) SettingRegions(service ServiceID) []Region {
	var regions []Region
	for key := range r.status {
		if id, region, found := strings.Cut(key.Target, " "); key.Part == PartService && found && id == string(service) {
			regions = append(regions, Region(region))
		}
	}
	slices.Sort(regions)
	return regions
}

// chunks gives the stretches of a list whose neighbours belong together.
func chunks[T any](all []T, together func(a, b T) bool) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && together(all[from], all[to]) {
				to++
			}
			if !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}

// IsAdministrator tells whether a setting names an administrator.
func (s Setting) IsAdministrator() bool { return s.Feature != FeatureCentralConfiguration }

// regionsByDefault are the Regions of a partition that every account can use,
// for organizations whose own list cannot be read.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var regionsByDefault = map[string][]Region{
	"aws": {
		"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
		"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
	"aws-us-gov": {"us-gov-east-1", "us-gov-west-1"},
}

// RegionsByDefault gives the Regions that every account of a partition can
// use.
func RegionsByDefault(partition string) []Region { return regionsByDefault[cmp.Or(partition, "aws")] }

// RegionAdministrators is where a service keeps an administrator.
type RegionAdministrators struct {
	Region         Region // empty where one setting holds for all Regions
	Status         Status
	Administrators []Setting // the administrators; nobody if it is read and there are none
	NotOffered     string    // how it is known that AWS does not have the service there; empty where it may
}
