package stage_test

import (
	"strings"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/ui"
)

// running begins a change of two steps, each of which takes two seconds.
func running(r *rig) {
	r.t.Helper()
	r.loaded()
	r.begin("d", "payments-prod", "agent-registry")
	r.Until("[ ] Switch trusted access on first")
	r.Wait(time.Second)
	r.field("Switch trusted access on first")
	r.Press("space")
	r.read(registerRegistry)
	r.server.SetFaults(emulator.Faults{Latency: 2 * time.Second})
	r.confirm(registerRegistry)
	r.Until("deputy always finishes a step that it has started. Esc stops after it.")
}

// TestLeaving asks in every way to leave while the first of two steps is under
// way: that step is finished, the second not started, and it is said what is
// left.
func TestLeaving(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*rig){
		"q":        func(r *rig) { r.Press("q") },
		"ctrl+c":   func(r *rig) { r.Press("ctrl+c") },
		"a signal": func(r *rig) { r.Send(ui.Interrupt{}) },
		"twice":    func(r *rig) { r.Press("ctrl+c"); r.Wait(100 * time.Millisecond); r.Press("ctrl+c", "q") },
	}
	for name, leave := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				running(r)
				leave(r)
				if r.Quit {
					t.Fatal("the program ended with a step under way")
				}
				r.shows("Finishing the current step, then quitting.")
				r.Wait(time.Minute)
				if !r.Quit {
					t.Fatalf("the program did not end:\n%s", r.Frame())
				}
				r.changed("EnableAWSServiceAccess agent-registry.amazonaws.com")
				for _, text := range []string{
					"1  done        aws organizations enable-aws-service-access --service-principal agent-registry.amazonaws.com",
					"2  not started aws organizations register-delegated-administrator --account-id 444455556666",
				} {
					if !strings.Contains(r.app.StoppedChange(), text) {
						t.Errorf("the last words lack %q:\n%s", text, r.app.StoppedChange())
					}
				}
			})
		})
	}
}

// TestStopping stops after the first of two steps and stays in the program.
func TestStopping(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		running(r)
		r.Press("esc")
		r.shows("Stopping after this step.")
		r.Until("Stopped: 1 step done, 1 step not started.")
		r.Wait(time.Minute)
		r.changed("EnableAWSServiceAccess agent-registry.amazonaws.com")
		if r.Quit {
			t.Error("the program ended")
		}
	})
}

// TestRunningStaysInSight presses what leads elsewhere while a step is under
// way: the change can still be watched to its end.
func TestRunningStaysInSight(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		running(r)
		r.Press("2", "1", "[", "]", "3", "4", "d", "x", "R", "P")
		r.Press("esc")
		r.Until("Stopped: 1 step done, 1 step not started.")
	})
}

// TestLeavingBeforeTheFirstStep leaves while the organization is looked at
// again: nothing has been changed, and nothing is.
func TestLeavingBeforeTheFirstStep(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"esc", "q", "ctrl+c", "2"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				r.begin("d", "payments-prod", "account-management")
				r.read(registerAccount)
				r.server.SetFaults(emulator.Faults{Latency: 2 * time.Second})
				r.confirm(registerAccount)
				r.shows("Checking again before the first step. deputy has changed nothing yet.")
				r.Press(key)
				r.Wait(time.Minute)
				r.changed()
				if want := key == "q" || key == "ctrl+c"; r.Quit != want {
					t.Errorf("the program ended: %t", r.Quit)
				}
				if r.app.StoppedChange() != "" {
					t.Errorf("there are last words about nothing: %s", r.app.StoppedChange())
				}
			})
		})
	}
}

// TestReadingAgainWhileLooking reads everything again while a plan waits for its
// look: the plan comes all the same.
func TestReadingAgainWhileLooking(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.server.SetFaults(emulator.Faults{Latency: time.Second})
		r.begin("d", "payments-prod", "account-management")
		r.shows("Reading the administrators")
		r.Press("R", "R")
		r.read(registerAccount)
	})
}
