package catalog

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
)

// TestMistakenPrincipals ensures that a principal that somebody may take for the
// one of a service names that service, and that none of the catalogue is taken
// for another.
func TestMistakenPrincipals(t *testing.T) {
	for principal, want := range map[model.Principal]model.ServiceID{
		"stacksets.cloudformation.amazonaws.com": "cloudformation-stacksets", "notifications.amazon.com": "user-notifications",
		"inspector.amazonaws.com": "inspector", "newservice.amazonaws.com": "",
	} {
		if s, _ := MistakenFor(principal); s.ID != want {
			t.Errorf("%s is taken for %q, want %q", principal, s.ID, want)
		}
		if _, err := Find(string(principal)); want != "" && (err == nil || !strings.Contains(err.Error(), string(want))) {
			t.Errorf("%s: %v", principal, err)
		}
	}
	for principal, id := range mistaken {
		if _, known := ByID(id); !known {
			t.Errorf("%s is mistaken for a service that is not there, %s", principal, id)
		}
		if _, right := ByPrincipal(principal); right {
			t.Errorf("%s is of the catalogue", principal)
		}
	}
	if near, ok := NearPrincipal("guarduty.amazonaws.com"); !ok || near != "guardduty.amazonaws.com" {
		t.Errorf("guarduty is near %q", near)
	}
}

func TestFindService(t *testing.T) {
	for word, want := range map[string]model.ServiceID{
		"guardduty":                                         "guardduty",
		" GuardDuty ":                                       "guardduty",
		"guardduty.amazonaws.com":                           "guardduty",
		"config-multiaccountsetup.amazonaws.com":            "config",
		"notifications.amazonaws.com":                       "user-notifications",
		"MEMBER.ORG.STACKSETS.cloudformation.amazonaws.com": "cloudformation-stacksets",
	} {
		if got, err := Find(word); err != nil || got.ID != want {
			t.Errorf("FindService(%q) = %s, %v; want %s", word, got.ID, err, want)
		}
	}
}

func TestFindServiceNamesNearMisses(t *testing.T) {
	for word, want := range map[string]string{
		"guarduty":               "guardduty",
		"guard-duty":             "guardduty",
		"securityhub":            "security-hub",
		"ipam":                   "vpc-ipam",
		"fms":                    "firewall-manager",
		"sso":                    "iam-identity-center",
		"stacksets":              "cloudformation-stacksets",
		"quick setup":            "systems-manager",
		"guarduty.amazonaws.com": "guardduty",
	} {
		_, err := Find(word)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("FindService(%q) does not name %s: %v", word, want, err)
		}
	}
	for _, word := range []string{"", "zzzzzzzzzzzz", "a\x1b[31mb\nc", strings.Repeat("x", 1<<20)} {
		_, err := Find(word)
		if err == nil || strings.ContainsAny(err.Error(), "\n\x1b") || len(err.Error()) > 400 {
			t.Errorf("FindService(%.20q): not one plain line: %.500v", word, err)
		}
	}
}

func TestServiceByPrincipalKnowsDelegationsOnly(t *testing.T) {
	if s, ok := ByPrincipal("malware-protection.guardduty.amazonaws.com"); ok {
		t.Errorf("a principal of trusted access only delegates %s", s.ID)
	}
	if s, ok := ByPrincipal("sso.amazonaws.com"); !ok || !s.HasPrincipal("sso.amazonaws.com") {
		t.Error("sso.amazonaws.com is not found")
	}
	if _, ok := ByID("GuardDuty"); ok {
		t.Error("an id was found in another spelling")
	}
}

// TestAccessMechanisms ensures that EnableAWSServiceAccess does not replace another
// mechanism.
func TestAccessMechanisms(t *testing.T) {
	want := map[AccessMechanism][]model.ServiceID{
		AccessByService: {
			"cloudformation-stacksets", "health", "license-manager", "network-manager", "reachability-analyzer",
			"service-catalog", "user-notifications",
		},
		AccessByConsole:      {"trusted-advisor"},
		AccessByRegistration: {"detective", "firewall-manager", "macie", "security-hub", "security-lake", "vpc-ipam"},
	}
	got := map[AccessMechanism][]model.ServiceID{}
	for _, s := range Services() {
		got[s.TrustedAccess.Mechanism] = append(got[s.TrustedAccess.Mechanism], s.ID)
	}
	for mechanism, ids := range want {
		slices.Sort(got[mechanism])
		if !slices.Equal(got[mechanism], ids) {
			t.Errorf("by %s: %v, want %v", mechanism, got[mechanism], ids)
		}
	}
	if n := len(got[AccessByOrganizations]); n != 28 {
		t.Errorf("%d by organizations, want 28", n)
	}
}

func TestRemovalsThatDestroy(t *testing.T) {
	var got []model.ServiceID
	for _, s := range Services() {
		if s.Remove.Consequences.Destroys || otherConsequences(s).Destroys {
			got = append(got, s.ID)
		}
	}
	slices.Sort(got)
	want := []model.ServiceID{
		"detective", "firewall-manager", "macie", "network-manager", "network-security-manager", "resource-explorer", "security-hub",
		"security-incident-response", "security-lake", "service-catalog", "systems-manager",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v destroy, want %v", got, want)
	}
}

func TestAccessNeeded(t *testing.T) {
	for _, principal := range []model.Principal{"guardduty.amazonaws.com", "ssm-quicksetup.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"} {
		s, _ := ByPrincipal(principal)
		if got := s.AccessNeeded(principal); !slices.Equal(got, []model.Principal{principal}) {
			t.Errorf("%s needs %v", principal, got)
		}
	}
}

func TestCommands(t *testing.T) {
	with := Arguments{Account: "222233334444", Principal: "health.amazonaws.com"}
	for id, want := range map[model.ServiceID]string{
		"health":           "aws organizations register-delegated-administrator --account-id 222233334444 --service-principal health.amazonaws.com",
		"guardduty":        "aws guardduty enable-organization-admin-account --admin-account-id 222233334444",
		"security-hub":     "aws securityhub enable-organization-admin-account --admin-account-id 222233334444",
		"security-lake":    "aws securitylake register-data-lake-delegated-administrator --account-id 222233334444",
		"vpc-ipam":         "aws ec2 enable-ipam-organization-admin-account --delegated-admin-account-id 222233334444",
		"firewall-manager": "aws fms associate-admin-account --admin-account 222233334444",
	} {
		s, _ := ByID(id)
		if got := s.RegisterCall().Command(with); got != want {
			t.Errorf("%s: %s\nwant %s", id, got, want)
		}
	}
	hub, _ := ByID("security-hub")
	got := hub.RemoveCall().Command(Arguments{Account: "2; rm", Feature: "SecurityHubV2"})
	if want := "aws securityhub disable-organization-admin-account --admin-account-id '2; rm' --feature SecurityHubV2"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	fms, _ := ByID("firewall-manager")
	if call := fms.RemoveCall(); call.Caller != PartyDelegate || call.Command(with) != "aws fms disassociate-admin-account" {
		t.Errorf("Firewall Manager's removal is made by %s: %s", call.Caller, call.Command(with))
	}
}

// TestCallsOfOrganizations ensures that for services whose mechanism is
// Organizations all three calls are calls of Organizations.
func TestCallsOfOrganizations(t *testing.T) {
	s, _ := ByID("health")
	for want, call := range map[string]Call{
		"RegisterDelegatedAdministrator":   s.RegisterCall(),
		"DeregisterDelegatedAdministrator": s.RemoveCall(),
		"ListDelegatedAdministrators":      s.ListCall(),
	} {
		if call.Operation != want || call.Target != "AWSOrganizationsV20161128."+want {
			t.Errorf("%s is sent as %s %s", want, call.Operation, call.Target)
		}
		for _, problem := range problemsOfCall(call) {
			t.Errorf("%s: %s", want, problem)
		}
	}
}

func TestAffects(t *testing.T) {
	for _, c := range []struct {
		affects  Affects
		register bool
		remove   bool
	}{{AffectsRegister, true, false}, {AffectsRemove, false, true}, {AffectsBoth, true, true}} {
		if c.affects.Includes(Register) != c.register || c.affects.Includes(Remove) != c.remove {
			t.Errorf("%s includes the wrong directions", c.affects)
		}
	}
}

func BenchmarkReadCatalogue(b *testing.B) {
	for b.Loop() {
		if _, err := read(catalogFiles); err != nil {
			b.Fatal(err)
		}
	}
}

// TestConsequencesNameRegions ensures that every text of the consequences names
// the Regions of a removal, and stays a sentence where none is chosen.
func TestConsequencesNameRegions(t *testing.T) {
	c := Consequences{Text: "Graphs of {regions} end.", Lost: "The graphs of {regions}.", ComesBackNote: "Not in {regions}."}
	for want, regions := range map[string][]model.Region{
		"the chosen Regions":                    nil,
		"eu-west-1":                             {"eu-west-1"},
		"eu-central-1 and eu-west-1":            {"eu-central-1", "eu-west-1"},
		"eu-central-1, eu-west-1 and us-east-1": {"eu-central-1", "eu-west-1", "us-east-1"},
	} {
		got := c.In(regions)
		if got.Text != "Graphs of "+want+" end." || got.Lost != "The graphs of "+want+"." || got.ComesBackNote != "Not in "+want+"." {
			t.Errorf("in %v: %+v", regions, got)
		}
	}
}
