package command_test

import (
	"strings"
	"testing"
	"testing/synctest"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/ui/command"
)

// What has gone wrong for others, in public reports and in AWS's own warnings,
// and what deputy says or does before it does. TestTrustedAccessByTheWrongCall is
// one more.

// TestAccidentsAreTold ensures that the plan tells what people did not know before
// they confirmed the same change.
func TestAccidentsAreTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		verb   string
		id     model.ServiceID
		before string // registered first; empty for nothing
		says   []string
		lost   string
	}{
		{
			name: "views of Resource Explorer", verb: "remove", id: "resource-explorer", before: "resource-explorer-2.amazonaws.com",
			lost: "multi-account views",
		},
		{
			name: "syncs of Systems Manager", verb: "remove", id: "systems-manager", before: "ssm.amazonaws.com",
			lost: "resource data syncs",
		},
		{
			name: "permission sets of the management account", verb: "register", id: "iam-identity-center",
			says: []string{"permission sets", "management account"},
		},
		{
			name: "access stays", verb: "remove", id: "iam-identity-center", before: "sso.amazonaws.com",
			says: []string{"Permissions and assignments stay"},
		},
		{
			name: "the subscription ends", verb: "remove", id: "security-incident-response", before: "security-ir.amazonaws.com",
			lost: "membership",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service, _ := catalog.ByID(c.id)
				b, server := withoutAccess(t, &service)
				enableInOrganizations(t, server, &service)
				if c.before != "" {
					registerInOrganizations(t, server, c.before)
				}
				args := []string{c.verb, string(c.id), payments}
				if code := b.runs(args...); code != command.Done && code != command.Denied {
					t.Fatalf("deputy ends with %d: %s", code, b.err)
				}
				text := strings.Join(strings.Fields(b.out), " ")
				b.says(text, c.says...)
				if c.lost == "" {
					return
				}
				b.says(text, c.lost)
				b.run(command.Unconfirmed, append(args, "--execute", "--plan", b.digest(), "--confirm", payments)...)
				b.says(b.err, "--confirm-loss "+string(c.id))
			})
		})
	}
}

// TestRegionsThatCollide ensures that a registration which AWS refuses in one
// Region, because another change is under way, says where it was done, and that
// the next plan does the rest.
func TestRegionsThatCollide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterOrganizationAdminAccount", Nth: 2, Code: "ConcurrentModificationException"}}}, managementAccount)
		args := []string{"register", "audit-manager", payments, "--region", "eu-central-1", "--region", "eu-west-1", "--enable-access"}
		b.run(command.Done, args...)
		b.run(command.Partly, append(args, "--execute", "--plan", b.digest(), "--confirm", payments)...)
		b.says(b.out+b.err, "Registered in eu-central-1.", "Not registered in eu-west-1:", "Another change is under way")
		b.run(command.Done, args...)
		if steps := strings.Count(b.out, "RegisterOrganizationAdminAccount"); steps != 1 || !strings.Contains(b.out, "eu-west-1") {
			t.Errorf("the rest is another plan:\n%s", b.out)
		}
		b.run(command.Done, append(args, "--execute", "--plan", b.digest(), "--confirm", payments)...)
		if n := len(changes(server)); n != 5 { // trusted access, Organizations, the first Region, the second in vain and again
			t.Errorf("%d changing calls: %v", n, changes(server))
		}
	})
}

// TestRegisteredInOrganizationsOnly ensures that a delegate which is registered in
// AWS Organizations, and which the service itself does not know, is told, and that
// the plan makes the service's call.
func TestRegisteredInOrganizationsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, _ := catalog.ByID("detective")
		b, server := withoutAccess(t, &service)
		enableInOrganizations(t, server, &service)
		registerInOrganizations(t, server, "detective.amazonaws.com")
		b.runs("delegations")
		b.says(strings.Join(strings.Fields(b.out), " "), "Amazon Detective")
		b.run(command.Done, "register", "detective", payments, "--region", "eu-central-1")
		b.says(b.out, "EnableOrganizationAdminAccount")
		b.run(command.Done, "register", "detective", payments, "--region", "eu-central-1", "--execute", "--plan", b.digest(), "--confirm", payments)
	})
}

// registerInOrganizations registers the payments account by AWS Organizations
// alone.
func registerInOrganizations(t *testing.T, server *emulator.Server, principal string) {
	t.Helper()
	if _, err := organizationsClient(server).RegisterDelegatedAdministrator(t.Context(), &organizations.RegisterDelegatedAdministratorInput{
		AccountId: sdk.String(payments), ServicePrincipal: sdk.String(principal),
	}); err != nil {
		t.Fatal(err)
	}
}
