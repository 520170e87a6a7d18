package command_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// TestTrustedAccessByTheWrongCall ensures that trusted access which somebody
// switched on in AWS Organizations, for a service that has a call of its own for
// it, is told, and that the plan makes the service's call.
func TestTrustedAccessByTheWrongCall(t *testing.T) {
	tried := 0
	for i := range catalog.Services() {
		service := &catalog.Services()[i]
		if service.TrustedAccess.Status == nil {
			continue
		}
		tried++
		t.Run(string(service.ID), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, server := withoutAccess(t, service)
				enableInOrganizations(t, server, service)
				args := []string{"register", string(service.ID), payments}
				b.run(command.Denied, args...)
				b.says(strings.Join(strings.Fields(b.out), " "), "is on in AWS Organizations, but the service reports", "somebody switched it on without the service's own call")
				args = append(args, "--enable-access")
				b.run(command.Done, args...)
				b.says(b.out, service.TrustedAccess.Call.Operation)
				b.run(command.Done, append(args, "--execute", "--plan", b.digest(), "--confirm", payments)...)
				b.run(command.Denied, args...)
				b.says(b.out, "is already a delegated administrator")
			})
		})
	}
	if tried < 6 {
		t.Errorf("%d services say whether their trusted access is on", tried)
	}
}

// TestTrustedAccessThatTheServiceDoesNotTell ensures that a service whose state
// cannot be read blocks no plan, and that the plan says so.
func TestTrustedAccessThatTheServiceDoesNotTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "DescribeHealthServiceStatusForOrganization"}}}, managementAccount)
		b.runs("register", "health", payments)
		b.says(strings.Join(strings.Fields(b.out), " "), "Whether AWS Health itself reports trusted access as on:")
	})
}

// withoutAccess returns the demo organization without the trusted access and the
// administrators of a service.
func withoutAccess(t *testing.T, service *catalog.Service) (*bench, *emulator.Server) {
	t.Helper()
	organization := *sample.Demo()
	organization.Delegations = slices.DeleteFunc(slices.Clone(organization.Delegations), func(d model.Delegation) bool { return service.HasPrincipal(d.Principal) })
	organization.TrustedAccess = slices.DeleteFunc(slices.Clone(organization.TrustedAccess), func(x model.TrustedAccess) bool {
		return slices.ContainsFunc(service.TrustedAccess.Principals, func(p catalog.AccessPrincipal) bool { return p.Name == x.Principal })
	})
	organization.Settings = slices.DeleteFunc(slices.Clone(organization.Settings), func(x model.Setting) bool { return x.Service == service.ID })
	server := emulator.New(&organization)
	b := newBench(t)
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + managementAccount + "DEMO", Secret: "x"}}), nil
	}
	return b, server
}

// enableInOrganizations calls EnableAWSServiceAccess for each principal of a
// service.
func enableInOrganizations(t *testing.T, server *emulator.Server, service *catalog.Service) {
	t.Helper()
	client := organizationsClient(server)
	for _, p := range service.TrustedAccess.Principals {
		if _, err := client.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: sdk.String(string(p.Name))}); err != nil {
			t.Fatal(err)
		}
	}
}

// organizationsClient returns a client of the management account that knows
// nothing of deputy.
func organizationsClient(server *emulator.Server) *organizations.Client {
	return organizations.New(organizations.Options{
		Region: "us-east-1", HTTPClient: &http.Client{Transport: server.Transport()},
		Credentials: credentials.NewStaticCredentialsProvider("AKIA"+managementAccount+"DEMO", "x", ""),
	})
}
