package model

import (
	"slices"
	"strings"
	"testing"
)

// ownReading is a reading of a small organization by its management account,
// with one service's own settings read in four Regions.
func ownReading(id ServiceID, held map[AccountID][]Principal, settings ...Setting) *Reading {
	service, _ := ServiceByID(id)
	r := tableReading([]Principal{service.Principals[0].Name}, held)
	r.Caller = Caller{Account: testManagement, Role: CallerManagement, Partition: "aws"}
	regions := []Region{""}
	if service.Regions.Regional {
		regions = []Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
		for _, account := range []AccountID{testManagement, testAudit, testNetwork} {
			f := RegionsFact{Account: account}
			for _, region := range regions {
				f.Regions = append(f.Regions, AccountRegion{account, region, RegionEnabledByDefault})
			}
			r.Apply(f)
			r.Apply(StatusFact{PartRegions, string(account), Status{Progress: Complete}})
		}
	}
	for _, region := range regions {
		f := SettingsFact{Service: id, Region: region}
		for _, s := range settings {
			if s.Region == region {
				s.Service, s.State = id, max(s.State, SettingEnabled)
				f.Settings = append(f.Settings, s)
			}
		}
		r.Apply(f)
		r.Apply(StatusFact{PartService, ServiceTarget(id, region), Status{Progress: Complete}})
	}
	r.Apply(StatusFact{PartService, string(id), Status{Progress: Complete}})
	return r
}

// seated gives the settings of one account in Regions.
func seated(account AccountID, regions ...Region) []Setting {
	var all []Setting
	for _, region := range regions {
		all = append(all, Setting{Region: region, Account: account})
	}
	return all
}

// What Organizations and the service say differently is told in words, with the
// plan that mends it; the plan is made and has the steps for that.
func TestOwnDisagreements(t *testing.T) {
	guardduty, fms := Principal("guardduty.amazonaws.com"), Principal("fms.amazonaws.com")
	audit := map[AccountID][]Principal{testAudit: {guardduty}}
	all := []Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
	for _, c := range []struct {
		name     string
		service  ServiceID
		held     map[AccountID][]Principal
		settings []Setting
		want     string // the sentence; empty for agreement
		steps    []string
		choose   []Region // what a person chooses, where the mend leaves that open
	}{
		{"agreement", "guardduty", audit, seated(testAudit, all...), "", nil, nil},
		{"nobody anywhere", "guardduty", nil, nil, "", nil, nil},
		{"the management account alone", "guardduty", nil, seated(testManagement, "eu-west-1"), "", nil, nil},
		{
			"Regions left out", "guardduty", audit, seated(testAudit, "eu-central-1", "us-east-1"),
			"audit (222233334444) administers Amazon GuardDuty in 2 of 4 Regions: not in eu-west-1, us-west-2.",
			[]string{"EnableOrganizationAdminAccount us-west-2"},
			[]Region{"us-west-2"},
		},
		{
			"Organizations only", "guardduty", audit, nil,
			"AWS Organizations has audit (222233334444); Amazon GuardDuty itself names nobody in any of 4 Regions.",
			[]string{"EnableOrganizationAdminAccount eu-west-1"},
			[]Region{"eu-west-1"},
		},
		{
			"the service only", "guardduty", nil, seated(testAudit, "eu-central-1", "eu-west-1"),
			"Amazon GuardDuty names audit (222233334444) in eu-central-1, eu-west-1; AWS Organizations does not have it.",
			[]string{"EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"another account", "guardduty", audit, seated(testNetwork, "eu-central-1"),
			"AWS Organizations has audit (222233334444); Amazon GuardDuty names network (333344445555) in eu-central-1.",
			[]string{"DisableOrganizationAdminAccount eu-central-1", "EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"an unfinished change", "guardduty", audit, append(seated(testAudit, "us-east-1"), seated(testNetwork, "eu-central-1")...),
			"AWS Organizations has audit (222233334444); Amazon GuardDuty names audit (222233334444) in us-east-1, and network (333344445555) in eu-central-1.",
			[]string{"DisableOrganizationAdminAccount eu-central-1", "EnableOrganizationAdminAccount eu-central-1"},
			nil,
		},
		{
			"a part in some Regions", "security-hub",
			map[AccountID][]Principal{testAudit: {"securityhub.amazonaws.com"}},
			[]Setting{{Region: "us-east-1", Account: testAudit, Feature: "SecurityHubV2"}},
			"audit (222233334444) administers Security Hub in 1 of 4 Regions: not in eu-central-1, eu-west-1, us-west-2.",
			[]string{"EnableOrganizationAdminAccount eu-west-1"},
			[]Region{"eu-west-1"},
		},
		{
			"one of several administrators", "firewall-manager",
			map[AccountID][]Principal{testAudit: {fms}},
			[]Setting{{Account: testAudit, Feature: FeatureDefaultAdmin}, {Account: testNetwork}},
			"AWS Firewall Manager names network (333344445555); AWS Organizations does not have it.",
			[]string{"PutAdminAccount us-east-1"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ownReading(c.service, c.held, c.settings...)
			row := rowOf(t, r, string(c.service))
			if c.want == "" {
				if len(row.Disagree) > 0 {
					t.Errorf("it says: %s", texts(row.Disagree))
				}
				return
			}
			if len(row.Disagree) != 1 || row.Disagree[0].Text != c.want || row.Disagree[0].Mend == nil {
				t.Fatalf("it says: %s\nwant %s", texts(row.Disagree), c.want)
			}
			o := *row.Disagree[0].Mend
			if c.choose != nil {
				if len(o.Regions) > 0 {
					t.Errorf("Regions are chosen already: %v", o.Regions)
				}
				o.Regions = c.choose
			}
			p := r.Plan(o)
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

// What was not read is unknown: it does not count as absent, and what is
// known elsewhere is still told.
func TestOwnUnread(t *testing.T) {
	guardduty := Principal("guardduty.amazonaws.com")
	r := ownReading("guardduty", map[AccountID][]Principal{testAudit: {guardduty}}, seated(testAudit, "eu-central-1")...)
	gap := &Gap{Operation: "guardduty:ListOrganizationAdminAccounts", Target: "us-east-1", Cause: "denied"}
	r.Apply(StatusFact{PartService, ServiceTarget("guardduty", "us-east-1"), Status{Progress: Failed, Gap: gap}})
	r.Apply(StatusFact{PartService, "guardduty", Status{Progress: Failed, Gap: gap}})
	row := rowOf(t, r, "guardduty")
	if want := "audit (222233334444) administers Amazon GuardDuty in 1 of the 3 Regions that could be read: not in eu-west-1, us-west-2."; texts(row.Disagree) != want {
		t.Errorf("it says %q, want %q", texts(row.Disagree), want)
	}
	var states []string
	for _, m := range row.Holders[0].Mechanisms {
		states = append(states, strings.TrimSpace(m.Name+" "+string(m.Region)+" "+m.State.String()))
	}
	want := []string{
		"organizations  registered", "guardduty eu-central-1 registered", "guardduty eu-west-1 absent",
		"guardduty us-east-1 unread", "guardduty us-west-2 absent",
	}
	if !slices.Equal(states, want) || len(row.Own.Lost()) != 1 || row.Own.Whole() || len(row.Own.Unread()) != 1 {
		t.Errorf("the mechanisms are %q, the gaps %v", states, row.Own.Lost())
	}
	r.Apply(StatusFact{PartService, ServiceTarget("guardduty", "eu-central-1"), Status{Progress: Failed, Gap: gap}})
	r.Apply(SettingsFact{Service: "guardduty", Region: "eu-central-1"})
	if row = rowOf(t, r, "guardduty"); len(row.Disagree) > 0 {
		t.Errorf("what was not read is taken for absent: %s", texts(row.Disagree))
	}
}

// A Region without the service is not one that was left out.
func TestOwnNotOffered(t *testing.T) {
	r := ownReading("detective", map[AccountID][]Principal{testAudit: {"detective.amazonaws.com"}}, seated(testAudit, "eu-central-1", "eu-west-1", "us-east-1")...)
	r.Apply(SettingsFact{Service: "detective", Region: "us-west-2", NotOffered: "the host does not exist"})
	row := rowOf(t, r, "detective")
	if last := row.Holders[0].Mechanisms[4]; len(row.Disagree) > 0 || last.State != MechanismNotOffered || !row.Own.Whole() {
		t.Errorf("it says %q, and of us-west-2 %v", texts(row.Disagree), last.State)
	}
	at := ServiceTarget("detective", "us-west-2")
	r.Apply(StatusFact{PartService, at, Status{Progress: Waiting}})
	if row = rowOf(t, r, "detective"); row.Own.Seats[3].NotOffered == "" {
		t.Error("while it is read again, the page forgets what was so")
	}
	r.Apply(StatusFact{PartService, at, Status{Progress: Failed, Gap: &Gap{Cause: "no answer came in time"}}})
	if row = rowOf(t, r, "detective"); row.Own.Seats[3].NotOffered != "" || row.Own.Whole() {
		t.Error("what was so once counts on, though it could not be read again")
	}
}

// Who is no management account may not list: nobody asks, and it is unknown.
func TestOwnBarred(t *testing.T) {
	r := ownReading("guardduty", map[AccountID][]Principal{testAudit: {"guardduty.amazonaws.com"}})
	for account, want := range map[AccountID]bool{testManagement: false, testAudit: true, "": false} {
		r.Caller.Account = account
		if row := rowOf(t, r, "guardduty"); row.Own.Barred != want {
			t.Errorf("account %q: barred %t", account, row.Own.Barred)
		}
	}
}
