package model_test

import (
	"regexp"
	"testing"

	"deputy/model"
)

// FuzzIDs ensures that identifiers have the forms of the service model of AWS
// Organizations (2016-11-28).
func FuzzIDs(f *testing.F) {
	forms := []struct {
		is   func(string) bool
		form *regexp.Regexp
	}{
		{model.IsAccountID, regexp.MustCompile(`^\d{12}$`)},
		{model.IsRootID, regexp.MustCompile(`^r-[0-9a-z]{4,32}$`)},
		{model.IsOUID, regexp.MustCompile(`^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`)},
		{model.IsPolicyID, regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)},
		{model.IsOrganizationID, regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)},
		{model.IsPrincipal, regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)},
	}
	for _, id := range []string{
		"111122223333", "11112222333", "1111222233334", "11112222333x", "r-4x9a", "r-4x9", "r-4X9a", "ou-4x9a-1abcdef2", "ou-4x9a-1abcdef", "ou-4x9a-1abc-def2",
		"ou-4x9a1abcdef2", "p-FullAWSAccess", "p-short", "p-with-dash", "o-abcdef1234", "o-abcdef123", "guardduty.amazonaws.com", "", "a b", "r-4x9a\n", "p-123456789é",
		"11112222333\x00",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		for _, x := range forms {
			if got, want := x.is(id), x.form.MatchString(id); got != want {
				t.Errorf("%q: %v instead of %v by %s", id, got, want, x.form)
			}
		}
	})
}
