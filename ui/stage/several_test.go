package stage_test

import (
	"slices"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
)

// several marks services in the wizard's list, and goes on with them.
func (r *rig) several(key, account string, services ...string) {
	r.t.Helper()
	r.marked(key, account, services...)
	r.Press("enter")
}

// marked marks services in the wizard's list.
func (r *rig) marked(key, account string, services ...string) {
	r.t.Helper()
	r.on(account)
	r.Press(key)
	for _, s := range services {
		r.Press("ctrl+u")
		r.Type(s)
		r.shows(" 1 of ")
		r.Press("space")
	}
	r.Press("ctrl+u")
}

// inRegions chooses every Region in which something stands, and goes on.
func (r *rig) inRegions(regions ...string) {
	r.t.Helper()
	r.Until("Space chooses")
	r.Wait(time.Second)
	for _, region := range regions {
		r.field(region)
		r.Press("space")
	}
	r.Press("enter")
}

var registerTwo = consent{
	title: "Register payments-prod (444455556666) as delegated administrator of AWS Account Management and AWS Health",
	steps: []string{
		"organizations RegisterDelegatedAdministrator 444455556666 account.amazonaws.com",
		"organizations RegisterDelegatedAdministrator 444455556666 health.amazonaws.com",
	},
}

var removeThree = consent{
	title: "Remove security-tooling (222233334444) as delegated administrator of AWS Config, Amazon Detective and Amazon",
	steps: []string{
		"organizations DeregisterDelegatedAdministrator 222233334444 config.amazonaws.com",
		"detective DisableOrganizationAdminAccount eu-central-1",
		"organizations DeregisterDelegatedAdministrator 222233334444 detective.amazonaws.com",
		"guardduty DisableOrganizationAdminAccount eu-central-1 222233334444",
	},
	loss:  "Amazon Detective: The organization's behavior graphs of eu-central-1 are deleted",
	words: "config,detective,guardduty 222233334444",
}

// TestRegisterSeveral registers an account for two services in one plan, and
// takes both back in one.
func TestRegisterSeveral(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.several("d", "payments-prod", "account-management", "health")
		r.confirm(registerTwo)
		r.Until("Done and verified.")
		if !r.holds("444455556666", "account.amazonaws.com") || !r.holds("444455556666", "health.amazonaws.com") {
			t.Error("one of the two is not registered")
		}
		r.Press("u")
		r.confirm(consent{
			title: "Remove payments-prod (444455556666) as delegated administrator of AWS Account Management and AWS Health",
			steps: []string{
				"organizations DeregisterDelegatedAdministrator 444455556666 account.amazonaws.com",
				"organizations DeregisterDelegatedAdministrator 444455556666 health.amazonaws.com",
			},
			words: "account-management,health 444455556666",
		})
		r.Until("Done and verified.")
		if r.holds("444455556666", "account.amazonaws.com") || r.holds("444455556666", "health.amazonaws.com") {
			t.Error("one of the two is still registered")
		}
	})
}

// TestRemoveSeveral chooses Regions once for the services that have them, ticks
// what one of them loses, and types the name of each.
func TestRemoveSeveral(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.several("x", "security-tooling", "config", "detective", "guardduty")
		r.inRegions("eu-central-1")
		r.confirm(removeThree)
		r.Until("Done and verified.")
		if r.holds("222233334444", "config.amazonaws.com") || r.holds("222233334444", "detective.amazonaws.com") {
			t.Error("Organizations still has one that was removed everywhere")
		}
		if got := r.administers("guardduty", "222233334444"); !slices.Equal(got, []model.Region{"eu-west-1", "us-east-1"}) || !r.holds("222233334444", "guardduty.amazonaws.com") {
			t.Errorf("GuardDuty is left in %v, or Organizations let it go", got)
		}
	})
}

// TestEachServiceIsTyped does nothing while one service's name is missing in
// the words.
func TestEachServiceIsTyped(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"detective,guardduty 222233334444", "config,detective,guardduty", "config 222233334444"} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.several("x", "security-tooling", "config", "detective", "guardduty")
				r.inRegions("eu-central-1")
				c := removeThree
				c.words = words
				r.confirm(c)
				r.Wait(time.Minute)
				r.shows("[ Remove ]")
				r.changed()
			})
		})
	}
}

// TestSecondServiceFails keeps the first, and plans the second again.
func TestSecondServiceFails(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "ConcurrentModificationException", Nth: 2}}})
		r.several("d", "payments-prod", "account-management", "health")
		r.confirm(registerTwo)
		r.Until("Stopped: 1 step done, 1 step not done.")
		r.Press("enter")
		r.confirm(consent{
			title: "Register payments-prod (444455556666) as delegated administrator of AWS Health",
			steps: registerTwo.steps[1:],
		})
		r.Until("Done and verified.")
		if !r.holds("444455556666", "account.amazonaws.com") || !r.holds("444455556666", "health.amazonaws.com") {
			t.Error("one of the two is not registered")
		}
	})
}

// TestLeaveOut leaves a service out that is blocked, and the rest is planned.
func TestLeaveOut(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.several("d", "payments-prod", "account-management", "compute-optimizer", "health")
		r.Until("blocked")
		r.Wait(time.Second)
		r.field("Leave AWS Compute Optimizer out of this plan")
		r.Press("space")
		r.confirm(registerTwo)
		r.Until("Done and verified.")
		r.changed(
			"RegisterDelegatedAdministrator 444455556666 account.amazonaws.com",
			"RegisterDelegatedAdministrator 444455556666 health.amazonaws.com",
		)
	})
}

// TestChosenPrincipals registers one of a service's two principals.
func TestChosenPrincipals(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "AWS Config")
		r.Until("[ Cancel ]")
		r.Wait(time.Second)
		r.shows("[x] config.amazonaws.com", "[x] config-multiaccountsetup.amazonaws.com")
		r.field("config-multiaccountsetup.amazonaws.com")
		r.Press("space")
		r.Until("[ ] config-multiaccountsetup.amazonaws.com")
		r.Wait(time.Second)
		r.field("[x] config.amazonaws.com")
		r.Press("space")
		r.Until("Choose at least one principal.")
		r.Press("tab", "tab", "tab")
		r.confirm(consent{
			title: "Register payments-prod (444455556666) as delegated administrator of AWS Config",
			steps: []string{"organizations RegisterDelegatedAdministrator 444455556666 config.amazonaws.com"},
		})
		r.Until("Done and verified.")
		r.changed("RegisterDelegatedAdministrator 444455556666 config.amazonaws.com")
	})
}

// TestReplaceAndBack changes the administrator of a service with room for one
// in one plan. When the second step fails, the way back restores the first.
func TestReplaceAndBack(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "compute-optimizer")
		r.Until("blocked")
		r.Wait(time.Second)
		r.field("Remove finops 333344445555 first")
		r.Press("space")
		r.server.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "AccessDeniedException", Nth: 1}}})
		r.confirm(consent{
			title: "Register payments-prod (444455556666) as delegated administrator of AWS Compute Optimizer, instead of finops",
			steps: []string{
				"organizations DeregisterDelegatedAdministrator 333344445555 compute-optimizer.amazonaws.com",
				"organizations RegisterDelegatedAdministrator 444455556666 compute-optimizer.amazonaws.com",
			},
			words: "compute-optimizer 333344445555",
		})
		r.Until("Stopped: 1 step done, 1 step not done.")
		r.Press("u")
		r.confirm(consent{
			title: "Register finops (333344445555) again as delegated administrator of AWS Compute Optimizer",
			steps: []string{"organizations RegisterDelegatedAdministrator 333344445555 compute-optimizer.amazonaws.com"},
		})
		r.Until("Done and verified.")
		if !r.holds("333344445555", "compute-optimizer.amazonaws.com") || r.holds("444455556666", "compute-optimizer.amazonaws.com") {
			t.Error("the way back did not restore the administrator")
		}
	})
}
