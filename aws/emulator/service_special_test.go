package emulator_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/aws-sdk-go-v2/service/fms"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// named returns the service by its catalog id.
func named(t *testing.T, id model.ServiceID) administered {
	t.Helper()
	i := slices.IndexFunc(services, func(a administered) bool { return a.id == id })
	if i < 0 {
		t.Fatalf("there is no %s", id)
	}
	return services[i]
}

// in returns the SDK's configuration for the management account in a Region.
func in(s *emulator.Server, region string) awssdk.Config {
	c := config(s, management)
	c.Region = region
	return c
}

// The demo organization has each service in its own state.
func TestDemoSettings(t *testing.T) {
	s := emulator.New(sample.Demo())
	for id, want := range map[model.ServiceID]int{
		"guardduty": 3, "macie": 2, "inspector": 3, "detective": 1, "security-hub": 0,
		"audit-manager": 0, "firewall-manager": 1,
	} {
		a, n := named(t, id), 0
		for _, region := range a.regions() {
			all, err := a.at(s, management, region).list(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			n += len(all)
		}
		if n != want {
			t.Errorf("%s is administered in %d Regions, want %d", id, n, want)
		}
	}
	if holders := administratorsOf(t.Context(), t, client(s, management), "macie.amazonaws.com"); len(holders) != 0 {
		t.Errorf("Organizations has %v for Macie: it should be half done", holders)
	}
}

// Network Security Manager refuses an account for some minutes after its removal,
// in that Region, and no other account.
func TestNetworkSecurityManagerSettles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := named(t, "network-security-manager")
		s := emulator.New(withoutService(a, true))
		here, there := a.at(s, management, "eu-west-1"), a.at(s, management, "us-east-1")
		wantCode(t, "enable", here.enable(t.Context(), tooling), "")
		wantCode(t, "disable", here.disable(t.Context(), tooling), "")
		wantCode(t, "at once", here.enable(t.Context(), tooling), "ConflictException")
		wantCode(t, "in another Region", there.enable(t.Context(), tooling), "")
		wantCode(t, "another account", here.enable(t.Context(), payments), "")
		wantCode(t, "its removal", here.disable(t.Context(), payments), "")
		pass(3 * time.Minute)
		wantCode(t, "later", here.enable(t.Context(), tooling), "")
	})
}

// Security Hub CSPM and Security Hub keep an administrator each, and share one
// account.
func TestSecurityHubFeatures(t *testing.T) {
	a := named(t, "security-hub")
	s, ctx := emulator.New(withoutService(a, true)), t.Context()
	first, second := hub("")(in(s, "eu-west-1")), hub("SecurityHubV2")(in(s, "eu-west-1"))
	wantCode(t, "CSPM", first.enable(ctx, tooling), "")
	if all, err := second.list(ctx); err != nil || len(all) != 0 {
		t.Errorf("CSPM's administrator shows at the other: %v, %v", all, err)
	}
	wantCode(t, "another account for the other", second.enable(ctx, payments), "InvalidInputException")
	wantCode(t, "the same account for the other", second.enable(ctx, tooling), "")
	wantCode(t, "removing CSPM's", first.disable(ctx, tooling), "")
	if all, err := second.list(ctx); err != nil || len(all) != 1 {
		t.Errorf("the other went along: %v, %v", all, err)
	}
}

// Under central configuration the own removal is refused, and Organizations
// ends it all.
func TestSecurityHubCentralConfiguration(t *testing.T) {
	a := named(t, "security-hub")
	o := withoutService(a, true)
	o.Delegations = append(o.Delegations, model.Delegation{Account: tooling, Principal: "securityhub.amazonaws.com"})
	for _, feature := range []string{"SecurityHub", "SecurityHubV2", model.FeatureCentralConfiguration} {
		o.Settings = append(o.Settings, model.Setting{Service: a.id, Region: "eu-west-1", Account: tooling, Feature: feature, State: model.SettingEnabled})
	}
	s, ctx := emulator.New(o), t.Context()
	for _, region := range []string{"eu-west-1", "us-east-1"} {
		wantCode(t, region, hub("")(in(s, region)).disable(ctx, tooling), "InvalidAccessException")
	}
	wantCode(t, "the other feature", hub("SecurityHubV2")(in(s, "eu-west-1")).disable(ctx, tooling), "")
	if err := deregister(tooling, a.principal)(ctx, client(s, management)); err != nil {
		t.Fatal(err)
	}
	if settings, registered := stateOf(s, a); len(settings)+len(registered) > 0 {
		t.Errorf("left %v, %v", settings, registered)
	}
}

// A Detective administrator that comes back starts another behavior graph.
func TestDetectiveLosesItsGraph(t *testing.T) {
	a := named(t, "detective")
	synctest.Test(t, func(t *testing.T) {
		s, ctx := emulator.New(withoutService(a, true)), t.Context()
		c := detective.NewFromConfig(in(s, "eu-west-1"))
		graph := func() string {
			t.Helper()
			wantCode(t, "enable", a.at(s, management, "eu-west-1").enable(ctx, tooling), "")
			out, err := c.ListOrganizationAdminAccounts(ctx, nil)
			if err != nil || len(out.Administrators) != 1 {
				t.Fatalf("%v, %v", out, err)
			}
			if at := out.Administrators[0].DelegationTime; !at.Equal(time.Now().Truncate(time.Millisecond)) {
				t.Errorf("since %s", at)
			}
			return *out.Administrators[0].GraphArn
		}
		first := graph()
		wantCode(t, "disable", a.at(s, management, "eu-west-1").disable(ctx, tooling), "")
		pass(time.Second)
		if again := graph(); again == first {
			t.Errorf("the graph %s came back", again)
		}
	})
}

// Beside the account that Organizations has, Detective takes the management
// account only, and Organizations does not remove that.
func TestDetectiveBesideOrganizations(t *testing.T) {
	a := named(t, "detective")
	s, ctx := emulator.New(withoutService(a, true)), t.Context()
	wantCode(t, "the first", a.at(s, management, "eu-west-1").enable(ctx, tooling), "")
	wantCode(t, "the management account elsewhere", a.at(s, management, "us-east-1").enable(ctx, management), "")
	wantCode(t, "the management account there", a.at(s, management, "eu-west-1").enable(ctx, management), "ValidationException")
	if err := deregister(tooling, a.principal)(ctx, client(s, management)); err != nil {
		t.Fatal(err)
	}
	if settings, _ := stateOf(s, a); len(settings) != 1 || settings[0].Account != management {
		t.Errorf("left %v", settings)
	}
}

// Firewall Manager has ten administrators at most; the default one leaves
// last, each by its own call, all in the home Region.
func TestFirewallManager(t *testing.T) {
	a := named(t, "firewall-manager")
	o := withoutService(a, false)
	s, ctx := emulator.New(o), t.Context()
	c := fms.NewFromConfig(in(s, "us-east-1"))
	put := func(account model.AccountID) error {
		_, err := c.PutAdminAccount(ctx, &fms.PutAdminAccountInput{AdminAccount: awssdk.String(string(account))})
		return err
	}
	_, err := c.GetAdminAccount(ctx, nil)
	wantCode(t, "nobody", err, "ResourceNotFoundException")
	wantCode(t, "a further administrator before the first", put(payments), "ResourceNotFoundException")
	wantCode(t, "another Region", firewall(in(s, "eu-west-1")).enable(ctx, tooling), "InvalidOperationException")
	wantCode(t, "the first", firewall(in(s, "us-east-1")).enable(ctx, tooling), "")
	var further []model.AccountID
	for _, n := range o.Accounts {
		if id := model.AccountID(n.ID); n.State == model.StateActive && id != management && id != tooling && len(further) < 10 {
			further = append(further, id)
		}
	}
	for _, id := range further[:9] {
		wantCode(t, "a further administrator", put(id), "")
	}
	wantCode(t, "one too many", put(further[9]), "LimitExceededException")
	wantCode(t, "another scope", put(further[0]), "")
	out, err := c.ListAdminAccountsForOrganization(ctx, &fms.ListAdminAccountsForOrganizationInput{MaxResults: awssdk.Int32(4)})
	if err != nil || len(out.AdminAccounts) != 4 || out.NextToken == nil || !out.AdminAccounts[0].DefaultAdmin {
		t.Errorf("the first page: %v, %v", out, err)
	}
	wantCode(t, "the first before the others", a.at(s, tooling, "us-east-1").disable(ctx, ""), "InvalidOperationException")
	wantCode(t, "the management account", a.at(s, management, "us-east-1").disable(ctx, ""), "ResourceNotFoundException")
	for _, id := range append(further[:9:9], tooling) {
		wantCode(t, string(id), a.at(s, string(id), "us-east-1").disable(ctx, ""), "")
	}
	if settings, registered := stateOf(s, a); len(settings) != 0 || len(registered) != 10 {
		t.Errorf("left %v, %v", settings, registered)
	}
}

// CloudTrail takes three, and no removal without trusted access.
func TestCloudTrailQuota(t *testing.T) {
	a := named(t, "cloudtrail")
	s, ctx := emulator.New(withoutService(a, true)), t.Context()
	r := a.at(s, management, "eu-west-1")
	for _, account := range []string{tooling, payments, searchProd} {
		wantCode(t, account, r.enable(ctx, account), "")
	}
	wantCode(t, "a fourth", r.enable(ctx, "555566667777"), "DelegatedAdminAccountLimitExceededException")
	wantCode(t, "removing an outsider", r.disable(ctx, outsider), "AccountNotFoundException")
	wantCode(t, "removing one", r.disable(ctx, payments), "")
	wantCode(t, "another in its place", r.enable(ctx, "555566667777"), "")

	off := withoutService(a, false)
	off.Delegations = append(off.Delegations, model.Delegation{Account: tooling, Principal: "cloudtrail.amazonaws.com"})
	r = a.at(emulator.New(off), management, "eu-west-1")
	wantCode(t, "removing without trusted access", r.disable(ctx, tooling), "CloudTrailAccessNotEnabledException")
}

// Whether the last own removal ends the registration in Organizations can be
// chosen where AWS does not say.
func TestTidyRemoval(t *testing.T) {
	for _, id := range []model.ServiceID{"macie", "inspector", "audit-manager", "firewall-manager"} {
		a := named(t, id)
		s := emulator.New(withoutService(a, true), emulator.WithTidyRemoval(id))
		for _, region := range a.regions() {
			wantCode(t, region, a.at(s, management, region).enable(t.Context(), tooling), "")
		}
		for i, region := range a.regions() {
			wantCode(t, region, a.at(s, a.remover(tooling), region).disable(t.Context(), tooling), "")
			if _, registered := stateOf(s, a); (len(registered) == 0) != (i == len(a.regions())-1) {
				t.Errorf("%s: after %s Organizations has %v", id, region, registered)
			}
		}
	}
}

// A removal that is in progress takes neither a registration nor another
// removal.
func TestRemovalInProgress(t *testing.T) {
	for id, code := range map[model.ServiceID]string{"guardduty": "BadRequestException", "macie": "ConflictException", "inspector": "ConflictException"} {
		a := named(t, id)
		o := withoutService(a, true)
		o.Settings = append(o.Settings, model.Setting{Service: id, Region: "eu-west-1", Account: tooling, State: model.SettingDisabling})
		r := a.at(emulator.New(o), management, "eu-west-1")
		if all, err := r.list(t.Context()); err != nil || len(all) != 1 || all[0].status != a.disabling {
			t.Errorf("%s: listed %v, %v", id, all, err)
		}
		wantCode(t, string(id), r.enable(t.Context(), tooling), code)
		wantCode(t, string(id), r.disable(t.Context(), tooling), code)
	}
}

// Inspector tells one administrator, and that there is none.
func TestInspectorDetail(t *testing.T) {
	s, ctx := emulator.New(sample.Demo()), t.Context()
	out, err := inspector2.NewFromConfig(in(s, "eu-west-1")).GetDelegatedAdminAccount(ctx, nil)
	if err != nil || *out.DelegatedAdmin.AccountId != tooling {
		t.Errorf("%v, %v", out, err)
	}
	_, err = inspector2.NewFromConfig(in(s, "us-west-2")).GetDelegatedAdminAccount(ctx, nil)
	wantCode(t, "nobody", err, "ResourceNotFoundException")
}

// One call too many is told in each service's own word.
func TestServiceThrottling(t *testing.T) {
	words := map[model.ServiceID]string{"detective": "TooManyRequestsException", "vpc-ipam": "RequestLimitExceeded"}
	for _, a := range services {
		synctest.Test(t, func(t *testing.T) {
			s := emulator.New(withoutService(a, true), emulator.WithFaults(emulator.Faults{
				Limits: emulator.Limits{Operations: map[string]emulator.Rate{a.name: {Rate: 1, Burst: 1}}},
			}))
			r := a.at(s, management, a.where())
			wantCode(t, "the first call", r.enable(t.Context(), tooling), "")
			wantCode(t, string(a.id), r.enable(t.Context(), tooling), or(words[a.id], "ThrottlingException"))
		})
	}
}
