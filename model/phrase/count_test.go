package phrase_test

import (
	"testing"

	"deputy/model/phrase"
)

func TestNumbers(t *testing.T) {
	for want, got := range map[string]string{
		"0 Regions":           phrase.Count(0, "Region"),
		"1 Region":            phrase.Count(1, "Region"),
		"2 Regions":           phrase.Count(2, "Region"),
		"1 policy":            phrase.Count(1, "policy"),
		"2 policies":          phrase.Count(2, "policy"),
		"2 keys":              phrase.Count(2, "key"),
		"2 more steps":        phrase.Count(2, "more step"),
		"1,000 accounts":      phrase.Count(1_000, "account"),
		"1 account is":        phrase.CountOf(1, "account is", "accounts are"),
		"0 accounts are":      phrase.CountOf(0, "account is", "accounts are"),
		"50,000 accounts are": phrase.CountOf(50_000, "account is", "accounts are"),
		"0":                   phrase.Thousands(0),
		"999":                 phrase.Thousands(999),
		"1,000":               phrase.Thousands(1_000),
		"12,345":              phrase.Thousands(12_345),
		"1,234,567":           phrase.Thousands(1_234_567),
		"-999":                phrase.Thousands(-999),
		"-1,000":              phrase.Thousands(-1_000),
	} {
		if got != want {
			t.Errorf("%q is not %q", got, want)
		}
	}
}
