package stage_test

import (
	"testing"
	"time"
)

// TestEachLossIsTicked removes two services of which each destroys something:
// one tick is not enough, and two are.
func TestEachLossIsTicked(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.several("x", "security-tooling", "detective", "firewall-manager")
		r.inRegions("eu-central-1")
		r.Until("[ Cancel ]")
		r.Wait(time.Second)
		r.field("to remove:")
		r.Type("firewall-manager,detective 222233334444")
		r.Press("pgdown", "pgdown", "pgdown")
		confirm := func() {
			t.Helper()
			r.toButton()
			r.ready = true
			r.Press("enter")
			r.ready = false
		}
		for _, loss := range []string{"I know what is lost with Amazon Detective", "I know what is lost with AWS Firewall Manager"} {
			confirm()
			r.Wait(time.Second)
			r.shows("Confirm that you know what is lost", "[ Remove ]")
			r.field(loss)
			r.Press("space")
			r.shows("[x] " + loss)
		}
		r.changed()
		confirm()
		r.Until("Stopped: ")
		r.hides("I know what is lost")
	})
}
