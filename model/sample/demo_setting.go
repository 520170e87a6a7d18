package sample

import (
	"slices"

	"deputy/model"
)

// own are the administrators that services with an API of their own keep, in
// the organization's four Regions. GuardDuty lacks one Region, Inspector two
// and Detective three. Macie is half done: Organizations knows of nobody.
// Security Hub, Audit Manager and Security Lake have nobody.
var own = []struct {
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
	{"macie", tooling, "", "2025-06-16", []model.Region{frankfurt, ireland}},
	{"vpc-ipam", networkProd, "", "2022-05-23", []model.Region{""}},
}

// The Regions of the demo organization; the fourth, us-west-2, is the one that
// was forgotten.
const (
	frankfurt model.Region = "eu-central-1"
	ireland   model.Region = "eu-west-1"
	virginia  model.Region = "us-east-1"
)

// opted are the Regions that single accounts have enabled: two that the
// management account does not have.
var opted = []model.AccountRegion{
	{Account: tooling, Region: "eu-central-2", Status: model.RegionEnabled},
	{Account: networkProd, Region: "eu-south-1", Status: model.RegionEnabling},
}

// settle puts settings and Regions into the snapshot.
func (b *builder) settle() {
	for _, s := range own {
		for _, r := range s.regions {
			b.s.Settings = append(b.s.Settings, model.Setting{
				Service: s.service, Region: r, Account: s.account, Feature: s.feature,
				State: model.SettingEnabled, Since: day(s.since),
			})
		}
	}
	b.s.Regions = slices.Clone(opted)
}
