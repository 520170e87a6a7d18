package phrase_test

import (
	"testing"
	"time"

	"deputy/model/phrase"
)

// Times are shown in UTC, whatever zone they come in.
func TestWhen(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)
	tokyo := time.FixedZone("", 9*60*60)
	for at, want := range map[time.Time]string{
		{}:  "",
		now: "00:30Z",
		time.Date(2026, 3, 2, 23, 59, 0, 0, time.UTC):  "23:59Z",
		time.Date(2026, 3, 2, 8, 59, 0, 0, tokyo):      "yesterday 23:59Z",
		time.Date(2026, 3, 2, 9, 0, 0, 0, tokyo):       "00:00Z",
		time.Date(2026, 2, 28, 23, 59, 0, 0, time.UTC): "28 February 23:59Z",
		time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC):    "1 January 00:00Z",
		time.Date(2025, 12, 31, 17, 2, 0, 0, time.UTC): "2025-12-31 17:02Z",
		time.Date(2026, 1, 1, 2, 0, 0, 0, tokyo):       "2025-12-31 17:00Z",
	} {
		for _, zone := range []*time.Location{time.UTC, tokyo} {
			if got := phrase.When(at, now.In(zone)); got != want {
				t.Errorf("%v is %q instead of %q", at, got, want)
			}
		}
	}
	newYear := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	if got := phrase.When(newYear.AddDate(0, 0, -1), newYear); got != "yesterday 10:00Z" {
		t.Errorf("the last day of the year before is %q", got)
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 5, 59, 0, time.FixedZone("", 9*60*60))
	for want, got := range map[string]string{
		"23:05Z":            phrase.Clock(at),
		"2026-03-01":        phrase.Date(at),
		"2026-03-01 23:05Z": phrase.DateTime(at),
	} {
		if got != want {
			t.Errorf("%q is not %q", got, want)
		}
	}
	if got := phrase.Date(time.Time{}) + phrase.DateTime(time.Time{}); got != "" {
		t.Errorf("the zero time is %q", got)
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                              "0 ms",
		999 * time.Millisecond:         "999 ms",
		time.Second:                    "1 s",
		1500 * time.Millisecond:        "2 s",
		89 * time.Second:               "89 s",
		90 * time.Second:               "2 min",
		5*time.Minute + 29*time.Second: "5 min",
		time.Hour:                      "1 h 0 min",
		2*time.Hour + 52*time.Minute + 30*time.Second: "2 h 53 min",
		26 * time.Hour: "26 h 0 min",
	} {
		if got := phrase.Duration(d); got != want {
			t.Errorf("%v is %q instead of %q", d, got, want)
		}
	}
}
