package stage_test

import (
	"testing"
	"time"
)

// TestHistoryOfAChange reads the event history after a change: it names deputy's plan
// there and on the page of the service, to which Enter leads.
func TestHistoryOfAChange(t *testing.T) {
	t.Parallel()
	play(t, withEvents(), func(r *rig) {
		r.loaded()
		r.begin("d", "payments-prod", "account-management")
		r.confirm(registerAccount)
		r.Until("Done and verified.")
		r.Press("esc")
		r.Wait(5 * time.Second)
		r.Press("H")
		r.Wait(2 * time.Minute)
		r.shows("payments-prod registered for AWS Account Management", "role OrgAdmin, with deputy", "deputy    plan ")
		r.Press("enter")
		r.Wait(time.Second)
		r.shows("Who registered them, and when", "by role OrgAdmin, with deputy, plan ")
		r.Press("1")
		r.on("payments-prod")
		r.Press("enter", "tab", "tab", "tab")
		r.Wait(time.Second)
		r.shows("since      by", "2026-11-23 role OrgAdmin, with")
		r.Press("esc")
		r.on("Root")
		r.Wait(time.Second)
		r.hides("read it")
	})
}
