package sample

import (
	"slices"

	"deputy/model"
)

// serviceSettings lists the administrators according to services with an API of
// their own, in the organization's five Regions. AWS does not offer Audit
// Manager, Detective and Macie in one of them. GuardDuty and Detective lack
// Regions. Inspector's change of administrator did not finish: us-east-1 has
// the former one. Macie is partly configured: Organizations lists nobody.
// Security Hub, Audit Manager and Security Lake have no administrator.
// security-tooling is prepared to configure Security Hub centrally, so that
// Security Hub will refuse its removal.
var serviceSettings = []struct {
	service model.ServiceID
	account model.AccountID
	feature string
	since   string
	regions []model.Region
}{
	{"cloudtrail", logArchive, "", "2023-01-09", []model.Region{""}},
	{"detective", tooling, "", "2023-03-06", []model.Region{frankfurt}},
	{"firewall-manager", tooling, model.FeatureDefaultAdmin, "2021-10-18", []model.Region{""}},
	{"guardduty", tooling, "", "2024-03-11", []model.Region{frankfurt, ireland, virginia}},
	{"inspector", tooling, "", "2022-03-14", []model.Region{frankfurt, ireland}},
	{"inspector", audit, "", "2021-12-06", []model.Region{virginia}},
	{"macie", tooling, "", "2025-06-16", []model.Region{frankfurt, ireland}},
	{"security-hub", tooling, model.FeatureCentralConfiguration, "2024-01-22", []model.Region{frankfurt}},
	{"vpc-ipam", networkProd, "", "2022-05-23", []model.Region{""}},
}

// The Regions of the demo organization. us-west-2 is the one without
// administrators, and eu-central-2 had to be enabled.
const (
	frankfurt model.Region = "eu-central-1"
	zurich    model.Region = "eu-central-2"
	ireland   model.Region = "eu-west-1"
	virginia  model.Region = "us-east-1"
	oregon    model.Region = "us-west-2"
)

// optInRegions lists the Regions that single accounts have enabled, besides
// those that every account has.
var optInRegions = []model.AccountRegion{
	{Account: management, Region: zurich, Status: model.RegionEnabled},
	{Account: tooling, Region: zurich, Status: model.RegionEnabled},
	{Account: networkProd, Region: "eu-south-1", Status: model.RegionEnabling},
}

// addSettings adds the settings of services and the Regions of accounts.
func (b *builder) addSettings() {
	for _, s := range serviceSettings {
		for _, r := range s.regions {
			b.s.Settings = append(b.s.Settings, model.Setting{
				Service: s.service, Region: r, Account: s.account, Feature: s.feature,
				State: model.SettingEnabled, Since: day(s.since),
			})
		}
	}
	for _, o := range optInRegions {
		for _, r := range []model.Region{frankfurt, ireland, virginia, oregon} {
			if known := (model.AccountRegion{Account: o.Account, Region: r, Status: model.RegionEnabledByDefault}); !slices.Contains(b.s.Regions, known) {
				b.s.Regions = append(b.s.Regions, known)
			}
		}
		b.s.Regions = append(b.s.Regions, o)
	}
}
