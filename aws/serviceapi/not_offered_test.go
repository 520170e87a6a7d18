package serviceapi

import "testing"

// Hosts that are not AWS's own for the service and the Region prove nothing.
func TestHostOf(t *testing.T) {
	for host, want := range map[string]bool{
		"guardduty.eu-nowhere-1.amazonaws.com":             true,
		"api.guardduty.eu-nowhere-1.amazonaws.com":         true,
		"guardduty-fips.eu-nowhere-1.amazonaws.com":        false,
		"guardduty.eu-nowhere-1.api.aws":                   false,
		"guardduty.eu-west-1.amazonaws.com":                false,
		"vpce-1.guardduty.eu-nowhere-1.vpce.amazonaws.com": false,
		"localhost": false,
	} {
		if isHostOf(host, "guardduty", "eu-nowhere-1") != want {
			t.Errorf("%s: %t", host, !want)
		}
	}
	const newer = "network-security-manager"
	for host, want := range map[string]bool{newer + ".eu-nowhere-1.api.aws": true, newer + ".eu-nowhere-1.amazonaws.com": false} {
		if isHostOf(host, newer, "eu-nowhere-1") != want {
			t.Errorf("%s: %t", host, !want)
		}
	}
}
