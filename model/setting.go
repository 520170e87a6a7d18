package model

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deputy/model/phrase"
)

// SettingState is the state of a Setting.
type SettingState uint8

// The states of a setting.
const (
	SettingEnabled   SettingState = iota + 1
	SettingDisabling              // AWS is removing it: DISABLE_IN_PROGRESS
)

var settingWords = []string{"enabled", "disabling"}

// String returns the word used in files.
func (s SettingState) String() string { return phrase.StateWord(settingWords, s) }

// UnmarshalText parses the word used in files.
func (s *SettingState) UnmarshalText(text []byte) error {
	return phrase.ParseState("state of a setting", settingWords, text, s)
}

// Setting is a setting of a service that has a service API for administrators beside
// AWS Organizations, such as GuardDuty: which account administers the service, or
// a feature of it, in one Region.
type Setting struct {
	Service ServiceID
	Region  Region // empty if the setting applies to all Regions
	Account AccountID
	Feature string // empty if the service has none
	State   SettingState
	Since   time.Time // zero if it is not known
	// Priority is the administrator's rank, from 1, in a service that ranks them;
	// else 0.
	Priority int
}

// The features that are not in the catalogue of services. Those of the catalogue
// have their value there.
const (
	// FeatureDefaultAdmin marks Firewall Manager's default administrator among
	// its administrators.
	// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AdminAccountSummary.html
	FeatureDefaultAdmin = "DefaultAdmin"
	// FeatureCentralConfiguration means that the account configures Security Hub CSPM
	// centrally from this Region. It does not make the account an administrator.
	// https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html
	FeatureCentralConfiguration = "CentralConfiguration"
)

// Key returns the setting without its state, date and priority, to identify it.
func (s Setting) Key() Setting {
	s.State, s.Since, s.Priority = 0, time.Time{}, 0
	return s
}

// IsAdministrator reports whether the setting's account is an administrator.
func (s Setting) IsAdministrator() bool { return s.Feature != FeatureCentralConfiguration }

// compareSettings orders settings by service, Region, feature and account.
func compareSettings(a, b Setting) int {
	return cmp.Or(
		cmp.Compare(a.Service, b.Service), cmp.Compare(a.Region, b.Region),
		cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Account, b.Account),
	)
}

// settingKey identifies the settings of a service in a Region; region is empty if
// they apply to all Regions.
type settingKey struct {
	service ServiceID
	region  Region
}

// Settings returns all known settings of a service, ordered by Region, and how far
// the service has been read as a whole.
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

// ServiceAPIAdministrators returns the accounts that are administrators according
// to the service API, ordered by ID.
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

// SettingsIn returns a service's settings in one Region, and how far they have been
// read there; the Region is empty for settings that apply to all Regions.
func (r *Reading) SettingsIn(service ServiceID, region Region) ([]Setting, Status) {
	return r.settings[settingKey{service, region}], r.Status(PartService, ServiceTarget(service, region))
}

// SettingRegions returns the Regions in which a service API was called, in
// alphabetical order, whatever it answered.
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
