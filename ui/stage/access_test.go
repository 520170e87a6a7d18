package stage_test

import (
	"path/filepath"
	"testing"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
)

// The change that switches trusted access on by the service's own call.
var (
	registerNotifications = consent{
		title: "Register payments-prod (444455556666) as delegated administrator of AWS User Notifications",
		steps: []string{
			"notifications EnableNotificationsAccessForOrganization us-east-1",
			"organizations RegisterDelegatedAdministrator 444455556666 notifications.amazonaws.com",
		},
	}
	enabledNotifications    = "EnableNotificationsAccessForOrganization"
	registeredNotifications = "RegisterDelegatedAdministrator 444455556666 notifications.amazonaws.com"
)

// openNotifications goes to the plan that switches trusted access on.
func (r *rig) openNotifications() {
	r.t.Helper()
	r.loaded()
	r.begin("d", "payments-prod", "User Notifications")
	r.Until("[ ] Switch trusted access on first")
	r.Wait(time.Second)
	r.field("Switch trusted access on first")
	r.Press("space")
	r.Until("[x] Switch trusted access on first")
}

// TestRegisterWithOwnCall lets the plan make the service's own call first. The
// way back leaves trusted access alone.
func TestRegisterWithOwnCall(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.openNotifications()
		r.confirm(registerNotifications)
		r.Until("Done and verified.")
		r.changed(enabledNotifications, registeredNotifications)
		r.Press("u")
		r.confirm(consent{
			title: "Remove payments-prod (444455556666) as delegated administrator of AWS User Notifications",
			steps: []string{"organizations DeregisterDelegatedAdministrator 444455556666 notifications.amazonaws.com"},
			words: "user-notifications 444455556666",
		})
		r.Until("Done and verified.")
		if !r.trusts("notifications.amazonaws.com") || r.holds(payments, "notifications.amazonaws.com") {
			t.Error("the way back switched trusted access off, or left the delegation")
		}
	})
}

// TestOwnCallUnfinished dies in the own call; the next start says so, finds that
// it was not done, and plans the whole way on.
func TestOwnCallUnfinished(t *testing.T) {
	t.Parallel()
	s := setting{backend: aws.Options{Store: store.New(filepath.Join(t.TempDir(), "state"))}}
	s.faults.Fail = []emulator.Failure{{Operation: "notifications:" + enabledNotifications, Code: "reset"}}
	play(t, s, func(r *rig) {
		r.openNotifications()
		r.confirm(registerNotifications)
		r.Wait(3 * time.Minute)
		r.shows("unknown", "GetNotificationsAccessForOrganization reports DISABLED")
	})
	s.faults.Fail = nil
	play(t, s, func(r *rig) {
		r.Until("A change did not finish")
		r.Press("U")
		r.shows("Step 1 of 2: notifications:" + enabledNotifications)
		r.Press("enter")
		r.Wait(time.Minute)
		r.confirm(registerNotifications)
		r.Until("Done and verified.")
		r.changed(enabledNotifications, registeredNotifications)
	})
}

// TestOwnCallDone dies after the own call; the next start plans what is left.
func TestOwnCallDone(t *testing.T) {
	t.Parallel()
	s := setting{backend: aws.Options{Store: store.New(filepath.Join(t.TempDir(), "state"))}}
	s.faults.Fail = []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "AccessDeniedException"}}
	play(t, s, func(r *rig) {
		r.openNotifications()
		r.confirm(registerNotifications)
		r.Until("Stopped: 1 step done, 1 step not done.")
		r.shows("Enter checks again and plans the remaining steps.")
		r.server.SetFaults(emulator.Faults{})
		r.Press("enter")
		r.confirm(consent{title: registerNotifications.title, steps: registerNotifications.steps[1:]})
		r.Until("Done and verified.")
		r.changed(enabledNotifications, registeredNotifications+" AccessDeniedException", registeredNotifications)
	})
}

// TestButtonNamesItsDeed switches on trusted access for somebody who is registered
// already: the button says that, and the end what undoing leaves.
func TestButtonNamesItsDeed(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("4", "f")
		r.Type("storage lens")
		r.Press("enter", "d")
		only := consent{
			title: "Switch on trusted access for Amazon S3 Storage Lens",
			steps: []string{"organizations EnableAWSServiceAccess storage-lens.s3.amazonaws.com"},
		}
		r.read(only)
		r.toButton()
		r.shows("[ Switch on trusted access ]", "Enter switch on trusted access")
		r.Press("shift+tab")
		r.confirm(only)
		r.Until("Done and verified.")
		r.shows("u plans to undo it; trusted access stays on, because deputy never switches it off.")
		r.Press("u")
		r.shows("Trusted access stays on: deputy never switches it off.")
	})
}
