package delegation

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// The accounts of the tests.
const (
	testManagement model.AccountID = "111122223333"
	testAudit      model.AccountID = "222233334444"
	testNetwork    model.AccountID = "333344445555"
	testOld        model.AccountID = "444455556666"
)

// tableReading returns a reading of a small organization whose delegations are
// read completely; registered and trusted are what AWS returned.
func tableReading(trusted []model.Principal, registered map[model.AccountID][]model.Principal, unread ...model.Part) *model.Reading {
	r := model.NewReading()
	r.Apply(model.CallerFact{Caller: model.Caller{Account: testAudit, Role: model.CallerDelegated}})
	r.Apply(model.OrganizationFact{Organization: model.Organization{ID: "o-4x9acme200", Features: model.FeaturesAll, Management: testManagement}})
	r.Apply(model.RootsFact{Roots: []model.Node{{ID: "r-ab12", Kind: model.KindRoot, Name: "Root"}}})
	r.Apply(model.OUsFact{OUs: []model.Node{{ID: "ou-ab12-security0", Kind: model.KindOU, Name: "Security", Parent: "r-ab12"}}})
	r.Apply(model.AccountsFact{Accounts: []model.Node{
		{ID: testManagement.Node(), Kind: model.KindAccount, Name: "Acme Root", Parent: "r-ab12", State: model.StateActive},
		{ID: testAudit.Node(), Kind: model.KindAccount, Name: "audit", Parent: "ou-ab12-security0", State: model.StateActive},
		{ID: testNetwork.Node(), Kind: model.KindAccount, Name: "network", Parent: "r-ab12", State: model.StateActive},
		{ID: testOld.Node(), Kind: model.KindAccount, Name: "old", Parent: "r-ab12", State: model.StateClosed},
	}})
	var access []model.TrustedAccess
	for _, p := range trusted {
		access = append(access, model.TrustedAccess{Principal: p})
	}
	r.Apply(model.TrustedAccessFact{Trusted: access})
	var administrators []model.Node
	for account := range registered {
		administrators = append(administrators, model.Node{ID: account.Node(), Kind: model.KindAccount, State: model.StateNotGiven})
	}
	r.Apply(model.AdministratorsFact{Accounts: administrators})
	for account, principals := range registered {
		if principals == nil {
			continue // not read
		}
		var delegations []model.Delegation
		for _, p := range principals {
			delegations = append(delegations, model.Delegation{Account: account, Principal: p, Since: time.Date(2024, 3, 11, 9, 30, 0, 0, time.UTC)})
		}
		r.Apply(model.DelegationsFact{Account: account, Delegations: delegations})
	}
	for _, part := range []model.Part{model.PartAccounts, model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations} {
		if slices.Contains(unread, part) {
			continue
		}
		r.Apply(model.StatusFact{Part: part, Target: "", Status: model.Status{Progress: model.Complete}})
	}
	return r
}

func rowOf(t *testing.T, r *model.Reading, id string) Row {
	t.Helper()
	rows := Table(r)
	i := slices.IndexFunc(rows, func(row Row) bool { return row.ID == id })
	if i < 0 {
		t.Fatalf("the table has no row for %s", id)
	}
	return rows[i]
}

func texts(ds []Disagreement) string {
	var all []string
	for _, d := range ds {
		all = append(all, d.Text)
	}
	return strings.Join(all, "\n")
}

func TestTableRows(t *testing.T) {
	r := tableReading(
		[]model.Principal{"config.amazonaws.com", "config-multiaccountsetup.amazonaws.com", "ram.amazonaws.com", "stacksets.cloudformation.amazonaws.com"},
		map[model.AccountID][]model.Principal{testAudit: {"config.amazonaws.com", "config-multiaccountsetup.amazonaws.com", "new-thing.amazonaws.com"}},
	)
	rows := Table(r)
	if want := len(catalog.Services()) + 2; len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	var last []string
	for _, row := range rows[len(catalog.Services()):] {
		last = append(last, row.ID)
		if row.Service != nil || len(row.Notes) == 0 {
			t.Errorf("%s does not say that it is unknown: %v", row.ID, row.Notes)
		}
	}
	if want := []string{"new-thing.amazonaws.com", "ram.amazonaws.com"}; !slices.Equal(last, want) {
		t.Errorf("the last rows are %v, want %v", last, want)
	}
	config := rowOf(t, r, "config")
	if config.Access != AccessOn || len(config.Administrators) != 2 || !config.Certain || len(config.Disagreements) != 0 {
		t.Errorf("config: access %s, administrators %v, disagreements %s", config.Access, config.Administrators, texts(config.Disagreements))
	}
	if h := config.Administrators[0]; h.Name != "audit" || h.Place != "Root / Security" || h.State != model.StateActive || h.Since.Year() != 2024 {
		t.Errorf("the administrator is %+v", h)
	}
	if got := config.Quota().String(); got != "1 of 3" {
		t.Errorf("the quota is %q", got)
	}
	if macie := rowOf(t, r, "macie"); macie.Access != AccessOff || macie.Unread() || macie.Quota().String() != "0 of 1" {
		t.Errorf("macie: access %s, unread %v, quota %s", macie.Access, macie.Unread(), macie.Quota())
	}
	if got := rowOf(t, r, "cloudformation-stacksets").Access; got != AccessOff {
		t.Errorf("the principal of its service-linked role is not enough for StackSets, but access is %s", got)
	}
	backup, cloudwatch := rowOf(t, r, "backup"), rowOf(t, r, "cloudwatch")
	if backup.Quota().String() != "0 of 5" || cloudwatch.Quota().String() != "0" {
		t.Errorf("quotas with and without a number: %q, %q", backup.Quota(), cloudwatch.Quota())
	}
}

func TestTableAccess(t *testing.T) {
	for _, c := range []struct {
		id      string
		trusted []model.Principal
		want    AccessState
		off     []model.Principal
	}{
		{"guardduty", []model.Principal{"guardduty.amazonaws.com"}, AccessOn, nil},
		{"guardduty", []model.Principal{"malware-protection.guardduty.amazonaws.com"}, AccessOff, []model.Principal{"guardduty.amazonaws.com"}},
		{"systems-manager", []model.Principal{"ssm.amazonaws.com"}, AccessPartly, []model.Principal{"ssm-quicksetup.amazonaws.com"}},
		{"systems-manager", []model.Principal{"ssm.amazonaws.com", "ssm-quicksetup.amazonaws.com"}, AccessOn, nil},
	} {
		row := rowOf(t, tableReading(c.trusted, nil), c.id)
		if row.Access != c.want || !slices.Equal(row.AccessOff, c.off) {
			t.Errorf("%s with %v: %s, off %v; want %s, %v", c.id, c.trusted, row.Access, row.AccessOff, c.want, c.off)
		}
	}
}

// TestTableGaps ensures that what could not be read is unknown, not absent.
func TestTableGaps(t *testing.T) {
	gap := &model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListDelegatedAdministrators", Cause: "denied by an SCP"}
	nothing := model.NewReading()
	for _, row := range Table(nothing) {
		if !row.Unread() || row.Access != AccessUnknown || row.Quota().Certain {
			t.Fatalf("%s of an empty reading is not unknown: %+v", row.ID, row)
		}
	}

	failed := tableReading(nil, nil)
	failed.Apply(model.StatusFact{Part: model.PartAdministrators, Target: "", Status: model.Status{Progress: model.Failed, Gap: gap}})
	failed.Apply(model.StatusFact{Part: model.PartDelegations, Target: "", Status: model.Status{}})
	failed.Apply(model.StatusFact{Part: model.PartTrustedAccess, Target: "", Status: model.Status{Progress: model.Failed, Gap: gap}})
	row := rowOf(t, failed, "backup")
	if !row.Unread() || row.Access != AccessUnknown || len(row.Gaps) != 1 || row.Quota().String() != "… of 5" {
		t.Errorf("a denied list gives %+v", row)
	}

	// One administrator's services could not be read: it may hold anything.
	one := tableReading(nil, map[model.AccountID][]model.Principal{testAudit: {"backup.amazonaws.com"}, testNetwork: nil})
	one.Apply(model.StatusFact{Part: model.PartDelegations, Target: string(testNetwork), Status: model.Status{Progress: model.Failed, Gap: gap}})
	row = rowOf(t, one, "backup")
	if row.Certain || row.Unread() || len(row.Administrators) != 1 || len(row.Gaps) != 1 {
		t.Errorf("an unread administrator gives %+v", row)
	}
	if row := rowOf(t, one, "eks"); !row.Unread() {
		t.Errorf("nobody is said to hold a service that the unread administrator may hold: %+v", row)
	}

	// The same, but the principal itself was asked for.
	one.Apply(model.StatusFact{Part: model.PartAdministrators, Target: "eks.amazonaws.com", Status: model.Status{Progress: model.Complete}})
	if row := rowOf(t, one, "eks"); row.Unread() || len(row.Gaps) != 0 {
		t.Errorf("a principal that was read is unknown: %+v", row)
	}
}

func TestTableDisagreements(t *testing.T) {
	ssm := []model.Principal{"ssm.amazonaws.com", "ssm-quicksetup.amazonaws.com"}
	for name, c := range map[string]struct {
		trusted    []model.Principal
		registered map[model.AccountID][]model.Principal
		id         string
		want       string
		fix        *plan.Order
	}{
		"half done": {
			ssm,
			map[model.AccountID][]model.Principal{testAudit: {"ssm.amazonaws.com"}},
			"systems-manager",
			"audit (222233334444) is registered for ssm.amazonaws.com, but not for ssm-quicksetup.amazonaws.com.",
			&plan.Order{Direction: catalog.Register, Service: "systems-manager", Principals: ssm[1:], Account: testAudit},
		},
		"divided": {
			ssm,
			map[model.AccountID][]model.Principal{testAudit: {"ssm.amazonaws.com"}, testNetwork: {"ssm-quicksetup.amazonaws.com"}},
			"systems-manager",
			"Different accounts administer parts of the service: audit (222233334444) has ssm.amazonaws.com; network (333344445555) has ssm-quicksetup.amazonaws.com.",
			nil,
		},
		"no trusted access": {
			nil,
			map[model.AccountID][]model.Principal{testAudit: {"backup.amazonaws.com"}},
			"backup",
			"Trusted access is off for backup.amazonaws.com, but these accounts are registered for it: audit (222233334444).",
			&plan.Order{Direction: catalog.Register, Service: "backup", Principals: []model.Principal{"backup.amazonaws.com"}, Account: testAudit, EnableAccess: true},
		},
		"no trusted access for a stranger": {
			nil,
			map[model.AccountID][]model.Principal{testAudit: {"new.amazonaws.com"}},
			"new.amazonaws.com",
			"Trusted access is off for new.amazonaws.com, but these accounts are registered for it: audit (222233334444).", nil,
		},
		"extra trusted access is off": {
			[]model.Principal{"guardduty.amazonaws.com"}, map[model.AccountID][]model.Principal{testAudit: {"guardduty.amazonaws.com"}}, "guardduty", "", nil,
		},
	} {
		row := rowOf(t, tableReading(c.trusted, c.registered), c.id)
		if got := texts(row.Disagreements); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
			continue
		}
		if len(row.Disagreements) == 0 {
			continue
		}
		if fix := row.Disagreements[0].Fix; (fix == nil) != (c.fix == nil) || fix != nil && !sameOrder(*fix, *c.fix) {
			t.Errorf("%s: fixed by %+v, want %+v", name, fix, c.fix)
		}
	}
}

func sameOrder(a, b plan.Order) bool {
	return a.Direction == b.Direction && a.Service == b.Service && a.Account == b.Account &&
		a.EnableAccess == b.EnableAccess && slices.Equal(a.Principals, b.Principals)
}

// TestNoDisagreementFromGaps ensures that nothing disagrees with what is not read.
func TestNoDisagreementFromGaps(t *testing.T) {
	r := tableReading(nil, map[model.AccountID][]model.Principal{testAudit: {"ssm.amazonaws.com"}}, model.PartTrustedAccess, model.PartDelegations)
	r.Apply(model.StatusFact{Part: model.PartTrustedAccess, Target: "", Status: model.Status{Progress: model.Waiting}})
	r.Apply(model.StatusFact{Part: model.PartDelegations, Target: "", Status: model.Status{Progress: model.Partial}})
	if row := rowOf(t, r, "systems-manager"); len(row.Disagreements) != 0 {
		t.Errorf("disagreements out of nothing: %s", texts(row.Disagreements))
	}
}

func TestTableNotes(t *testing.T) {
	r := tableReading(
		[]model.Principal{"devops-guru.amazonaws.com"},
		map[model.AccountID][]model.Principal{
			testOld:   {"devops-guru.amazonaws.com"},
			testAudit: {"guardduty.amazonaws.com", "malware-protection.guardduty.amazonaws.com"},
		},
	)
	ghost := model.AccountID("999988887777") // has left the organization, and is on no list of accounts
	r.Apply(model.DelegationsFact{Account: ghost, Delegations: []model.Delegation{{Account: ghost, Principal: "access-analyzer.amazonaws.com", Since: time.Date(2024, 3, 11, 9, 30, 0, 0, time.UTC)}}})
	for id, want := range map[string]string{
		"devops-guru":     "old (444455556666) is closed.|Quota reached: 1 of 1 administrators.|It ends on 2027-09-30.",
		"access-analyzer": "999988887777 is not in the organization|which AWS does not document",
		"guardduty":       "Only the management account can read",
		"malware-protection.guardduty.amazonaws.com": "For trusted access of Amazon GuardDuty",
	} {
		row := rowOf(t, r, id)
		for _, part := range strings.Split(want, "|") {
			if !strings.Contains(strings.Join(row.Notes, "\n"), part) {
				t.Errorf("%s does not note %q: %q", id, part, row.Notes)
			}
		}
	}
	r.Caller.Account = testManagement
	if row := rowOf(t, r, "guardduty"); !slices.Contains(row.Notes, "deputy has not read the service's own list yet.") {
		t.Errorf("guardduty notes %q", row.Notes)
	}
}

func TestDelegationsByAccount(t *testing.T) {
	gap := &model.Gap{Operation: "organizations:ListDelegatedServicesForAccount", Cause: "denied"}
	r := tableReading(nil, map[model.AccountID][]model.Principal{
		testNetwork: {"ipam.amazonaws.com", "zebra.amazonaws.com", "access-analyzer.amazonaws.com"},
		testAudit:   nil,
	})
	r.Apply(model.StatusFact{Part: model.PartDelegations, Target: string(testAudit), Status: model.Status{Progress: model.Failed, Gap: gap}})
	all := ByAccount(r)
	if len(all) != 2 || all[0].Name != "audit" || all[1].Name != "network" {
		t.Fatalf("the accounts are %+v", all)
	}
	if all[0].Certain || all[0].Gap == nil || len(all[0].Held) != 0 || all[0].Place != "Root / Security" {
		t.Errorf("an account that could not be read is %+v", all[0])
	}
	var names []string
	for _, h := range all[1].Held {
		names = append(names, h.Name)
	}
	want := []string{"Amazon VPC IP Address Manager (IPAM)", "IAM Access Analyzer", "zebra.amazonaws.com"}
	if !all[1].Certain || !slices.Equal(names, want) || all[1].Held[2].Service != nil {
		t.Errorf("network holds %v (certain: %v), want %v", names, all[1].Certain, want)
	}
}
