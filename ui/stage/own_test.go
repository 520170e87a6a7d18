package stage_test

import (
	"slices"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
)

// opened goes to a service's page on the Delegations screen, which asks the
// service itself.
func opened(name string) func(*rig) {
	return at(func(r *rig) {
		r.open(name)
		r.Wait(3 * time.Second)
	})
}

func (r *rig) open(name string) {
	r.t.Helper()
	r.Press("3", "f")
	r.Type(name)
	r.shows(" 1 row")
	r.Press("enter", "enter")
}

// ownStories are what services with an API of their own say themselves.
func ownStories() []story {
	silent := setting{faults: emulator.Faults{Fail: []emulator.Failure{{Operation: "guardduty:ListOrganizationAdminAccounts@us-west-2", Code: "timeout"}}}}
	return []story{
		{name: "own", do: opened("firewall")},
		{name: "own-left-out", do: opened("guardduty")},
		{name: "own-reading", begin: silent, do: opened("guardduty")},
		{name: "own-gap", begin: deny("guardduty:ListOrganizationAdminAccounts@eu-west-1"), do: opened("guardduty")},
		{name: "own-regions-denied", begin: deny("account:ListRegions"), do: opened("guardduty")},
		{name: "own-disagreement", do: opened("inspector")},
		{name: "own-not-offered", do: opened("detective")},
		{name: "own-unlisted", do: opened("macie")},
		{name: "own-not-yours", begin: setting{caller: tooling}, do: opened("guardduty")},
		{name: "own-no-list", do: opened("cloudtrail")},
		{name: "own-region-failed", begin: setting{faults: emulator.Faults{Fail: []emulator.Failure{
			{Operation: "guardduty:EnableOrganizationAdminAccount@eu-central-2", Code: "BadRequestException", Message: "The request is rejected in this Region."},
		}}}, do: at(func(r *rig) {
			r.open("guardduty")
			r.Until("in 3 of 5 Regions")
			r.Press("d")
			r.Until("Space chooses")
			r.Wait(time.Second)
			r.Press("a", "enter")
			r.confirm(consent{
				title: "Register security-tooling (222233334444) as delegated administrator of Amazon GuardDuty",
				steps: []string{
					"guardduty EnableOrganizationAdminAccount eu-central-2 222233334444",
					"guardduty EnableOrganizationAdminAccount us-west-2 222233334444",
				},
			})
			r.Until("Stopped: 1 step done, 1 step not done.")
		})},
		{name: "own-table", do: at(func(r *rig) {
			for _, name := range []string{"firewall", "guardduty", "inspector", "detective", "macie", "hub"} {
				r.Press("3", "f")
				r.Type(name)
				for !r.Shows(" 1 row") {
					r.Type(" security")
				}
				r.Press("enter", "enter")
				r.Wait(3 * time.Second)
				r.Press("esc", "esc")
			}
		})},
	}
}

// TestRegisterFromTheTable registers GuardDuty in the two Regions that were
// left out, from the Delegations screen, and the page shows it.
func TestRegisterFromTheTable(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.open("guardduty")
		r.Until("security-tooling (222233334444) administers Amazon GuardDuty in 3 of 5 Regions: not in eu-central-2, us-west-2.")
		r.Press("d")
		r.Until("Space chooses")
		r.Wait(time.Second)
		r.Press("a", "enter")
		r.confirm(consent{
			title: "Register security-tooling (222233334444) as delegated administrator of Amazon GuardDuty",
			steps: []string{
				"guardduty EnableOrganizationAdminAccount eu-central-2 222233334444",
				"guardduty EnableOrganizationAdminAccount us-west-2 222233334444",
			},
		})
		r.Until("Done and verified.")
		if got := r.administers("guardduty", "222233334444"); len(got) != 5 {
			t.Errorf("it is in %v", got)
		}
		r.Press("esc")
		r.Wait(3 * time.Second)
		r.hides("in 3 of 5 Regions")
		r.shows("eu-central-1, eu-central-2, eu-west-1, us-east-1, us-west-2")
	})
}

// TestCompleteFromThePage completes what AWS Organizations lacks: one call more.
func TestCompleteFromThePage(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.open("macie")
		r.Until("Amazon Macie lists security-tooling (222233334444) in eu-central-1, eu-west-1, but AWS Organizations does not.")
		r.Press("d")
		r.confirm(consent{
			title: "Register security-tooling (222233334444) as delegated administrator of Amazon Macie",
			steps: []string{"macie2 EnableOrganizationAdminAccount eu-central-1 222233334444"},
		})
		r.Until("Done and verified.")
		if !r.holds("222233334444", "macie.amazonaws.com") {
			t.Error("Organizations does not have the account")
		}
	})
}

// TestFinishTheChange finishes a change of administrator that left one Region
// to the old one.
func TestFinishTheChange(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.open("inspector")
		r.Until("and audit (566061915816) in us-east-1.")
		r.Press("d")
		r.confirm(consent{
			title: "Register security-tooling (222233334444) as delegated administrator of Amazon Inspector",
			steps: []string{
				"inspector2 DisableDelegatedAdminAccount us-east-1 566061915816",
				"inspector2 EnableDelegatedAdminAccount us-east-1 222233334444",
			},
			words: "inspector 566061915816",
		})
		r.Until("Done and verified.")
		if got := r.administers("inspector", "222233334444"); !slices.Equal(got, []model.Region{"eu-central-1", "eu-west-1", "us-east-1"}) {
			t.Errorf("it is in %v", got)
		}
	})
}

// TestRemoveWhereOffered removes Detective everywhere: the Region without it is
// no obstacle to the step in AWS Organizations.
func TestRemoveWhereOffered(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.open("detective")
		r.Until("Not offered in eu-central-2")
		r.Press("x")
		r.Until("Space chooses")
		r.shows("not offered by AWS there")
		r.Wait(time.Second)
		r.Press("a", "enter")
		r.confirm(consent{
			title: "Remove security-tooling (222233334444) as delegated administrator of Amazon Detective",
			steps: []string{
				"detective DisableOrganizationAdminAccount eu-central-1",
				"organizations DeregisterDelegatedAdministrator 222233334444 detective.amazonaws.com",
			},
			loss:  "behavior graphs",
			words: "detective 222233334444",
		})
		r.Until("Done and verified.")
		if r.holds("222233334444", "detective.amazonaws.com") || len(r.administers("detective", "222233334444")) > 0 {
			t.Error("it is left somewhere")
		}
	})
}
