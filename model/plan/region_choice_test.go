package plan_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// TestRegionChoicesOfWholeServices ensures that an order need not name the
// principals of its service.
func TestRegionChoicesOfWholeServices(t *testing.T) {
	for _, s := range catalog.Services() {
		o := plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Tooling}
		if got := len(plan.RegionChoices(modeltest.Demo(), o)) > 0; got != s.Regions.Regional {
			t.Errorf("%s: there are Regions to choose from: %t", s.ID, got)
		}
	}
}

// someRegions returns the demo organization with four enabled Regions: of
// GuardDuty, Tooling administers the first, the second has nobody, the third was
// not read, and AWS does not offer it in the fourth. Payments has the first two.
func someRegions() *model.Reading {
	r := modeltest.Demo()
	enabled := func(account model.AccountID, regions ...model.Region) {
		f := model.RegionsFact{Account: account}
		for _, region := range regions {
			f.Regions = append(f.Regions, model.AccountRegion{Account: account, Region: region, Status: model.RegionEnabledByDefault})
		}
		r.Apply(f)
	}
	done := func(part model.Part, target string) {
		r.Apply(model.StatusFact{Part: part, Target: target, Status: model.Status{Progress: model.Complete}})
	}
	enabled(modeltest.Management, "eu-central-1", "eu-west-1", "ap-south-1", "us-west-2")
	enabled(modeltest.Payments, "eu-central-1", "eu-west-1")
	done(model.PartRegions, string(modeltest.Management))
	done(model.PartRegions, string(modeltest.Payments))
	r.Apply(model.SettingsFact{Service: "guardduty", Region: "eu-central-1", Settings: []model.Setting{
		{Service: "guardduty", Region: "eu-central-1", Account: modeltest.Tooling, State: model.SettingEnabled},
	}})
	r.Apply(model.SettingsFact{Service: "guardduty", Region: "eu-west-1"})
	r.Apply(model.SettingsFact{Service: "guardduty", Region: "us-west-2", NotOffered: "the host does not exist"})
	for _, region := range []model.Region{"eu-central-1", "eu-west-1", "us-west-2"} {
		done(model.PartService, model.ServiceTarget("guardduty", region))
	}
	return r
}

// TestOtherRegions ensures that a registration in some Regions says which others
// stay without an administrator, and of which that is not known.
func TestOtherRegions(t *testing.T) {
	for name, c := range map[string]struct {
		regions                  []model.Region
		without, unread, silence string
	}{
		"beside one without": {[]model.Region{"eu-central-1"}, "other enabled Regions: eu-west-1.", "read ap-south-1.", "us-west-2"},
		"the one without":    {[]model.Region{"eu-west-1"}, "", "read ap-south-1.", "us-west-2"},
		"all but one":        {[]model.Region{"eu-central-1", "ap-south-1"}, "other enabled Regions: eu-west-1.", "", "us-west-2"},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan.New(someRegions(), plan.Order{Direction: catalog.Register, Service: "guardduty", Account: modeltest.Payments, Regions: c.regions})
			warned, unread := "", strings.Join(p.Unchecked, "\n")
			for _, w := range p.Warnings {
				if w.Code == "other-regions" {
					warned = w.Text
				}
			}
			if (warned != "") != (c.without != "") || !strings.Contains(warned, c.without) {
				t.Errorf("it warns %q, not of %q", warned, c.without)
			}
			if strings.Contains(unread, "has an administrator in other enabled Regions") != (c.unread != "") || !strings.Contains(unread, c.unread) {
				t.Errorf("it could not check %q, not %q", unread, c.unread)
			}
			if strings.Contains(warned+unread, c.silence) {
				t.Errorf("it speaks of %s: %q, %q", c.silence, warned, unread)
			}
		})
	}
}

// TestRegionsToChooseFrom ensures that a plan without Regions lists those that can
// be chosen, as the command line takes them.
func TestRegionsToChooseFrom(t *testing.T) {
	for name, c := range map[string]struct {
		direction catalog.Direction
		account   model.AccountID
		want      string
	}{
		"those of both accounts that offer it": {catalog.Register, modeltest.Payments, "--region eu-central-1 --region eu-west-1"},
		"where it administers, or may":         {catalog.Remove, modeltest.Tooling, "--region ap-south-1 --region eu-central-1"},
		"where it does not administer it yet":  {catalog.Register, modeltest.Tooling, "--region eu-west-1"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, b := range plan.New(someRegions(), plan.Order{Direction: c.direction, Service: "guardduty", Account: c.account}).Blockers {
				if b.Code == "regions" && b.Run != c.want {
					t.Errorf("the Regions to choose from are %q, not %q", b.Run, c.want)
				}
			}
		})
	}
}

// TestConsequencesOfTheChosenRegions ensures that no text of a plan has the
// placeholder for its Regions.
func TestConsequencesOfTheChosenRegions(t *testing.T) {
	for _, s := range catalog.Services() {
		for _, d := range []catalog.Direction{catalog.Register, catalog.Remove} {
			for _, regions := range [][]model.Region{nil, {"eu-central-1"}} {
				p := plan.New(modeltest.Demo(), plan.Order{Direction: d, Service: s.ID, Account: modeltest.Tooling, Regions: regions, Undo: true, Replace: true})
				var text strings.Builder
				if err := plan.Encode(&text, p); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(text.String(), "{regions}") {
					t.Errorf("%s %s: %s", d, s.ID, text.String())
				}
			}
		}
	}
}
