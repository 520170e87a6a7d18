package finding_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// Open handshakes are told by what they are about, with who was asked, since when and
// until when; that they were not read is told as well, and an organization without any
// has no finding.
func TestOpenHandshakes(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)
	place := finding.Place{Node: "r-4x9a"}
	s := sample.Demo()
	if got := brief(only(inspect(s), "handshake-open")); !slices.Equal(got, []string{"not checked handshake-open: Not checked: open invitations and other handshakes"}) {
		t.Errorf("while they are not read it finds %q", got)
	}
	s.Handshakes = &model.HandshakesFact{}
	none(t, inspect(s), "handshake-open", place)
	s.Handshakes.Open = sample.Handshakes(now)
	f := one(t, inspect(s), "handshake-open", place)
	if f.Title != "1 account is invited to the organization" || f.Severity != finding.SeverityLow || len(f.Details) != 1 ||
		f.Details[0] != "account 318765490211: INVITE, sent 2026-11-11 12:00Z, expires 2026-11-26 12:00Z (REQUESTED, h-4x9abluebird07)" {
		t.Errorf("%s: %q", f.Title, f.Details)
	}
	s.Handshakes.Open = []model.Handshake{
		{ID: "h-00000001", Action: "INVITE", State: "OPEN", Parties: []model.HandshakeParty{{Type: "ORGANIZATION", ID: "o-4x9acme2k7"}, {Type: "EMAIL", ID: "jo@example.com"}}},
		{ID: "h-00000002", Action: "INVITE", State: "REQUESTED", Requested: now, Parties: []model.HandshakeParty{{Type: "EMAIL", ID: "kim@example.com"}}},
		{ID: "h-00000003", Action: "ENABLE_ALL_FEATURES", State: "REQUESTED", Parties: []model.HandshakeParty{{Type: "ORGANIZATION", ID: "o-4x9acme2k7"}}},
		{ID: "h-00000004", Action: "APPROVE_ALL_FEATURES", State: "REQUESTED", Parties: []model.HandshakeParty{{Type: "ACCOUNT", ID: "222233334444"}}},
		{ID: "h-00000005", Action: "TRANSFER_RESPONSIBILITY", State: "REQUESTED", Parties: []model.HandshakeParty{{Type: "ACCOUNT", ID: "999999999999"}}},
		{ID: "h-00000006", Action: "SOMETHING_NEW", State: "REQUESTED"},
	}
	all := only(inspect(s), "handshake-open")
	want := []string{
		"medium handshake-open: 2 handshakes to enable all features are open",
		"low handshake-open: 1 invitation to transfer billing is open",
		"low handshake-open: 2 accounts are invited to the organization",
		"note handshake-open: 1 handshake is open",
	}
	if got := brief(all); !slices.Equal(got, want) {
		t.Errorf("it finds\n%s", strings.Join(got, "\n"))
	}
	if d := all[0].Details; len(d) != 2 || !strings.HasPrefix(d[0], "the management account: ENABLE_ALL_FEATURES") || !strings.HasPrefix(d[1], "security-tooling (222233334444): ") {
		t.Errorf("all features: %q", d)
	}
	if d := all[2].Details; len(d) != 2 || d[0] != "jo@example.com: INVITE, sent at an unknown time, expires at an unknown time (OPEN, h-00000001)" {
		t.Errorf("invitations: %q", d)
	}
}

// Accounts out of use are told by their state. No date is made up: that of a closure is
// not known, only when the 90 days after it are over for certain.
func TestAccountsOutOfUse(t *testing.T) {
	all := only(inspect(sample.Demo()), "account-out-of-use")
	want := []string{
		"low account-out-of-use: 1 account is suspended", "note account-out-of-use: 1 account is being closed", "note account-out-of-use: 2 closed accounts are still listed",
	}
	if got := brief(all); !slices.Equal(got, want) {
		t.Fatalf("it finds\n%s", strings.Join(got, "\n"))
	}
	if all[0].Place.Node != modeltest.OldLicensing.Node() || all[2].Place.Node != "r-4x9a" {
		t.Errorf("it places them at %v and %v", all[0].Place, all[2].Place)
	}
	// The accounts of the demo organization were read on 2026-11-20.
	if closed := all[2].Evidence; !strings.Contains(closed, "loyalty-prod, sandbox-kim") || !strings.Contains(closed, "end on 2027-02-18 at the latest") {
		t.Error(closed)
	}
	s := sample.Demo()
	for i := range s.Accounts {
		s.Accounts[i].State = model.StateActive
	}
	if found := only(inspect(s), "account-out-of-use"); len(found) > 0 {
		t.Errorf("of active accounts it finds %q", brief(found))
	}
}
