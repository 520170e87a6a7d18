package command_test

import (
	"deputy/model"
	"deputy/model/catalog"
)

// enabled are the Regions that every account of the fake has.
var enabled = []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}

// serviceAPIs returns what service APIs say of their delegated administrators, Region by
// Region, and the Regions of the accounts.
func (f *fake) serviceAPIs(w model.WantFresh) []model.Fact {
	var facts []model.Fact
	for _, id := range w.Services {
		service, _ := catalog.ByID(id)
		regions := enabled
		if !service.Regions.Regional {
			regions = []model.Region{""}
		}
		for _, region := range regions {
			fact := model.SettingsFact{Service: id, Region: region}
			for _, s := range f.snapshot.Settings {
				if s.Service == id && s.Region == region {
					fact.Settings = append(fact.Settings, s)
				}
			}
			if f.regionGap != nil {
				facts = append(facts, model.StatusFact{
					Part: model.PartService, Target: model.ServiceTarget(id, region),
					Status: model.Status{Progress: model.Failed, Gap: f.regionGap(id, region)},
				})
				continue
			}
			facts = append(facts, fact, f.status(model.PartService, model.ServiceTarget(id, region)))
		}
		facts = append(facts, f.status(model.PartService, string(id)))
		for _, account := range append(w.Accounts, f.snapshot.Organization.Management) {
			fact := model.RegionsFact{Account: account}
			for _, region := range enabled {
				fact.Regions = append(fact.Regions, model.AccountRegion{Account: account, Region: region, Status: model.RegionEnabledByDefault})
			}
			facts = append(facts, fact, f.status(model.PartRegions, string(account)))
		}
	}
	return facts
}
