package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// The accounts of the tests.
const (
	testManagement AccountID = "111122223333"
	testAudit      AccountID = "222233334444"
	testNetwork    AccountID = "333344445555"
	testOld        AccountID = "444455556666"
)

// tableReading is a reading of a small organization whose delegations are
// read completely; held and trusted are what AWS returned.
func tableReading(trusted []Principal, held map[AccountID][]Principal, unread ...Part) *Reading {
	r := NewReading()
	r.Apply(CallerFact{Caller{Account: testAudit, Role: CallerDelegated}})
	r.Apply(OrganizationFact{Organization{ID: "o-4x9acme200", Features: FeaturesAll, Management: testManagement}})
	r.Apply(RootsFact{[]Node{{ID: "r-ab12", Kind: KindRoot, Name: "Root"}}})
	r.Apply(UnitsFact{[]Node{{ID: "ou-ab12-security0", Kind: KindUnit, Name: "Security", Parent: "r-ab12"}}})
	r.Apply(AccountsFact{[]Node{
		{ID: testManagement.Node(), Kind: KindAccount, Name: "Acme Root", Parent: "r-ab12", State: StateActive},
		{ID: testAudit.Node(), Kind: KindAccount, Name: "audit", Parent: "ou-ab12-security0", State: StateActive},
		{ID: testNetwork.Node(), Kind: KindAccount, Name: "network", Parent: "r-ab12", State: StateActive},
		{ID: testOld.Node(), Kind: KindAccount, Name: "old", Parent: "r-ab12", State: StateClosed},
	}})
	var access []TrustedAccess
	for _, p := range trusted {
		access = append(access, TrustedAccess{Principal: p})
	}
	r.Apply(TrustedAccessFact{access})
	var administrators []Node
	for account := range held {
		administrators = append(administrators, Node{ID: account.Node(), Kind: KindAccount, State: StateNotGiven})
	}
	r.Apply(DelegatesFact{Accounts: administrators})
	for account, principals := range held {
		if principals == nil {
			continue // not read
		}
		var delegations []Delegation
		for _, p := range principals {
			delegations = append(delegations, Delegation{account, p, time.Date(2024, 3, 11, 9, 30, 0, 0, time.UTC)})
		}
		r.Apply(DelegationsFact{account, delegations})
	}
	for _, part := range []Part{PartAccounts, PartTrustedAccess, PartDelegates, PartDelegations} {
		if slices.Contains(unread, part) {
			continue
		}
		r.Apply(StatusFact{part, "", Status{Progress: Complete}})
	}
	return r
}

func rowOf(t *testing.T, r *Reading, id string) DelegationRow {
	t.Helper()
	rows := DelegationTable(r)
	i := slices.IndexFunc(rows, func(row DelegationRow) bool { return row.ID == id })
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
		[]Principal{"config.amazonaws.com", "config-multiaccountsetup.amazonaws.com", "ram.amazonaws.com", "stacksets.cloudformation.amazonaws.com"},
		map[AccountID][]Principal{testAudit: {"config.amazonaws.com", "config-multiaccountsetup.amazonaws.com", "new-thing.amazonaws.com"}},
	)
	rows := DelegationTable(r)
	if want := len(Catalog()) + 2; len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	var last []string
	for _, row := range rows[len(Catalog()):] {
		last = append(last, row.ID)
		if row.Service != nil || len(row.Notes) == 0 {
			t.Errorf("%s does not say that it is unknown: %v", row.ID, row.Notes)
		}
	}
	if want := []string{"new-thing.amazonaws.com", "ram.amazonaws.com"}; !slices.Equal(last, want) {
		t.Errorf("the last rows are %v, want %v", last, want)
	}
	config := rowOf(t, r, "config")
	if config.Access != AccessOn || len(config.Holders) != 2 || !config.Certain || len(config.Disagree) != 0 {
		t.Errorf("config: access %s, holders %v, disagreements %s", config.Access, config.Holders, texts(config.Disagree))
	}
	if h := config.Holders[0]; h.Name != "audit" || h.Place != "Root / Security" || h.State != StateActive || h.Since.Year() != 2024 {
		t.Errorf("the holder is %+v", h)
	}
	if got := config.Quota().String(); got != "1 of 3" {
		t.Errorf("the quota is %q", got)
	}
	if macie := rowOf(t, r, "macie"); macie.Access != AccessOff || macie.Unread() || macie.Quota().String() != "0 of 1" {
		t.Errorf("macie: access %s, unread %v, quota %s", macie.Access, macie.Unread(), macie.Quota())
	}
	if got := rowOf(t, r, "cloudformation-stacksets").Access; got != AccessOn {
		t.Errorf("one of two principals is enough for StackSets, but access is %s", got)
	}
	backup, eks := rowOf(t, r, "backup"), rowOf(t, r, "eks")
	if backup.Quota().String() != "0 of 5" || eks.Quota().String() != "0" {
		t.Errorf("quotas with and without a number: %q, %q", backup.Quota(), eks.Quota())
	}
}

func TestTableAccess(t *testing.T) {
	for _, c := range []struct {
		id      string
		trusted []Principal
		want    AccessState
		off     []Principal
	}{
		{"guardduty", []Principal{"guardduty.amazonaws.com"}, AccessOn, nil},
		{"guardduty", []Principal{"malware-protection.guardduty.amazonaws.com"}, AccessOff, []Principal{"guardduty.amazonaws.com"}},
		{"systems-manager", []Principal{"ssm.amazonaws.com"}, AccessPartly, []Principal{"ssm-quicksetup.amazonaws.com"}},
		{"systems-manager", []Principal{"ssm.amazonaws.com", "ssm-quicksetup.amazonaws.com"}, AccessOn, nil},
	} {
		row := rowOf(t, tableReading(c.trusted, nil), c.id)
		if row.Access != c.want || !slices.Equal(row.AccessOff, c.off) {
			t.Errorf("%s with %v: %s, off %v; want %s, %v", c.id, c.trusted, row.Access, row.AccessOff, c.want, c.off)
		}
	}
}

// TestTableGaps: what could not be read is unknown, never absent.
func TestTableGaps(t *testing.T) {
	gap := &Gap{Kind: FailureDenied, Operation: "organizations:ListDelegatedAdministrators", Cause: "denied by an SCP"}
	nothing := NewReading()
	for _, row := range DelegationTable(nothing) {
		if !row.Unread() || row.Access != AccessUnknown || row.Quota().Certain {
			t.Fatalf("%s of an empty reading is not unknown: %+v", row.ID, row)
		}
	}

	failed := tableReading(nil, nil)
	failed.Apply(StatusFact{PartDelegates, "", Status{Progress: Failed, Gap: gap}})
	failed.Apply(StatusFact{PartDelegations, "", Status{}})
	failed.Apply(StatusFact{PartTrustedAccess, "", Status{Progress: Failed, Gap: gap}})
	row := rowOf(t, failed, "backup")
	if !row.Unread() || row.Access != AccessUnknown || len(row.Gaps) != 1 || row.Quota().String() != "… of 5" {
		t.Errorf("a denied list gives %+v", row)
	}

	// One administrator's services could not be read: it may hold anything.
	one := tableReading(nil, map[AccountID][]Principal{testAudit: {"backup.amazonaws.com"}, testNetwork: nil})
	one.Apply(StatusFact{PartDelegations, string(testNetwork), Status{Progress: Failed, Gap: gap}})
	row = rowOf(t, one, "backup")
	if row.Certain || row.Unread() || len(row.Holders) != 1 || len(row.Gaps) != 1 {
		t.Errorf("an unread administrator gives %+v", row)
	}
	if row := rowOf(t, one, "eks"); !row.Unread() {
		t.Errorf("nobody is said to hold a service that the unread administrator may hold: %+v", row)
	}

	// The same, but the principal itself was asked for.
	one.Apply(StatusFact{PartDelegates, "eks.amazonaws.com", Status{Progress: Complete}})
	if row := rowOf(t, one, "eks"); row.Unread() || len(row.Gaps) != 0 {
		t.Errorf("a principal that was read is unknown: %+v", row)
	}
}

func TestTableDisagreements(t *testing.T) {
	ssm := []Principal{"ssm.amazonaws.com", "ssm-quicksetup.amazonaws.com"}
	for name, c := range map[string]struct {
		trusted []Principal
		held    map[AccountID][]Principal
		id      string
		want    string
		mend    *Order
	}{
		"half done": {
			ssm,
			map[AccountID][]Principal{testAudit: {"ssm.amazonaws.com"}},
			"systems-manager",
			"audit (222233334444) is registered for ssm.amazonaws.com, but not for ssm-quicksetup.amazonaws.com.",
			&Order{Direction: Register, Service: "systems-manager", Principals: ssm[1:], Account: testAudit},
		},
		"divided": {
			ssm,
			map[AccountID][]Principal{testAudit: {"ssm.amazonaws.com"}, testNetwork: {"ssm-quicksetup.amazonaws.com"}},
			"systems-manager",
			"The service is divided: audit (222233334444) has ssm.amazonaws.com; network (333344445555) has ssm-quicksetup.amazonaws.com.",
			nil,
		},
		"no trusted access": {
			nil,
			map[AccountID][]Principal{testAudit: {"backup.amazonaws.com"}},
			"backup",
			"Trusted access is off for backup.amazonaws.com, yet registered for it: audit (222233334444).",
			&Order{Direction: Register, Service: "backup", Principals: []Principal{"backup.amazonaws.com"}, Account: testAudit, EnableAccess: true},
		},
		"no trusted access for a stranger": {
			nil,
			map[AccountID][]Principal{testAudit: {"new.amazonaws.com"}},
			"new.amazonaws.com",
			"Trusted access is off for new.amazonaws.com, yet registered for it: audit (222233334444).", nil,
		},
		"extra trusted access is off": {
			[]Principal{"guardduty.amazonaws.com"}, map[AccountID][]Principal{testAudit: {"guardduty.amazonaws.com"}}, "guardduty", "", nil,
		},
	} {
		row := rowOf(t, tableReading(c.trusted, c.held), c.id)
		if got := texts(row.Disagree); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
			continue
		}
		if len(row.Disagree) == 0 {
			continue
		}
		if mend := row.Disagree[0].Mend; (mend == nil) != (c.mend == nil) || mend != nil && !sameOrder(*mend, *c.mend) {
			t.Errorf("%s: mended by %+v, want %+v", name, mend, c.mend)
		}
	}
}

func sameOrder(a, b Order) bool {
	return a.Direction == b.Direction && a.Service == b.Service && a.Account == b.Account &&
		a.EnableAccess == b.EnableAccess && slices.Equal(a.Principals, b.Principals)
}

// TestNoDisagreementFromGaps: with half of the picture unread, nothing is said
// to disagree.
func TestNoDisagreementFromGaps(t *testing.T) {
	r := tableReading(nil, map[AccountID][]Principal{testAudit: {"ssm.amazonaws.com"}}, PartTrustedAccess, PartDelegations)
	r.Apply(StatusFact{PartTrustedAccess, "", Status{Progress: Waiting}})
	r.Apply(StatusFact{PartDelegations, "", Status{Progress: Partial}})
	if row := rowOf(t, r, "systems-manager"); len(row.Disagree) != 0 {
		t.Errorf("disagreements out of nothing: %s", texts(row.Disagree))
	}
}

func TestTableNotes(t *testing.T) {
	r := tableReading(
		[]Principal{"devops-guru.amazonaws.com"},
		map[AccountID][]Principal{
			testOld:   {"devops-guru.amazonaws.com"},
			testAudit: {"guardduty.amazonaws.com", "malware-protection.guardduty.amazonaws.com"},
		},
	)
	ghost := AccountID("999988887777") // has left the organization, and is on no list of accounts
	r.Apply(DelegationsFact{ghost, []Delegation{{ghost, "access-analyzer.amazonaws.com", time.Date(2024, 3, 11, 9, 30, 0, 0, time.UTC)}}})
	for id, want := range map[string]string{
		"devops-guru":     "old (444455556666) is closed.|1 of 1 administrators: the documented limit is used up.|It ends on 2027-09-30.",
		"access-analyzer": "999988887777 is not among the accounts|a limit that AWS does not document",
		"guardduty":       "can be read from the management account only",
		"malware-protection.guardduty.amazonaws.com": "Known for the trusted access of Amazon GuardDuty",
	} {
		row := rowOf(t, r, id)
		for _, part := range strings.Split(want, "|") {
			if !strings.Contains(strings.Join(row.Notes, "\n"), part) {
				t.Errorf("%s does not note %q: %q", id, part, row.Notes)
			}
		}
	}
	r.Caller.Account = testManagement
	if row := rowOf(t, r, "guardduty"); !slices.Contains(row.Notes, "The service's own list is not read yet.") {
		t.Errorf("guardduty notes %q", row.Notes)
	}
}

func TestDelegationsByAccount(t *testing.T) {
	gap := &Gap{Operation: "organizations:ListDelegatedServicesForAccount", Cause: "denied"}
	r := tableReading(nil, map[AccountID][]Principal{
		testNetwork: {"ipam.amazonaws.com", "zebra.amazonaws.com", "access-analyzer.amazonaws.com"},
		testAudit:   nil,
	})
	r.Apply(StatusFact{PartDelegations, string(testAudit), Status{Progress: Failed, Gap: gap}})
	all := DelegationsByAccount(r)
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
