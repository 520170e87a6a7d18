package phrase

import (
	"fmt"
	"time"
)

// UTC keeps the zero time zero.
func UTC(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// CheckedUTC refuses a time that leaves the years of RFC 3339 in UTC.
func CheckedUTC(t time.Time) (time.Time, error) {
	t = UTC(t)
	if y := t.Year(); y < 0 || y > 9999 {
		return t, fmt.Errorf("year %d is out of range", y)
	}
	return t, nil
}
