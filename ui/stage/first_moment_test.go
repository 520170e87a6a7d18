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
