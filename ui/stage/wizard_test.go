package stage_test

import (
	"testing"
	"time"
)

// moment is how long what has just appeared takes no keys.
const moment = 400 * time.Millisecond

// TestAPlanTakesNoKeysAtFirst presses keys in the moment in which a plan
// appears, as one does who types ahead: they neither move the focus, nor type,
// nor confirm, nor leave. After that moment the same keys count.
func TestAPlanTakesNoKeysAtFirst(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.Until("[ Cancel ]")
		first := r.Frame()
		for range 8 {
			r.Press("tab", "shift+tab", "enter", "space", "y", "tab", "tab", "enter")
			if got := r.Frame(); got != first {
				t.Fatalf("a key counted:\n%s", got)
			}
			r.Wait((moment - time.Millisecond) / 8)
		}
		r.Wait(2 * time.Millisecond)
		r.Press("tab", "tab")
		if r.Frame() == first {
			t.Errorf("keys do not count after %v:\n%s", moment, first)
		}
		r.changed()
	})
}

// TestRegionsTakeNoKeysAtFirst does the same where Regions are chosen.
func TestRegionsTakeNoKeysAtFirst(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "security-tooling", "guardduty")
		r.Until("Space chooses")
		first := r.Frame()
		r.Press("a", "space", "down", "enter")
		r.Wait(moment - time.Millisecond)
		r.Press("a", "space", "down", "enter")
		if got := r.Frame(); got != first {
			t.Fatalf("a key counted:\n%s", got)
		}
		r.Wait(2 * time.Millisecond)
		r.Press("a")
		r.shows("[x] eu-central-1")
	})
}

// TestANewPlanBeginsAtItsTop changes a plan that is scrolled to its end: the one
// that takes its place is read from its title on.
func TestANewPlanBeginsAtItsTop(t *testing.T) {
	t.Parallel()
	play(t, setting{w: 80, h: 24}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "agent-registry")
		r.Until("[ ] Switch trusted access on first")
		r.Wait(time.Second)
		const title = "Register payments-prod (444455556666)"
		r.field("Switch trusted access on first")
		r.Press("pgdown", "pgdown", "pgdown")
		r.hides(title)
		r.Press("space")
		r.Until("[x] Switch trusted access on first")
		r.shows(title)
	})
}

// TestLettersStayWithThePlan presses keys that open other screens elsewhere:
// over a plan they go nowhere, and nothing that was typed is lost.
func TestLettersStayWithThePlan(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.read(registerAccount)
		r.field("Reason")
		r.Type("CHG-77")
		r.toButton()
		before := r.Frame()
		for _, key := range []string{"1", "2", "3", "4", "a", "d", "x", "t", "r", "R", "q", "A", "U", "P", "/", "y", "n"} {
			r.Press(key)
			if r.Quit || r.Frame() != before {
				t.Fatalf("%s leads away from the plan:\n%s", key, r.Frame())
			}
		}
		r.changed()
	})
}

// TestAPlanWaitsForItsOwnLook leaves a plan while it is looked for, and begins
// another: the look of the first does not count for the second.
func TestAPlanWaitsForItsOwnLook(t *testing.T) {
	t.Parallel()
	slow := func(r *rig) {
		f := r.server.Faults()
		f.Latency = 4 * time.Second
		r.server.SetFaults(f)
	}
	wait := func(r *rig) time.Duration {
		r.begin("d", "payments-prod", "account-management")
		begun := time.Now()
		r.Until("[ Cancel ]")
		return time.Since(begun)
	}
	var alone, after time.Duration
	play(t, setting{}, func(r *rig) {
		r.loaded()
		slow(r)
		alone = wait(r)
	})
	play(t, setting{}, func(r *rig) {
		r.loaded()
		slow(r)
		r.begin("d", "search-prod", "health")
		r.Wait(alone / 2)
		r.Press("esc")
		after = wait(r)
	})
	if after < alone {
		t.Errorf("a plan came after %v, and after %v with the look of another under way", alone, after)
	}
}

// TestRemovalIsReadToItsEnd confirms a removal whose plan is longer than the
// screen: not before all that it says of this account was in sight.
func TestRemovalIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	play(t, setting{w: 80, h: 24}, func(r *rig) {
		r.loaded()
		r.several("x", "security-tooling", "config", "detective", "guardduty")
		r.inRegions("eu-central-1")
		r.Until("[ Cancel ]")
		r.Wait(time.Second)
		r.field("I know what is lost")
		r.Press("space")
		r.field("Type")
		r.Press("tab", "shift+tab")
		r.Type("config,detective,guardduty 222233334444")
		r.toButton()
		r.ready = true
		for range 2 {
			r.Press("enter")
			r.shows("Scroll to the end of the plan first: PgDn.", "lines more ↓")
			r.changed()
		}
		for range 5 {
			r.Press("pgdown")
		}
		r.began = true
		r.Press("enter")
		r.Until("Done and verified.")
	})
}

// TestRegistrationIsConfirmedOnceItsStepsWereSeen confirms a registration whose
// plan is longer than the screen: its steps must have been there, and that is
// enough, for it takes nothing from anybody.
func TestRegistrationIsConfirmedOnceItsStepsWereSeen(t *testing.T) {
	t.Parallel()
	play(t, setting{w: 60, h: 15}, func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.Until("[ Cancel ]")
		r.Wait(time.Second)
		r.shows("lines more ↓")
		r.toButton()
		r.ready = true
		r.Press("enter")
		r.shows("Scroll to the end of the plan first: PgDn.", "lines more ↓")
		r.changed()
		r.Press("pgdown")
		r.shows("RegisterDelegatedAdministrator", "lines more ↓")
		r.began = true
		r.Press("enter")
		r.Until("Done and verified.")
	})
}
