package model

import (
	"cmp"
	"time"

	"deputy/model/phrase"
)

// SettingState is how far a service's own setting is.
type SettingState uint8

// The states of a setting.
const (
	SettingEnabled   SettingState = iota + 1
	SettingDisabling              // its removal has begun: DISABLE_IN_PROGRESS in AWS's words
)

var settingWords = []string{"enabled", "disabling"}

// String gives the word used in files.
func (s SettingState) String() string { return phrase.StateWord(settingWords, s) }

// UnmarshalText reads the word used in files.
func (s *SettingState) UnmarshalText(text []byte) error {
	return phrase.ParseState("state of a setting", settingWords, text, s)
}

// Setting is what a service with an API of its own says of its administrator,
// beside what AWS Organizations says: one account, in one Region, for one part
// of the service.
type Setting struct {
	Service ServiceID
	Region  Region // empty where the setting holds for all Regions
	Account AccountID
	Feature string // the part of the service; empty where it has none
	State   SettingState
	Since   time.Time // zero where it is not known
}

// The features of settings that the catalogue does not have. A feature of the
// catalogue stands under its value there.
const (
	// FeatureDefaultAdmin marks Firewall Manager's default administrator among
	// its administrators.
	// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AdminAccountSummary.html
	FeatureDefaultAdmin = "DefaultAdmin"
	// FeatureCentralConfiguration is no administrator: it says that the account
	// configures Security Hub CSPM centrally from this Region.
	// https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html
	FeatureCentralConfiguration = "CentralConfiguration"
)

// Key is what tells one setting from another.
func (s Setting) Key() Setting {
	s.State, s.Since = 0, time.Time{}
	return s
}

// compareSettings orders settings by service, Region, feature and account.
func compareSettings(a, b Setting) int {
	return cmp.Or(
		cmp.Compare(a.Service, b.Service), cmp.Compare(a.Region, b.Region),
		cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Account, b.Account),
	)
}

// RegionStatus tells whether an account can use a Region, in AWS's spelling.
// https://docs.aws.amazon.com/accounts/latest/reference/API_Region.html
type RegionStatus string

// The statuses of Regions.
const (
	RegionEnabled          RegionStatus = "ENABLED"
	RegionEnabling         RegionStatus = "ENABLING"
	RegionDisabling        RegionStatus = "DISABLING"
	RegionDisabled         RegionStatus = "DISABLED"
	RegionEnabledByDefault RegionStatus = "ENABLED_BY_DEFAULT"
)

// Usable tells whether calls to the Region work.
func (s RegionStatus) Usable() bool { return s == RegionEnabled || s == RegionEnabledByDefault }

// AccountRegion is the status of one Region for one account.
type AccountRegion struct {
	Account AccountID
	Region  Region
	Status  RegionStatus
}

// compareRegions orders by account and Region.
func compareRegions(a, b AccountRegion) int {
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
}
