package delegation_test

import (
	"slices"
	"testing"

	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/modeltest"
)

// Relatives are the other services of the family.
func TestRelatives(t *testing.T) {
	s, _ := catalog.ByID("guardduty")
	got := delegation.RelatedServices(modeltest.Demo(), s)[modeltest.Tooling]
	if want := []string{"Amazon Detective", "Amazon Inspector", "AWS Config", "AWS Firewall Manager"}; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("relatives of GuardDuty in the security account: %q, want %q", got, want)
	}
}
