package emulator_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// accessCall is one call of a service that switches its own trusted access on.
type accessCall struct{ method, path, target, body string }

// accessService is such a service: its calls, where they go, and what it answers.
type accessService struct {
	service, principal string
	region             string // one that takes its calls
	elsewhere          string // one that does not; empty if all do
	enable, status     accessCall
	enabled            string // what the status call answers when it is on
	caller             string // the code for a member account
}

var accessServices = []accessService{
	{
		"cloudformation", "member.org.stacksets.cloudformation.amazonaws.com", "eu-west-1", "",
		accessCall{"POST", "/", "", "Action=ActivateOrganizationsAccess&Version=2010-05-15"},
		accessCall{"POST", "/", "", "Action=DescribeOrganizationsAccess&Version=2010-05-15&CallAs=SELF"},
		`<DescribeOrganizationsAccessResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeOrganizationsAccessResult><Status>ENABLED</Status></DescribeOrganizationsAccessResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></DescribeOrganizationsAccessResponse>`,
		"InvalidOperationException",
	},
	{
		"health", "health.amazonaws.com", "us-east-1", "eu-west-1",
		accessCall{"POST", "/", "AWSHealth_20160804.EnableHealthServiceAccessForOrganization", "{}"},
		accessCall{"POST", "/", "AWSHealth_20160804.DescribeHealthServiceStatusForOrganization", "{}"},
		`{"healthServiceAccessStatusForOrganization":"ENABLED"}`, "AccessDeniedException",
	},
	{
		"servicecatalog", "servicecatalog.amazonaws.com", "eu-central-1", "",
		accessCall{"POST", "/", "AWS242ServiceCatalogService.EnableAWSOrganizationsAccess", "{}"},
		accessCall{"POST", "/", "AWS242ServiceCatalogService.GetAWSOrganizationsAccessStatus", "{}"},
		`{"AccessStatus":"ENABLED"}`, "OperationNotSupportedException",
	},
	{
		"license-manager", "license-manager.amazonaws.com", "eu-west-1", "",
		accessCall{"POST", "/", "AWSLicenseManager.UpdateServiceSettings", `{"OrganizationConfiguration":{"EnableIntegration":true}}`},
		accessCall{"POST", "/", "AWSLicenseManager.GetServiceSettings", "{}"},
		`{"OrganizationConfiguration":{"EnableIntegration":true}}`, "AccessDeniedException",
	},
	{
		"networkmanager", "networkmanager.amazonaws.com", "us-west-2", "us-east-1",
		accessCall{"POST", "/organizations/service-access", "", `{"Action":"ENABLE"}`},
		accessCall{"GET", "/organizations/service-access", "", ""},
		`{"OrganizationStatus":{"AccountStatusList":[],"OrganizationAwsServiceAccessStatus":"ENABLED","OrganizationId":"o-4x9acme2k7","SLRDeploymentStatus":"SUCCEEDED"}}`, "AccessDeniedException",
	},
	{
		"notifications", "notifications.amazonaws.com", "us-east-1", "us-west-2",
		accessCall{"POST", "/organization/access", "", ""},
		accessCall{"GET", "/organization/access", "", ""},
		`{"notificationsAccessForOrganization":{"accessStatus":"ENABLED"}}`, "AccessDeniedException",
	},
	{
		"ec2", "reachabilityanalyzer.networkinsights.amazonaws.com", "eu-west-1", "",
		accessCall{"POST", "/", "", "Action=EnableReachabilityAnalyzerOrganizationSharing&Version=2016-11-15"},
		accessCall{},
		"", "UnauthorizedOperation",
	},
}

// make sends a call, and returns its answer with ID for the request's.
func (a accessService) make(t *testing.T, s *emulator.Server, c accessCall, account, region string) (int, string) {
	t.Helper()
	header := map[string]string{"Authorization": scoped(a.service, region, account)}
	if c.target != "" {
		header["X-Amz-Target"], header["Content-Type"] = c.target, "application/x-amz-json-1.1"
	}
	status, got, h := raw(t, s.Transport(), c.method, c.path, c.body, header)
	if code := h.Get("X-Amzn-Errortype"); code != "" {
		got = code + " " + got
	}
	return status, strings.ReplaceAll(got, h.Get("X-Amzn-Requestid"), "ID")
}

// on reports whether Organizations has the service's trusted access.
func (a accessService) on(s *emulator.Server) bool {
	return slices.ContainsFunc(s.Snapshot().TrustedAccess, func(t model.TrustedAccess) bool { return string(t.Principal) == a.principal })
}

// closed returns the demo organization without any trusted access.
func closed(options ...emulator.Option) *emulator.Server {
	o := sample.Demo()
	o.TrustedAccess = nil
	return emulator.New(o, options...)
}

// The management account switches access on, twice if it likes, and the service
// and Organizations say so; nobody else does, in no other Region, and nothing
// is done by half.
func TestAccess(t *testing.T) {
	for _, a := range accessServices {
		t.Run(a.service, func(t *testing.T) {
			s := closed()
			for _, account := range []string{tooling, outsider} {
				if status, got := a.make(t, s, a.enable, account, a.region); status < 400 || account == tooling && !strings.Contains(got, a.caller) {
					t.Errorf("%s: %d %s", account, status, got)
				}
			}
			if a.elsewhere != "" {
				if status, got := a.make(t, s, a.enable, management, a.elsewhere); status < 400 {
					t.Errorf("in %s: %d %s", a.elsewhere, status, got)
				}
			}
			if a.on(s) {
				t.Fatal("a refused call switched it on")
			}
			for range 2 {
				if status, got := a.make(t, s, a.enable, management, a.region); status != 200 || !a.on(s) {
					t.Errorf("%d %s, on %t", status, got, a.on(s))
				}
			}
			if a.enabled != "" {
				if status, got := a.make(t, s, a.status, management, a.region); status != 200 || got != a.enabled {
					t.Errorf("%d %s\nwant %s", status, got, a.enabled)
				}
			}
			for _, c := range s.Journal() {
				if c.Service != a.service || c.Changes() == (strings.HasPrefix(c.Operation, "Describe") || strings.HasPrefix(c.Operation, "Get") || strings.HasPrefix(c.Operation, "List")) {
					t.Errorf("the journal has %+v", c)
				}
			}
		})
	}
}

// With the lag knob the call is answered before anybody sees what it did.
func TestAccessLater(t *testing.T) {
	for _, a := range accessServices {
		if a.enabled == "" {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			s := closed(emulator.WithFaults(emulator.Faults{Lag: time.Minute}))
			a.make(t, s, a.enable, management, a.region)
			if _, got := a.make(t, s, a.status, management, a.region); got == a.enabled && a.service != "license-manager" {
				t.Errorf("%s says at once %s", a.service, got)
			}
			time.Sleep(time.Minute)
			if _, got := a.make(t, s, a.status, management, a.region); got != a.enabled {
				t.Errorf("%s says later %s", a.service, got)
			}
		})
	}
}

// Each service refuses in its own form what it does not have, what is missing
// and what the knobs ask for.
func TestAccessRefusals(t *testing.T) {
	of := func(service string) accessService {
		i := slices.IndexFunc(accessServices, func(a accessService) bool { return a.service == service })
		return accessServices[i]
	}
	const xml = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>`
	for _, c := range []struct {
		name, service string
		call          accessCall
		faults        emulator.Faults
		status        int
		want          string
	}{
		{"another operation", "cloudformation", accessCall{"POST", "/", "", "Action=CreateStack&Version=2010-05-15"}, emulator.Faults{}, 400, xml + "InvalidAction<"},
		{"another version", "cloudformation", accessCall{"POST", "/", "", "Action=ActivateOrganizationsAccess&Version=2000-01-01"}, emulator.Faults{}, 400, xml + "InvalidAction<"},
		{"another operation", "health", accessCall{"POST", "/", "AWSHealth_20160804.DescribeEvents", "{}"}, emulator.Faults{}, 400, `"UnknownOperationException"`},
		{"another method", "notifications", accessCall{"PUT", "/organization/access", "", ""}, emulator.Faults{}, 404, "UnknownOperationException "},
		{"no action", "networkmanager", accessCall{"POST", "/organizations/service-access", "", "{}"}, emulator.Faults{}, 400, "ValidationException "},
		{"another action", "networkmanager", accessCall{"POST", "/organizations/service-access", "", `{"Action":"DISABLE"}`}, emulator.Faults{}, 400, "ValidationException "},
		{"half a setting", "license-manager", accessCall{"POST", "/", "AWSLicenseManager.UpdateServiceSettings", `{"OrganizationConfiguration":{}}`}, emulator.Faults{}, 400, `"InvalidParameterValueException"`},
		{"no structure", "license-manager", accessCall{"POST", "/", "AWSLicenseManager.UpdateServiceSettings", `{"OrganizationConfiguration":"yes"}`}, emulator.Faults{}, 400, `"SerializationException"`},
		{"rehearsal", "ec2", accessCall{"POST", "/", "", "Action=EnableReachabilityAnalyzerOrganizationSharing&Version=2016-11-15&DryRun=true"}, emulator.Faults{}, 412, "DryRunOperation"},
		{"denied", "cloudformation", of("cloudformation").enable, emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudformation:*"}}}, 403, xml + "AccessDenied<"},
		{"denied", "networkmanager", of("networkmanager").enable, emulator.Faults{Deny: []emulator.Denial{{Operation: "StartOrganizationServiceAccessUpdate"}}}, 403, `AccessDeniedException {"Message":"User: `},
		{"denied", "ec2", of("ec2").enable, emulator.Faults{Deny: []emulator.Denial{{Operation: "ec2:EnableReachabilityAnalyzerOrganizationSharing"}}}, 403, "UnauthorizedOperation"},
		{"too many", "license-manager", of("license-manager").enable, emulator.Faults{Limits: emulator.Limits{Operations: map[string]emulator.Rate{"UpdateServiceSettings": {Rate: .001, Burst: 1}}}}, 400, `"RateLimitExceededException"`},
		{"too many", "cloudformation", of("cloudformation").enable, emulator.Faults{Limits: emulator.Limits{Operations: map[string]emulator.Rate{"*": {Rate: .001, Burst: 1}}}}, 400, xml + "Throttling<"},
	} {
		t.Run(c.name+"/"+c.service, func(t *testing.T) {
			a := of(c.service)
			s := closed(emulator.WithFaults(c.faults))
			if c.name == "too many" {
				a.make(t, s, c.call, management, a.region)
				if !a.on(s) {
					t.Error("the first call was refused")
				}
			}
			status, got := a.make(t, s, c.call, management, a.region)
			if status != c.status || !strings.Contains(got, c.want) {
				t.Errorf("%d %s\nwant %d with %s", status, got, c.status, c.want)
			}
			if c.name != "too many" && a.on(s) {
				t.Error("it is on all the same")
			}
		})
	}
}

// Network Manager needs StackSets for its roles; License Manager leaves Linux
// subscriptions alone.
func TestAccessOfRelatives(t *testing.T) {
	s := closed()
	for _, a := range accessServices {
		if a.service == "networkmanager" || a.service == "license-manager" {
			a.make(t, s, a.enable, management, a.region)
		}
	}
	var on []string
	for _, a := range s.Snapshot().TrustedAccess {
		on = append(on, string(a.Principal))
	}
	want := []string{
		"license-manager.amazonaws.com", "license-manager.member-account.amazonaws.com",
		"member.org.stacksets.cloudformation.amazonaws.com", "networkmanager.amazonaws.com",
	}
	if !slices.Equal(on, want) {
		t.Errorf("on are %q, want %q", on, want)
	}
}
