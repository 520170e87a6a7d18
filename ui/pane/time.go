package pane

import (
	"fmt"
	"time"

	"deputy/model"
)

// asOf returns from when a saved part is; empty for what was read in this run.
func asOf(env *Env, s model.Status) string {
	switch {
	case s.Progress != model.Saved:
		return ""
	case s.At.IsZero():
		return "saved"
	default:
		return "as of " + moment(env, s.At)
	}
}

// moment returns a time in UTC, with its date if that is not today.
func moment(env *Env, t time.Time) string {
	if day(t) == day(env.Now) {
		return clock(t)
	}
	return day(t) + " " + clock(t)
}

// clock returns the time of day in UTC.
func clock(t time.Time) string { return t.UTC().Format("15:04Z") }

// day returns a date in UTC; empty for the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}

// When returns a time in UTC, with the day if it is not today: 10:31Z,
// yesterday 17:02Z, 3 March 17:02Z, 2025-03-03 17:02Z.
func When(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	at, now = at.UTC(), now.UTC()
	day := func(t time.Time) string { return t.Format("2006-01-02") }
	switch {
	case day(at) == day(now):
		return at.Format("15:04Z")
	case day(at) == day(now.AddDate(0, 0, -1)):
		return "yesterday " + at.Format("15:04Z")
	case at.Year() == now.Year():
		return at.Format("2 January 15:04Z")
	default:
		return at.Format("2006-01-02 15:04Z")
	}
}

// Duration returns a length of time in the unit that matters: 40 s, 5 min, 2 h
// 53 min.
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
