package delegation

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// serviceReading returns a reading of a small organization by its management
// account, with one service's own settings read in four Regions.
func serviceReading(id model.ServiceID, registered map[model.AccountID][]model.Principal, settings ...model.Setting) *model.Reading {
	service, _ := catalog.ByID(id)
	r := tableReading([]model.Principal{service.Principals[0].Name}, registered)
	r.Caller = model.Caller{Account: testManagement, Role: model.CallerManagement, Partition: "aws"}
	regions := []model.Region{""}
	if service.Regions.Regional {
		regions = []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
		for _, account := range []model.AccountID{testManagement, testAudit, testNetwork} {
			f := model.RegionsFact{Account: account}
			for _, region := range regions {
				f.Regions = append(f.Regions, model.AccountRegion{Account: account, Region: region, Status: model.RegionEnabledByDefault})
			}
			r.Apply(f)
			r.Apply(model.StatusFact{Part: model.PartRegions, Target: string(account), Status: model.Status{Progress: model.Complete}})
		}
	}
	for _, region := range regions {
		f := model.SettingsFact{Service: id, Region: region}
		for _, s := range settings {
			if s.Region == region {
				s.Service, s.State = id, max(s.State, model.SettingEnabled)
				f.Settings = append(f.Settings, s)
			}
		}
		r.Apply(f)
		r.Apply(model.StatusFact{Part: model.PartService, Target: model.ServiceTarget(id, region), Status: model.Status{Progress: model.Complete}})
	}
	r.Apply(model.StatusFact{Part: model.PartService, Target: string(id), Status: model.Status{Progress: model.Complete}})
	return r
}

// settingsIn returns the settings of one account in Regions.
func settingsIn(account model.AccountID, regions ...model.Region) []model.Setting {
	var all []model.Setting
	for _, region := range regions {
		all = append(all, model.Setting{Region: region, Account: account})
	}
	return all
}

// What Organizations and the service disagree about is said in words, with the
// change that fixes it; a plan for the change has steps.
func TestServiceAPIDisagreements(t *testing.T) {
	guardduty, fms := model.Principal("guardduty.amazonaws.com"), model.Principal("fms.amazonaws.com")
	audit := map[model.AccountID][]model.Principal{testAudit: {guardduty}}
	all := []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
	for _, c := range []struct {
		name       string
		service    model.ServiceID
		registered map[model.AccountID][]model.Principal
		settings   []model.Setting
		want       string // the sentence; empty for agreement
		steps      []string
		choose     []model.Region // the Regions that a user chooses, if the fix leaves them open
	}{
		{"agreement", "guardduty", audit, settingsIn(testAudit, all...), "", nil, nil},
		{"nobody anywhere", "guardduty", nil, nil, "", nil, nil},
		{"the management account alone", "guardduty", nil, settingsIn(testManagement, "eu-west-1"), "", nil, nil},
		{
			"Regions left out", "guardduty", audit, settingsIn(testAudit, "eu-central-1", "us-east-1"),
			"audit (222233334444) administers Amazon GuardDuty in 2 of 4 Regions: not in eu-west-1, us-west-2.",
			[]string{"EnableOrganizationAdminAccount us-west-2"},
			[]model.Region{"us-west-2"},
		},
		{
			"Organizations only", "guardduty", audit, nil,
			"AWS Organizations lists audit (222233334444), but Amazon GuardDuty itself lists no account in any of 4 Regions.",
			[]string{"EnableOrganizationAdminAccount eu-west-1"},
			[]model.Region{"eu-west-1"},
		},
		{
			"the service only", "guardduty", nil, settingsIn(testAudit, "eu-central-1", "eu-west-1"),
			"Amazon GuardDuty lists audit (222233334444) in eu-central-1, eu-west-1, but AWS Organizations does not.",
			[]string{"EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"another account", "guardduty", audit, settingsIn(testNetwork, "eu-central-1"),
			"AWS Organizations lists audit (222233334444), but Amazon GuardDuty lists network (333344445555) in eu-central-1.",
			[]string{"DisableOrganizationAdminAccount eu-central-1", "EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"an unfinished change", "guardduty", audit, append(settingsIn(testAudit, "us-east-1"), settingsIn(testNetwork, "eu-central-1")...),
			"AWS Organizations lists audit (222233334444), but Amazon GuardDuty lists audit (222233334444) in us-east-1, and network (333344445555) in eu-central-1.",
			[]string{"DisableOrganizationAdminAccount eu-central-1", "EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"a part in some Regions", "security-hub",
			map[model.AccountID][]model.Principal{testAudit: {"securityhub.amazonaws.com"}},
			[]model.Setting{{Region: "us-east-1", Account: testAudit, Feature: "SecurityHubV2"}},
			"audit (222233334444) administers Security Hub in 1 of 4 Regions: not in eu-central-1, eu-west-1, us-west-2.",
			[]string{"EnableOrganizationAdminAccount eu-west-1"},
			[]model.Region{"eu-west-1"},
		},
		{
			"one of several administrators", "firewall-manager",
			map[model.AccountID][]model.Principal{testAudit: {fms}},
			[]model.Setting{{Account: testAudit, Feature: model.FeatureDefaultAdmin}, {Account: testNetwork}},
			"AWS Firewall Manager lists network (333344445555), but AWS Organizations does not.",
			[]string{"PutAdminAccount us-east-1"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := serviceReading(c.service, c.registered, c.settings...)
			row := rowOf(t, r, string(c.service))
			if c.want == "" {
				if len(row.Disagreements) > 0 {
					t.Errorf("it says: %s", texts(row.Disagreements))
				}
				return
			}
			if len(row.Disagreements) != 1 || row.Disagreements[0].Text != c.want || row.Disagreements[0].Fix == nil {
				t.Fatalf("it says: %s\nwant %s", texts(row.Disagreements), c.want)
			}
			o := *row.Disagreements[0].Fix
			if c.choose != nil {
				if len(o.Regions) > 0 {
					t.Errorf("Regions are chosen already: %v", o.Regions)
				}
				o.Regions = c.choose
			}
			p := plan.New(r, o)
			var steps []string
			for _, s := range p.Steps {
				steps = append(steps, s.Operation+" "+string(s.Region))
			}
			if p.Blocked() || !slices.Equal(steps, c.steps) {
				t.Errorf("the plan has %q, blocked by %+v", steps, p.Blockers)
			}
		})
	}
}

// What was not read is unknown: it does not count as absent, and disagreements
// elsewhere are still found.
func TestServiceAPIUnread(t *testing.T) {
	guardduty := model.Principal("guardduty.amazonaws.com")
	r := serviceReading("guardduty", map[model.AccountID][]model.Principal{testAudit: {guardduty}}, settingsIn(testAudit, "eu-central-1")...)
	gap := &model.Gap{Operation: "guardduty:ListOrganizationAdminAccounts", Target: "us-east-1", Cause: "denied"}
	r.Apply(model.StatusFact{Part: model.PartService, Target: model.ServiceTarget("guardduty", "us-east-1"), Status: model.Status{Progress: model.Failed, Gap: gap}})
	r.Apply(model.StatusFact{Part: model.PartService, Target: "guardduty", Status: model.Status{Progress: model.Failed, Gap: gap}})
	row := rowOf(t, r, "guardduty")
	if want := "audit (222233334444) administers Amazon GuardDuty in 1 of the 3 Regions that could be read: not in eu-west-1, us-west-2."; texts(row.Disagreements) != want {
		t.Errorf("it says %q, want %q", texts(row.Disagreements), want)
	}
	var states []string
	for _, m := range row.Administrators[0].Mechanisms {
		states = append(states, strings.TrimSpace(m.Name+" "+string(m.Region)+" "+m.State.String()))
	}
	want := []string{
		"organizations  registered", "guardduty eu-central-1 registered", "guardduty eu-west-1 absent",
		"guardduty us-east-1 unread", "guardduty us-west-2 absent",
	}
	if !slices.Equal(states, want) || len(row.ServiceAPI.Gaps()) != 1 || row.ServiceAPI.Complete() || len(row.ServiceAPI.Unread()) != 1 {
		t.Errorf("the mechanisms are %q, the gaps %v", states, row.ServiceAPI.Gaps())
	}
	r.Apply(model.StatusFact{Part: model.PartService, Target: model.ServiceTarget("guardduty", "eu-central-1"), Status: model.Status{Progress: model.Failed, Gap: gap}})
	r.Apply(model.SettingsFact{Service: "guardduty", Region: "eu-central-1"})
	if row = rowOf(t, r, "guardduty"); len(row.Disagreements) > 0 {
		t.Errorf("what was not read is taken for absent: %s", texts(row.Disagreements))
	}
}

// A Region in which AWS does not offer the service is not missing.
func TestServiceAPINotOffered(t *testing.T) {
	r := serviceReading("detective", map[model.AccountID][]model.Principal{testAudit: {"detective.amazonaws.com"}}, settingsIn(testAudit, "eu-central-1", "eu-west-1", "us-east-1")...)
	r.Apply(model.SettingsFact{Service: "detective", Region: "us-west-2", NotOffered: "the host does not exist"})
	row := rowOf(t, r, "detective")
	if last := row.Administrators[0].Mechanisms[4]; len(row.Disagreements) > 0 || last.State != MechanismNotOffered || !row.ServiceAPI.Complete() {
		t.Errorf("it says %q, and of us-west-2 %v", texts(row.Disagreements), last.State)
	}
	at := model.ServiceTarget("detective", "us-west-2")
	r.Apply(model.StatusFact{Part: model.PartService, Target: at, Status: model.Status{Progress: model.Waiting}})
	if row = rowOf(t, r, "detective"); row.ServiceAPI.Regions[3].NotOffered == "" {
		t.Error("while it is read again, the page forgets what was so")
	}
	r.Apply(model.StatusFact{Part: model.PartService, Target: at, Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Cause: "no answer in time"}}})
	if row = rowOf(t, r, "detective"); row.ServiceAPI.Regions[3].NotOffered != "" || row.ServiceAPI.Complete() {
		t.Error("what was so once counts on, though it could not be read again")
	}
}

// Another account than the management account may not read the list: it is not
// asked, and remains unknown.
func TestServiceAPIForTheManagementAccountOnly(t *testing.T) {
	r := serviceReading("guardduty", map[model.AccountID][]model.Principal{testAudit: {"guardduty.amazonaws.com"}})
	for account, want := range map[model.AccountID]bool{testManagement: false, testAudit: true, "": false} {
		r.Caller.Account = account
		if row := rowOf(t, r, "guardduty"); row.ServiceAPI.ManagementOnly != want {
			t.Errorf("account %q: management only %t", account, row.ServiceAPI.ManagementOnly)
		}
	}
}
