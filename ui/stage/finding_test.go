package stage_test

import (
	"testing"
	"time"
)

// The finding's plan registers the fittest account; then the finding disappears.
func TestAFindingIsMended(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("4")
		r.Until("OldRegions2021 is not attached") // the policies are read
		r.shows("4 Findings ● 2 high", "delegated: 19 of 21 delegable services with trusted access on")
		r.finding("account management: no delegated")
		r.shows("d Register identity (839919193859) for AWS Account Management")
		r.Press("d")
		r.confirm(consent{
			title: "Register identity (839919193859) as delegated administrator of AWS Account Management",
			steps: []string{"organizations RegisterDelegatedAdministrator"},
		})
		r.Until("Done and verified.")
		r.Press("esc", "esc")
		r.Wait(time.Second)
		r.Press("4")
		r.shows("4 Findings ● 2 high", "3 Delegations 20/21", "delegated: 20 of 21")
		r.changed("RegisterDelegatedAdministrator 839919193859 account.amazonaws.com")
	})
}

// A registration whose trusted access was lost gets it back.
func TestAFindingSwitchesTrustedAccessOn(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("4")
		r.finding("storage-lens.s3")
		r.Press("d")
		r.confirm(consent{
			title: "Switch on trusted access for Amazon S3 Storage Lens, for which finops (333344445555) is registered",
			steps: []string{"organizations EnableAWSServiceAccess"},
		})
		r.Wait(30 * time.Second)
		r.changed("EnableAWSServiceAccess storage-lens.s3.amazonaws.com")
		if !r.trusts("storage-lens.s3.amazonaws.com") {
			t.Error("trusted access is off still")
		}
	})
}

// Enter goes to where a finding is, and back comes back to the finding.
func TestThereAndBackFromAFinding(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		for word, place := range map[string]string{
			"oldregions": "p-q4k7bn7x", "licensing-old is suspended and is": "335854285905", "security hub: nobody": "securityhub.amazonaws.com",
		} {
			r.Press("4")
			r.Until("OldRegions2021")
			r.finding(word)
			r.Press("enter")
			r.shows(place)
			r.hides("recommended next")
			r.Press("[")
			r.shows("recommended next")
			r.Press("f", "esc")
		}
	})
}

// finding narrows the list of findings to one.
func (r *rig) finding(words string) {
	r.t.Helper()
	r.Press("f")
	r.Type(words)
	r.shows(" 1 of ")
	r.Press("enter")
}

// A policy whose exemption anybody can take: the finding has the SCP that closes the
// hole, and the what-if of it says that the finding disappears.
func TestAnExemptionIsClosed(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("4")
		r.finding("noiamusers can be bypassed")
		r.shows("role/BreakGlass can be created or given another trust policy by any role")
		r.Press("w")
		r.Until("NoIAMUsers can no longer be bypassed: the finding disappears (27 accounts now)")
		r.shows("if the draft KeepNoIAMUsersExemptions were attached to Security")
	})
}
