package phrase

import (
	"fmt"
	"time"
)

// UTC returns a time in UTC. The zero time stays zero.
func UTC(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// CheckedUTC returns a time in UTC, or an error if RFC 3339 has no form for its
// year.
func CheckedUTC(t time.Time) (time.Time, error) {
	t = UTC(t)
	if y := t.Year(); y < 0 || y > 9999 {
		return t, fmt.Errorf("year %d is out of range", y)
	}
	return t, nil
}

// Clock returns the time of day in UTC: "10:31Z".
func Clock(t time.Time) string { return t.UTC().Format("15:04Z") }

// Date returns the date in UTC, "2026-03-02"; empty for the zero time.
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}

// DateTime returns the date and the time of day in UTC, "2026-03-02 10:31Z";
// empty for the zero time.
func DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Date(t) + " " + Clock(t)
}

// When returns a time in UTC with as much of its date as a reader needs now:
// "10:31Z", "yesterday 17:02Z", "3 March 17:02Z", "2025-03-03 17:02Z". It is
// empty for the zero time.
func When(at, now time.Time) string {
	switch at, now = at.UTC(), now.UTC(); {
	case at.IsZero():
		return ""
	case Date(at) == Date(now):
		return Clock(at)
	case Date(at) == Date(now.AddDate(0, 0, -1)):
		return "yesterday " + Clock(at)
	case at.Year() == now.Year():
		return at.Format("2 January ") + Clock(at)
	default:
		return DateTime(at)
	}
}

// Duration returns a length of time in the unit that matters: "40 s", "5 min",
// "2 h 53 min".
func Duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 90*time.Second:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
}
