package stage_test

import (
	"testing"
	"time"
)

// The plans that the scripts read.
var (
	registerAccount = consent{
		title: "Register payments-prod (444455556666) as delegated administrator of AWS Account Management",
		steps: []string{"organizations RegisterDelegatedAdministrator 444455556666 account.amazonaws.com"},
	}
	registerRegistry = consent{
		title: "Register payments-prod (444455556666) as delegated administrator of AWS Agent Registry",
		steps: []string{
			"organizations EnableAWSServiceAccess agent-registry.amazonaws.com",
			"organizations RegisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com",
		},
	}
	removeHealth = consent{
		title: "Remove monitoring (806327065584) as delegated administrator of AWS Health",
		steps: []string{"organizations DeregisterDelegatedAdministrator 806327065584 health.amazonaws.com"},
		words: "health 806327065584",
	}
	removeCatalog = consent{
		title: "Remove platform-automation (558192155802) as delegated administrator of AWS Service Catalog",
		steps: []string{"organizations DeregisterDelegatedAdministrator 558192155802 servicecatalog.amazonaws.com"},
		loss:  "The portfolio shares that were created from this account are removed.",
		words: "service-catalog 558192155802",
	}
)

// TestRegister walks to an account and registers it for a service that is
// trusted already.
func TestRegister(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("Done and verified.")
		r.changed("RegisterDelegatedAdministrator 444455556666 account.amazonaws.com")
		if !r.holds(payments, "account.amazonaws.com") {
			t.Error("the account is not registered")
		}
		r.Press("esc")
		r.Wait(5 * time.Second)
		r.shows("payments-prod admin for 1")
		r.Press("tab", "tab", "tab")
		r.shows("AWS Account Management")
	})
}

// TestRegisterWithAccess lets the plan switch trusted access on first, which
// has to be ticked.
func TestRegisterWithAccess(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "agent-registry")
		r.Until("[ ] Switch trusted access on first")
		r.shows("Trusted access for agent-registry.amazonaws.com is off", "blocked")
		r.hides("Register  ")
		r.Wait(time.Second)
		r.field("Switch trusted access on first")
		r.Press("space")
		r.Until("[x] Switch trusted access on first")
		r.confirm(registerRegistry)
		r.Until("Done and verified.")
		r.changed("EnableAWSServiceAccess agent-registry.amazonaws.com", "RegisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com")
		if !r.trusts("agent-registry.amazonaws.com") || !r.holds(payments, "agent-registry.amazonaws.com") {
			t.Error("the account is not registered, or the service not trusted")
		}

		// The way back removes the delegation and leaves trusted access alone.
		r.Press("u")
		r.confirm(consent{
			title: "Remove payments-prod (444455556666) as delegated administrator of AWS Agent Registry",
			steps: []string{"organizations DeregisterDelegatedAdministrator 444455556666 agent-registry.amazonaws.com"},
			words: "agent-registry 444455556666",
		})
		r.Until("Done and verified.")
		if !r.trusts("agent-registry.amazonaws.com") || r.holds(payments, "agent-registry.amazonaws.com") {
			t.Error("the way back switched trusted access off, or left the delegation")
		}
	})
}

// TestRemove removes a delegation with typed words and plans the way back.
func TestRemove(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "monitoring", "health")
		r.confirm(removeHealth)
		r.Until("Done and verified.")
		r.changed("DeregisterDelegatedAdministrator 806327065584 health.amazonaws.com")
		if r.holds("806327065584", "health.amazonaws.com") {
			t.Error("the account is still registered")
		}
		r.Press("u")
		r.confirm(consent{
			title: "Register monitoring (806327065584) again as delegated administrator of AWS Health",
			steps: []string{"organizations RegisterDelegatedAdministrator 806327065584 health.amazonaws.com"},
		})
		r.Until("Done and verified.")
		if !r.holds("806327065584", "health.amazonaws.com") {
			t.Error("the way back did not register the account")
		}
	})
}

// TestRemoveWithLoss has to tick what is lost, besides typing the words.
func TestRemoveWithLoss(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "platform-automation", "service-catalog")
		r.confirm(removeCatalog)
		r.Until("Done and verified.")
		r.changed("DeregisterDelegatedAdministrator 558192155802 servicecatalog.amazonaws.com")
	})
}

// TestEachWordCounts confirms a removal with everything but one thing: nothing
// happens.
func TestEachWordCounts(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*rig){
		"not ticked": func(r *rig) { r.field("to remove:"); r.Type(removeCatalog.words) },
		"not typed":  func(r *rig) { r.field("I know what is lost"); r.Press("space") },
		"wrong service": func(r *rig) {
			r.field("I know what is lost")
			r.Press("space")
			r.field("to remove:")
			r.Type("health 558192155802")
		},
		"account only": func(r *rig) {
			r.field("I know what is lost")
			r.Press("space")
			r.field("to remove:")
			r.Type("558192155802")
		},
		"pasted": func(r *rig) {
			r.field("I know what is lost")
			r.Press("space")
			r.field("to remove:")
			r.Paste(removeCatalog.words)
		},
	}
	for name, do := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin("x", "platform-automation", "service-catalog")
				r.read(removeCatalog)
				do(r)
				r.toButton()
				r.ready = true
				r.Press("enter")
				r.Wait(time.Minute)
				r.shows("[ Remove ]")
				r.changed()
			})
		})
	}
}

// TestCancelHasTheFocus presses what one presses without looking.
func TestCancelHasTheFocus(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"enter", "space", "y", "esc"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin("d", "payments-prod", "account-management")
				r.read(registerAccount)
				r.Press(key)
				r.Wait(time.Minute)
				r.changed()
			})
		})
	}
}

// TestKeysBeforeThePlan types ahead of a plan that is slow to come: what was
// typed before it stood on the screen neither confirms nor leaves it.
func TestKeysBeforeThePlan(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		f := r.server.Faults()
		f.Latency = 2 * time.Second
		r.server.SetFaults(f)
		r.begin("d", "payments-prod", "account-management")
		for range 40 {
			r.Press("tab", "tab", "tab")
			r.ready = true // what is pressed blindly is the point
			r.Press("enter", "y", "space")
			r.ready = false
			r.Wait(100 * time.Millisecond)
			if r.Shows("[ Cancel ]") {
				break
			}
		}
		r.Press("tab", "enter", "space")
		r.read(registerAccount)
		r.shows("[ Cancel ]")
		r.changed()
	})
}

// TestCompleteHalfDone registers the one of two principals that is missing.
func TestCompleteHalfDone(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "security-tooling", "AWS Config")
		r.confirm(consent{
			title: "Register security-tooling (222233334444) as delegated administrator of AWS Config",
			steps: []string{"organizations RegisterDelegatedAdministrator 222233334444 config-multiaccountsetup.amazonaws.com"},
		})
		r.Until("Done and verified.")
		r.changed("RegisterDelegatedAdministrator 222233334444 config-multiaccountsetup.amazonaws.com")
	})
}

// TestReason keeps the reason that was given in the journal.
func TestReason(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		c := registerAccount
		c.note = "CHG-1234"
		r.begin("d", "payments-prod", "account-management")
		r.confirm(c)
		r.Until("Done and verified.")
		r.changed("RegisterDelegatedAdministrator 444455556666 account.amazonaws.com")
	})
}

// TestUnknownPrincipal removes a delegation of a service that no catalogue
// knows.
func TestUnknownPrincipal(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "monitoring", "telemetry-broker")
		r.confirm(consent{
			title: "Remove monitoring (806327065584) as delegated administrator of telemetry-broker.amazonaws.com",
			steps: []string{"organizations DeregisterDelegatedAdministrator 806327065584 telemetry-broker.amazonaws.com"},
			words: "telemetry-broker.amazonaws.com 806327065584",
		})
		r.Until("Done and verified.")
		r.changed("DeregisterDelegatedAdministrator 806327065584 telemetry-broker.amazonaws.com")
	})
}

// TestUnlistedPrincipal registers for a service that no catalogue knows, by its
// principal, which has to be typed.
func TestUnlistedPrincipal(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "telemetry-broker.amazonaws.com")
		r.confirm(consent{
			title: "Register payments-prod (444455556666) as delegated administrator of telemetry-broker.amazonaws.com",
			steps: []string{"organizations RegisterDelegatedAdministrator 444455556666 telemetry-broker.amazonaws.com"},
			words: "telemetry-broker.amazonaws.com 444455556666",
		})
		r.Until("Done and verified.")
		r.changed("RegisterDelegatedAdministrator 444455556666 telemetry-broker.amazonaws.com")
	})
}

// TestMistakenPrincipal ensures that a principal that looks like another one
// leads to that one.
func TestMistakenPrincipal(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "notifications.amazon.com")
		r.shows("Choose AWS User Notifications: its administrators are registered for notifications.amazonaws.com.")
		r.changed()
	})
}

// TestSuspendedIsRemoved removes an account that could not be registered.
func TestSuspendedIsRemoved(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "licensing-old", "License Manager")
		r.confirm(consent{
			title: "Remove licensing-old (335854285905) as delegated administrator of AWS License Manager",
			steps: []string{"organizations DeregisterDelegatedAdministrator 335854285905 license-manager.amazonaws.com"},
			words: "license-manager 335854285905",
		})
		r.Until("Done and verified.")
		if r.holds(suspended, "license-manager.amazonaws.com") {
			t.Error("the account is still registered")
		}
	})
}

// TestBlockers asks for changes that must not be made: the wizard says why, and
// offers no way to confirm.
func TestBlockers(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, key, account, service string
		says                        []string
	}{
		{"quota", "d", "payments-prod", "compute-optimizer", []string{"AWS Compute Optimizer allows 1 administrator", "finops 333344445555", "Remove it first"}},
		{"access by the service's own call", "d", "payments-prod", "User Notifications", []string{"Trusted access for AWS User Notifications is off", "own call"}},
		{"access by the console", "d", "payments-prod", "trusted-advisor", []string{"Trusted access for AWS Trusted Advisor is off", "only the service's console"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin(c.key, c.account, c.service)
				r.Until("[ Cancel ]")
				r.Wait(time.Second)
				r.shows(append(c.says, "blocked")...)
				for range 8 {
					r.hides("[ Register ]", "[ Remove ]")
					r.Press("tab")
				}
				r.Press("enter")
				r.Wait(time.Minute)
				r.changed()
			})
		})
	}
}

// TestBarredChoices asks for services and accounts that the wizard does not
// even plan for: it says why.
func TestBarredChoices(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, key, account, service, says string }{
		{"already done", "d", "search-prod", "resource-explorer", "is already a delegated administrator"},
		{"management account", "d", "Acme Root", "account-management", "The management account cannot be"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin(c.key, c.account, c.service)
				r.shows(c.says)
				r.hides("[ Cancel ]")
				r.Wait(time.Minute)
				r.changed()
			})
		})
	}
}

// TestSuspendedIsNotRegistered wants an active account.
func TestSuspendedIsNotRegistered(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]string{"hackathon-2025": "pending closure", "sandbox-kim": "closed", "bluebird-archive": "pending activation"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin("d", name, "account-management")
				r.Until("Only an active account can be registered")
				r.shows(state, "blocked")
				r.changed()
			})
		})
	}
}

// TestReadOnly bars every change and says why.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := setting{}
	s.options.ReadOnly = "deputy was started with --read-only."
	play(t, s, func(r *rig) {
		r.loaded()
		r.shows("READ-ONLY")
		r.on("search-prod")
		for _, key := range []string{"d", "x", "u"} {
			r.Press(key)
			if key != "u" {
				r.shows("deputy was started with --read-only.")
			}
			r.hides("Register for", "Remove which")
		}
		r.changed()
	})
}

// TestMembersPlan is barred: only the management account may delegate.
func TestMembersPlan(t *testing.T) {
	t.Parallel()
	play(t, setting{caller: tooling}, func(r *rig) {
		r.loaded()
		r.shows("(delegated administrator)")
		r.begin("d", "payments-prod", "account-management")
		r.shows("Only the management account can change delegations, and you are in account 222233334444.")
		r.Wait(time.Minute)
		r.changed()
	})
}

// TestVoidPlan changes the organization between the plan and its confirmation:
// nothing is done, and the plan as of now is shown.
func TestVoidPlan(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.read(registerAccount)
		r.elsewhere("RegisterDelegatedAdministrator", tooling, "account.amazonaws.com")
		r.confirm(registerAccount)
		r.Until("deputy changed nothing: the organization has changed since this plan.")
		r.shows("AWS Account Management allows 1 administrator", "security-tooling 222233334444", "blocked")
		r.changed("RegisterDelegatedAdministrator 222233334444 account.amazonaws.com")
		if r.holds(payments, "account.amazonaws.com") {
			t.Error("a void plan was carried out")
		}
	})
}
