package aws

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// TestReplaceWhereARegionIsUnread ensures that a change of administrator is
// blocked while the old one may stand in a Region that is not chosen, since
// that Region could not be read, and is not blocked once it could.
func TestReplaceWhereARegionIsUnread(t *testing.T) {
	for _, s := range servicesWithAPI() {
		if s.Quota.Number != 1 || !s.Regions.OneAccount {
			continue
		}
		t.Run(string(s.ID), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := emulator.New(withAdministrator(s, demoPayments, "eu-west-1"))
				call := s.ListCall()
				server.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: call.Service + ":" + call.Operation + "@eu-central-1"}}})
				o := orderFor(catalog.Register, s, demoTooling, "eu-west-1")
				o.Replace = true
				p := planFor(t, unpaced(server), o)
				names := func(b plan.Blocker) bool {
					return b.Code == "replace-regions" && strings.Contains(b.Text, "eu-central-1")
				}
				if !slices.ContainsFunc(p.Blockers, names) {
					t.Errorf("the unread Region does not block: %+v", p.Blockers)
				}
				server.SetFaults(emulator.Faults{})
				if p := planFor(t, unpaced(server), o); p.Blocked() {
					t.Errorf("every Region was read, and it is blocked: %+v", p.Blockers)
				}
			})
		})
	}
}
