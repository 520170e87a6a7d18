package model

import (
	"slices"
	"strings"
)

// RegionAdministrators is what a service API returns in one Region.
type RegionAdministrators struct {
	Region         Region // empty if the settings apply to all Regions
	Status         Status
	Administrators []Setting // none if it is read and there are none
	NotOffered     string    // how it is known that AWS does not have the service there; empty if it may
}

// NotOffered returns how it is known that AWS does not have a service in a Region,
// so that nobody can administer it there; empty if AWS has it there or that is not
// known.
func (r *Reading) NotOffered(service ServiceID, region Region) string {
	if s := r.Status(PartService, ServiceTarget(service, region)); s.Progress != Complete && !s.Again {
		return "" // an earlier answer proves nothing
	}
	return r.notOffered[settingKey{service, region}]
}

// Absence says that AWS does not have a service in some Regions, and how that is
// known.
type Absence struct {
	Regions []Region
	Why     string // one sentence, without its full stop
}

// Names returns the codes of the Regions.
func (a Absence) Names() []string {
	words := make([]string, len(a.Regions))
	for i, r := range a.Regions {
		words[i] = string(r)
	}
	return words
}

// Absences returns where AWS does not have a service. Regions of which the same is
// known are in one Absence.
func Absences(regions []RegionAdministrators) []Absence {
	var all []Absence
	for _, r := range regions {
		if r.NotOffered == "" {
			continue
		}
		why := strings.ReplaceAll(r.NotOffered, string(r.Region), "REGION")
		i := slices.IndexFunc(all, func(a Absence) bool { return a.Why == why })
		if i < 0 {
			all, i = append(all, Absence{Why: why}), len(all)
		}
		all[i].Regions = append(all[i].Regions, r.Region)
	}
	for i, a := range all {
		if len(a.Regions) == 1 {
			all[i].Why = strings.ReplaceAll(a.Why, "REGION", string(a.Regions[0]))
		}
	}
	return all
}
