package stage_test

import (
	"flag"
	"testing"
)

// campaign says how much of the campaign is played: a sample in every test run, a part in .ci/run, the whole by
// .ci/campaign.
var campaign = flag.String("campaign", "sample", "how much of the campaign is played: sample, short or whole")

// ofCampaign returns the one of three numbers that fits how much of the campaign is played.
func ofCampaign(sample, short, whole int) int {
	switch *campaign {
	case "whole":
		return whole
	case "short":
		return short
	default:
		return sample
	}
}

// count tells one figure of the campaign, for .ci/campaign to collect.
func count(t *testing.T, n int, what string) {
	t.Helper()
	t.Logf("campaign: %d %s", n, what)
}
