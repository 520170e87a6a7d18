package stage_test

import (
	"slices"
	"testing"
	"time"

	"deputy/model"
)

// administers gives the Regions where the account administers the service, as
// the server has it.
func (r *rig) administers(service model.ServiceID, account model.AccountID) []model.Region {
	var regions []model.Region
	for _, s := range r.server.Snapshot().Settings {
		if s.Service == service && s.Account == account {
			regions = append(regions, s.Region)
		}
	}
	return regions
}

// TestRemoveRegions removes GuardDuty's administrator from one Region: none is
// chosen at first, nothing else is touched, and Organizations keeps it.
func TestRemoveRegions(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "security-tooling", "guardduty")
		r.Until("Space chooses")
		r.shows("0 of 5", "eu-west-1", "security-tooling 222233334444", "this account is not the administrator there")
		r.Wait(time.Second)
		r.Press("enter")
		r.Until("Choose a Region first")
		r.Press("down", "down", "space", "enter")
		r.confirm(consent{
			title: "Remove security-tooling (222233334444) as delegated administrator of Amazon GuardDuty",
			steps: []string{"guardduty DisableOrganizationAdminAccount eu-west-1 222233334444"},
			words: "guardduty 222233334444",
		})
		r.Until("Done and verified.")
		if got := r.administers("guardduty", "222233334444"); !slices.Equal(got, []model.Region{"eu-central-1", "us-east-1"}) {
			t.Errorf("it is left in %v", got)
		}
		if !r.holds("222233334444", "guardduty.amazonaws.com") {
			t.Error("Organizations let the account go")
		}
		r.Press("u")
		r.confirm(consent{
			title: "Register security-tooling (222233334444) again as delegated administrator of Amazon GuardDuty",
			steps: []string{"guardduty EnableOrganizationAdminAccount eu-west-1 222233334444"},
		})
		r.Until("Done and verified.")
		if got := r.administers("guardduty", "222233334444"); len(got) != 3 {
			t.Errorf("after the way back it is in %v", got)
		}
	})
}

// TestRemoveEverywhere removes it from all Regions where it is: then, and only
// then, Organizations lets it go as well.
func TestRemoveEverywhere(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.begin("x", "security-tooling", "guardduty")
		r.Until("Space chooses")
		r.Wait(time.Second)
		r.Press("a", "enter")
		r.confirm(consent{
			title: "Remove security-tooling (222233334444) as delegated administrator of Amazon GuardDuty",
			steps: []string{
				"guardduty DisableOrganizationAdminAccount eu-central-1 222233334444",
				"guardduty DisableOrganizationAdminAccount eu-west-1 222233334444",
				"guardduty DisableOrganizationAdminAccount us-east-1 222233334444",
				"organizations DeregisterDelegatedAdministrator 222233334444 guardduty.amazonaws.com",
			},
			words: "guardduty 222233334444",
		})
		r.Until("Done and verified.")
		if got := r.administers("guardduty", "222233334444"); len(got) != 0 || r.holds("222233334444", "guardduty.amazonaws.com") {
			t.Errorf("it is left in %v, or in Organizations", got)
		}
	})
}
