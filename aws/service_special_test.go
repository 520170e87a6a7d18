package aws

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// service returns an entry of the catalog.
func service(t testing.TB, id model.ServiceID) catalog.Service {
	t.Helper()
	s, ok := catalog.ByID(id)
	if !ok {
		t.Fatalf("the catalogue has no %s", id)
	}
	return s
}

// A change of administrator is one plan: the old one goes everywhere, then the
// new one comes.
func TestReplace(t *testing.T) {
	for _, s := range servicesWithAPI() {
		if s.Quota.Number != 1 {
			continue
		}
		t.Run(string(s.ID), func(t *testing.T) {
			server := emulator.New(withAdministrator(s, demoPayments, "eu-central-1", "eu-west-1"))
			b := unpaced(server)
			o := orderFor(catalog.Register, s, demoTooling, "eu-west-1")
			o.Replace = true
			if p := planFor(t, b, o); s.Regions.Regional && !blockedBy(p, "replace-regions") {
				t.Errorf("the other Region is left to the old one: %+v", p.Blockers)
			}
			o = orderFor(catalog.Register, s, demoTooling, "eu-central-1", "eu-west-1")
			if p := planFor(t, b, o); s.Quota.Documented && !blockedBy(p, "quota") {
				t.Errorf("without leave to replace: %+v", p.Blockers)
			}
			o.Replace = true
			p := planFor(t, b, o)
			if p.ConfirmationText() != string(s.ID)+" "+string(demoPayments) {
				t.Errorf("what is typed is %q", p.ConfirmationText())
			}
			wantAllDone(t, p, executePlan(t, b, p))
			own, registered := administrators(server, s)
			if !slices.Equal(registered, []string{string(demoTooling)}) || slices.ContainsFunc(own, func(o string) bool { return !strings.HasPrefix(o, string(demoTooling)) }) {
				t.Errorf("own %q, registered %q", own, registered)
			}
		})
	}
}

// Firewall Manager's first administrator is the last to leave, the others come
// by another call, and each leaves by its own.
func TestFirewallManager(t *testing.T) {
	fms := service(t, "firewall-manager")
	server := emulator.New(withAdministrator(fms, demoTooling))
	b := delegateBackend(server)
	p := planFor(t, b, orderFor(catalog.Register, fms, demoPayments))
	wantAllDone(t, p, executePlan(t, b, p))
	if p = planFor(t, b, orderFor(catalog.Remove, fms, demoTooling)); !blockedBy(p, "first-in-last-out") {
		t.Errorf("the first leaves before the other: %+v", p.Blockers)
	}
	for _, account := range []model.AccountID{demoPayments, demoTooling} {
		p = planFor(t, b, orderFor(catalog.Remove, fms, account))
		if p.Loss == "" {
			t.Error("the plan does not say that policies are deleted")
		}
		wantAllDone(t, p, executePlan(t, b, p))
	}
	want := []string{
		"fms:PutAdminAccount us-east-1",
		"fms:DisassociateAdminAccount us-east-1", "organizations:DeregisterDelegatedAdministrator us-east-1",
		"fms:DisassociateAdminAccount us-east-1", "organizations:DeregisterDelegatedAdministrator us-east-1",
	}
	if diff := cmp.Diff(want, slices.DeleteFunc(calls(server), func(c string) bool { return strings.HasPrefix(c, "sts:") })); diff != "" {
		t.Errorf("the calls (-want +got):\n%s", diff)
	}
}

// Without credentials of the delegate its step stops the plan with the command;
// made by hand, the plan goes on.
func TestByHand(t *testing.T) {
	fms := service(t, "firewall-manager")
	server := emulator.New(withAdministrator(fms, demoTooling))
	b := unpaced(server)
	p := planFor(t, b, orderFor(catalog.Remove, fms, demoTooling))
	outcomes := executePlan(t, b, p)
	if len(outcomes) != 1 || outcomes[0].Result != plan.ResultFailed || !strings.Contains(outcomeText(outcomes[0]), "aws fms disassociate-admin-account --region us-east-1") {
		t.Fatalf("the outcomes are %+v", outcomes)
	}
	if made := calls(server); len(made) != 0 {
		t.Errorf("calls were made: %q", made)
	}
	hand := delegateBackend(server)
	q := planFor(t, hand, orderFor(catalog.Remove, fms, demoTooling))
	if o := hand.Execute(t.Context(), q.Confirmed("")[0]); o.Result != plan.ResultDone {
		t.Fatalf("by hand: %s", outcomeText(o))
	}
	wantAllDone(t, p, executePlan(t, b, p))
	if own, registered := administrators(server, fms); len(own)+len(registered) != 0 {
		t.Errorf("own %q, registered %q", own, registered)
	}
}

// Under central configuration Security Hub refuses its own removal. The other
// operation acts on all Regions, so all have to be chosen.
func TestSecurityHubInstead(t *testing.T) {
	hub := service(t, "security-hub")
	organization := withAdministrator(hub, demoTooling, "eu-central-1", "eu-west-1")
	organization.Settings = append(organization.Settings, model.Setting{
		Service: hub.ID, Region: "eu-central-1", Account: demoTooling, Feature: model.FeatureCentralConfiguration, State: model.SettingEnabled,
	})
	server := emulator.New(organization)
	b := unpaced(server)
	p := planFor(t, b, orderFor(catalog.Remove, hub, demoTooling, "eu-west-1"))
	if outcomes := executePlan(t, b, p); outcomes[0].Result != plan.ResultFailed {
		t.Errorf("the service API: %+v", outcomes)
	}
	o := orderFor(catalog.Remove, hub, demoTooling, "eu-west-1")
	o.Instead = true
	if p = planFor(t, b, o); !blockedBy(p, "all-regions") {
		t.Errorf("one Region for a call that acts on all: %+v", p.Blockers)
	}
	o.Regions = []model.Region{"eu-central-1", "eu-west-1"}
	p = planFor(t, b, o)
	if p.Loss == "" || len(p.Steps) != 1 {
		t.Errorf("loss %q, steps %+v", p.Loss, p.Steps)
	}
	wantAllDone(t, p, executePlan(t, b, p))
	own, registered := administrators(server, hub)
	if len(registered) != 0 || slices.ContainsFunc(own, func(o string) bool { return !strings.HasSuffix(o, model.FeatureCentralConfiguration) }) {
		t.Errorf("own %q, registered %q", own, registered)
	}
}

// Security Hub's two parts are registered and removed each for itself; as long
// as one stays, Organizations keeps the account.
func TestSecurityHubParts(t *testing.T) {
	hub := service(t, "security-hub")
	server := emulator.New(withoutService(hub))
	b := unpaced(server)
	o := orderFor(catalog.Register, hub, demoTooling, "eu-west-1")
	o.Features = []string{"SecurityHub", "SecurityHubV2"}
	p := planFor(t, b, o)
	wantAllDone(t, p, executePlan(t, b, p))
	o.Direction, o.Features = catalog.Remove, []string{"SecurityHubV2"}
	p = planFor(t, b, o)
	wantAllDone(t, p, executePlan(t, b, p))
	if own, registered := administrators(server, hub); len(own) != 1 || !strings.HasSuffix(own[0], "SecurityHub") || len(registered) != 1 {
		t.Errorf("own %q, registered %q", own, registered)
	}
	o.Features = nil
	p = planFor(t, b, o)
	wantAllDone(t, p, executePlan(t, b, p))
	if own, registered := administrators(server, hub); len(own)+len(registered) != 0 {
		t.Errorf("own %q, registered %q", own, registered)
	}
}

// A service that ends the registration in Organizations itself leaves the last
// step nothing to do.
func TestLastStepWithNothingLeft(t *testing.T) {
	inspector := service(t, "inspector")
	server := emulator.New(withAdministrator(inspector, demoTooling, "eu-west-1"), emulator.WithTidyRemoval("inspector"))
	b := unpaced(server)
	p := planFor(t, b, orderFor(catalog.Remove, inspector, demoTooling, "eu-west-1"))
	outcomes := executePlan(t, b, p)
	wantAllDone(t, p, outcomes)
	if last := outcomes[len(outcomes)-1]; !strings.Contains(last.Note, "already") {
		t.Errorf("the last step says %q", last.Note)
	}
}

// Detective's removal names no account: it is not sent if another one holds
// the place by then.
func TestDetectiveRemovesNobodyElse(t *testing.T) {
	detective := service(t, "detective")
	server := emulator.New(withAdministrator(detective, demoTooling, "eu-west-1"))
	b := unpaced(server)
	p := planFor(t, b, orderFor(catalog.Remove, detective, demoTooling, "eu-west-1"))
	other := emulator.New(withAdministrator(detective, demoPayments, "eu-west-1"))
	c := unpaced(other)
	planFor(t, c, orderFor(catalog.Remove, detective, demoPayments, "eu-west-1"))
	if o := c.Execute(t.Context(), p.Confirmed("")[0]); o.Result != plan.ResultFailed || !strings.Contains(outcomeText(o), "the account that is") {
		t.Errorf("the outcome is %+v", o)
	}
	if own, _ := administrators(other, detective); len(own) != 1 {
		t.Errorf("left: %q", own)
	}
}
