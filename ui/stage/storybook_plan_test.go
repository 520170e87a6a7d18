package stage_test

import (
	"context"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// planned begins a change and waits for its plan.
func planned(key, account, service string) func(*rig) {
	return at(func(r *rig) {
		r.begin(key, account, service)
		r.Wait(2 * time.Second)
	})
}

// planStories are the wizard up to the confirmation.
func planStories() []story {
	slow := func(d time.Duration) func(r *rig) {
		return func(r *rig) { r.server.SetFaults(emulator.Faults{Latency: d}) }
	}
	return []story{
		{name: "choose-service", do: pressed("payments-prod", "d")},
		{name: "choose-delegation", do: pressed("security-tooling", "x")},
		{name: "choose-account", do: pressed("", "3", "down", "d")},
		{name: "looking", do: func(r *rig) {
			r.loaded()
			slow(5 * time.Second)(r)
			r.begin("d", "payments-prod", "account-management")
		}},
		{name: "plan-register", do: planned("d", "payments-prod", "account-management")},
		{name: "plan-remove", do: planned("x", "monitoring", "health")},
		{name: "plan-loss", do: planned("x", "platform-automation", "service-catalog")},
		{name: "plan-loss-confirming", do: at(func(r *rig) {
			r.begin("x", "platform-automation", "service-catalog")
			r.read(removeCatalog)
			r.field("I know what is lost")
			r.Press("space")
			r.field("to remove:")
			r.Type(removeCatalog.words)
			r.toButton()
		})},
		{name: "plan-words-missing", do: at(func(r *rig) {
			r.begin("x", "monitoring", "health")
			r.read(removeHealth)
			r.toButton()
			r.ready = true
			r.Press("enter")
			r.ready = false
		})},
		{name: "plan-half-done", do: planned("d", "security-tooling", "AWS Config")},
		{name: "plan-unknown-principal", do: planned("x", "monitoring", "telemetry-broker")},
		{name: "plan-access-off", do: planned("d", "payments-prod", "agent-registry")},
		{name: "plan-access-on", do: at(func(r *rig) {
			r.begin("d", "payments-prod", "agent-registry")
			r.Until("[ ] Switch trusted access on first")
			r.Wait(time.Second)
			r.field("Switch trusted access on first")
			r.Press("space")
			r.Until("[x] Switch trusted access on first")
		})},
		{name: "plan-access-own-call", do: at((*rig).openNotifications)},
		{name: "blocked-quota", do: planned("d", "payments-prod", "compute-optimizer")},
		{name: "blocked-access-own-call", do: planned("d", "payments-prod", "User Notifications")},
		{name: "blocked-access-console", do: planned("d", "payments-prod", "trusted-advisor")},
		{name: "blocked-state", do: planned("d", "sandbox-kim", "account-management")},
		{name: "regions-register", do: planned("d", "payments-prod", "security-hub")},
		{name: "regions-remove", do: planned("x", "security-tooling", "guardduty")},
		{name: "regions-denied", begin: deny("guardduty:ListOrganizationAdminAccounts@eu-west-1"), do: planned("x", "security-tooling", "guardduty")},
		{name: "regions-plan", do: at(func(r *rig) {
			r.begin("x", "security-tooling", "guardduty")
			r.Until("Space chooses")
			r.Wait(time.Second)
			r.Press("down", "down", "space", "enter")
			r.Until("[ Cancel ]")
		})},
		{name: "replace-offered", do: at(func(r *rig) {
			r.begin("d", "payments-prod", "detective")
			r.Until("Space chooses")
			r.Wait(time.Second)
			r.Press("a", "enter")
			r.Until("[ Cancel ]")
		})},
		{name: "replace-ready", do: at(func(r *rig) {
			r.begin("d", "payments-prod", "compute-optimizer")
			r.Until("blocked")
			r.Wait(time.Second)
			r.field("first, to make room")
			r.Press("space")
			r.Until("to remove:")
		})},
		{name: "several-marked", do: at(func(r *rig) { r.marked("d", "payments-prod", "account-management", "health") })},
		{name: "several-regions", do: at(func(r *rig) {
			r.several("x", "security-tooling", "config", "detective", "guardduty")
			r.Until("Space chooses")
		})},
		{name: "several-plan", do: at(func(r *rig) {
			r.several("d", "payments-prod", "account-management", "health")
			r.Until("[ Cancel ]")
		})},
		{name: "several-blocked", do: at(func(r *rig) {
			r.several("d", "payments-prod", "account-management", "compute-optimizer", "health")
			r.Until("[ Cancel ]")
		})},
		{name: "several-confirming", do: at(func(r *rig) {
			r.several("x", "security-tooling", "config", "detective", "guardduty")
			r.inRegions("eu-central-1")
			r.Until("[ Cancel ]")
			r.Wait(time.Second)
			r.field("I know what is lost with")
			r.Press("space")
			r.field("to remove:")
			r.Type(removeThree.words)
			r.toButton()
		})},
		{name: "barred-management-account", do: planned("d", "Acme Root", "account-management")},
		{name: "barred-caller", begin: setting{caller: tooling}, do: planned("d", "payments-prod", "account-management")},
		{name: "plan-unchecked", begin: deny("ListDelegatedAdministrators", "ListAWSServiceAccessForOrganization"), do: func(r *rig) {
			r.Wait(20 * time.Second)
			r.begin("d", "payments-prod", "account-management")
			r.Wait(2 * time.Second)
		}},
		{name: "plan-void", do: at(func(r *rig) {
			r.begin("d", "payments-prod", "account-management")
			r.read(registerAccount)
			r.elsewhere("RegisterDelegatedAdministrator", finops, "account.amazonaws.com")
			r.confirm(registerAccount)
		})},
		{name: "checking", do: at(func(r *rig) {
			r.begin("d", "payments-prod", "account-management")
			r.read(registerAccount)
			slow(5 * time.Second)(r)
			r.confirm(registerAccount)
		})},
	}
}

// carriedOut confirms a plan while something is wrong, and waits.
func carriedOut(f emulator.Faults, wait time.Duration) func(*rig) {
	return at(func(r *rig) {
		r.begin("d", "payments-prod", "account-management")
		r.read(registerAccount)
		r.server.SetFaults(f)
		r.confirm(registerAccount)
		r.Wait(wait)
	})
}

// severalCarriedOut confirms a plan of two services while something is wrong,
// and waits.
func severalCarriedOut(f emulator.Faults, wait time.Duration) func(*rig) {
	return at(func(r *rig) {
		r.several("d", "payments-prod", "account-management", "health")
		r.Until("[ Cancel ]")
		r.Wait(time.Second)
		r.toButton()
		r.server.SetFaults(f)
		r.ready = true
		r.Press("enter")
		r.ready = false
		r.Wait(wait)
	})
}

// changeStories are changes being carried out and their ends.
func changeStories() []story {
	fails := func(code string) emulator.Faults {
		return emulator.Faults{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: code}}}
	}
	return []story{
		{name: "running", do: running},
		{name: "stopping", do: func(r *rig) { running(r); r.Press("esc"); r.Wait(5100 * time.Millisecond); r.Wait(0) }},
		{name: "quitting", do: func(r *rig) { running(r); r.Press("q") }},
		{name: "stopped", do: func(r *rig) { running(r); r.Press("esc"); r.Wait(time.Minute) }},
		{name: "done", do: carriedOut(emulator.Faults{}, 10*time.Second)},
		{name: "failed-denied", do: carriedOut(fails("AccessDeniedException"), time.Minute)},
		{name: "failed-conflict", do: carriedOut(fails("ConcurrentModificationException"), time.Minute)},
		{name: "unknown", do: carriedOut(fails("reset"), 3*time.Minute)},
		{name: "lost-but-done", do: carriedOut(fails("lost"), 3*time.Minute)},
		{name: "not-visible-yet", do: carriedOut(emulator.Faults{Lag: time.Hour}, 3*time.Minute)},
		{name: "plan-back", do: func(r *rig) {
			carriedOut(emulator.Faults{}, 10*time.Second)(r)
			r.Press("u")
			r.Wait(2 * time.Second)
		}},
		{name: "several-running", do: severalCarriedOut(emulator.Faults{Latency: 5 * time.Second}, 12*time.Second)},
		{name: "several-failed", do: severalCarriedOut(emulator.Faults{Fail: []emulator.Failure{
			{Operation: "RegisterDelegatedAdministrator", Code: "AccessDeniedException", Nth: 2},
		}}, time.Minute)},
		{name: "unfinished", begin: begun(), do: at(func(r *rig) { r.Press("U") })},
		{name: "unfinished-notice", begin: begun(), do: func(r *rig) { r.loaded() }},
	}
}

// begun is the demo organization with a journal that ends in the middle of a
// call.
func begun() setting {
	return setting{backend: aws.Options{Store: halfDone{}}}
}

// halfDone is a store whose journal ends in the middle of a call.
type halfDone struct{ aws.Store }

func (halfDone) Load(context.Context, aws.Place) (*model.Snapshot, error) { return nil, nil }
func (halfDone) Save(aws.Place, *model.Snapshot) error                    { return nil }
func (halfDone) Journal(aws.Place) (plan.JournalFact, error) {
	entry := plan.JournalEntry{
		Version: 1, Time: curtain.Add(-20 * time.Hour), Plan: "6f811b263f0d6351", Step: 1, Of: 2, Phase: plan.Intent,
		Organization: "o-4x9acme2k7", Partition: "aws", Caller: "arn:aws:sts::111122223333:assumed-role/OrgAdmin/jo",
		Service: "organizations", Operation: "RegisterDelegatedAdministrator", Reason: "CHG-1234",
		Parameters: catalog.Parameters{{Name: "AccountId", Value: payments}, {Name: "ServicePrincipal", Value: "account.amazonaws.com"}},
		Inverse:    "aws organizations deregister-delegated-administrator --account-id 444455556666 --service-principal account.amazonaws.com",
		Order: &plan.Order{
			Direction: catalog.Register, Service: "account-management", Account: payments,
			Also: []plan.Order{{Direction: catalog.Register, Service: "health", Account: payments}},
		},
	}
	return plan.JournalFact{Unfinished: []plan.JournalEntry{entry}}, nil
}
