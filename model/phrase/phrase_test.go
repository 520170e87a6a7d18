package phrase_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"deputy/model/phrase"
)

// check compares what a function returns with what a reader should see.
func check[T comparable](t *testing.T, call string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %#v, not %#v", call, got, want)
	}
}

func TestCount(t *testing.T) {
	check(t, "none", phrase.Count(0, "Region"), "0 Regions")
	check(t, "one", phrase.Count(1, "Region"), "1 Region")
	check(t, "several", phrase.Count(2, "Region"), "2 Regions")
}

func TestJoin(t *testing.T) {
	for want, got := range map[string]string{
		"something unknown": phrase.Join(nil, " or "),
		"a":                 phrase.Join([]string{"a"}, " or "),
		"a or b":            phrase.Join([]string{"a", "b"}, " or "),
		"a, b or c":         phrase.Join([]string{"a", "b", "c"}, " or "),
		"a, and b, and c":   phrase.Join([]string{"a", "b", "c"}, ", and "),
		"a, b or d":         phrase.JoinMost([]string{"a", "b", "d"}, " or ", 2),
		"a, b or 2 more":    phrase.JoinMost([]string{"a", "b", "c", "d"}, " or ", 2),
		"a, b":              phrase.List([]string{"a", "b"}, 2),
		"a, b and 1 more":   phrase.List([]string{"a", "b", "c"}, 2),
		"x, y":              phrase.Commas([]string{"x", "y"}),
		"x and y and z":     phrase.Ands([]string{"x", "y", "z"}),
	} {
		check(t, "the phrase", got, want)
	}
}

func TestSentence(t *testing.T) {
	check(t, "without a stop", phrase.Sentence("It is so"), "It is so.")
	check(t, "with a stop", phrase.Sentence("It is so."), "It is so.")
	check(t, "trimmed", phrase.TrimStop("It is so."), "It is so")
	check(t, "before a vowel", phrase.Article("identity policy"), "an identity policy")
	check(t, "before a consonant", phrase.Article("VPC endpoint policy"), "a VPC endpoint policy")
}

func TestKebab(t *testing.T) {
	for name, want := range map[string]string{
		"RegisterDelegatedAdministrator": "register-delegated-administrator",
		"EnableAWSServiceAccess":         "enable-aws-service-access",
		"EnableIpamOrganization":         "enable-ipam-organization",
		"AccountId":                      "account-id",
		"ARN":                            "arn",
		"":                               "",
	} {
		check(t, name, phrase.Kebab(name), want)
	}
}

func TestShellQuote(t *testing.T) {
	for value, want := range map[string]string{
		"":                   "''",
		"guardduty":          "guardduty",
		"arn:aws:iam::1:x/y": "arn:aws:iam::1:x/y",
		"two words":          "'two words'",
		"it's":               `'it'\''s'`,
		"$(reboot)":          "'$(reboot)'",
		"*":                  "'*'",
	} {
		check(t, value, phrase.ShellQuote(value), want)
	}
}

func TestShorten(t *testing.T) {
	check(t, "a short word", phrase.Shorten("short"), "short")
	check(t, "a long word", phrase.Shorten(strings.Repeat("ä", 90)), strings.Repeat("ä", 80)+"…")
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"guardduty", "guardduty", 0},
		{"guarduty", "guardduty", 1},
		{"macei", "macie", 2},
		{"é", "e", 1},
	} {
		check(t, c.from+" to "+c.to, phrase.EditDistance(c.from, c.to), c.want)
		check(t, c.to+" to "+c.from, phrase.EditDistance(c.to, c.from), c.want)
	}
}

func TestStateWords(t *testing.T) {
	type state uint8
	words := []string{"open", "closed"}
	for i, want := range []string{"invalid", "open", "closed", "invalid"} {
		check(t, "the word", phrase.StateWord(words, state(i)), want)
	}
	var s state
	if err := phrase.ParseState("door", words, []byte("closed"), &s); err != nil || s != 2 {
		t.Errorf("closed is %d, %v", s, err)
	}
	err := phrase.ParseState("door", words, []byte("ajar"), &s)
	if err == nil || err.Error() != `unknown door "ajar": use one of open, closed` {
		t.Errorf("ajar: %v", err)
	}
}

func TestTimes(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	check(t, "the zero time", phrase.UTC(time.Time{}.In(zone)), time.Time{})
	check(t, "a time with a zone", phrase.UTC(time.Date(2026, 1, 1, 1, 0, 0, 0, zone)), time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC))
	if got, err := phrase.CheckedUTC(time.Date(9999, 12, 31, 23, 0, 0, 0, zone)); err != nil || got.Year() != 9999 {
		t.Errorf("the last day is %v, %v", got, err)
	}
	if _, err := phrase.CheckedUTC(time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -60*60*2))); err == nil {
		t.Error("a year of five digits has an RFC 3339 form")
	}
}

func TestJSONError(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":1}`:           `name must be a string, not a number`,
		`{"list":{}}`:          `list must be a list, not an object`,
		`{"inner":{"on":[1]}}`: `inner.on must be true or false, not a list`,
		`{"number":"x"}`:       `number must be a number, not a string`,
		`{"inner":true}`:       `inner must be an object, not true or false`,
		`[1]`:                  `a line must be an object, not a list`,
		`{"name":`:             `the JSON ends too early`,
		``:                     `EOF`,
		`{"name":x}`:           `it is not JSON: character 9 is unexpected`,
		`{"nam":"x"}`:          `it has an unknown field, "nam"`,
	} {
		var v struct {
			Name   string   `json:"name"`
			Number int      `json:"number"`
			List   []string `json:"list"`
			Inner  struct {
				On bool `json:"on"`
			} `json:"inner"`
		}
		decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&v)
		if err == nil {
			t.Fatalf("%s is accepted", text)
		}
		check(t, text, phrase.JSONError(err, "a line"), want)
	}
}
