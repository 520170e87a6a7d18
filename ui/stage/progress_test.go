package stage_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var loadingPercent = regexp.MustCompile(`loading (\d+) %`)

// TestProgressNeverRunsBackwards watches the header from the first frame to the end of
// a change: the percentage only rises, and once everything is read there is none again.
func TestProgressNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		percent, complete := 0, false
		r.Drawn = func(frame string) {
			head, _, _ := strings.Cut(r.Frame(), "\n")
			complete = complete || strings.Contains(head, "complete 1")
			if complete && strings.Contains(head, "loading") {
				t.Errorf("after everything was read it says %q", head)
			}
			if found := loadingPercent.FindStringSubmatch(head); found != nil {
				n, err := strconv.Atoi(found[1])
				if err != nil || n < percent || n > 99 {
					t.Errorf("after %d %% it says %q", percent, head)
				}
				percent = n
			}
			r.noFalseAlarm(frame)
		}
		r.loaded()
		r.begin("x", "monitoring", "health")
		r.confirm(removeHealth)
		r.Until("Done and verified.")
		r.Wait(time.Minute)
		if percent == 0 || !complete {
			t.Errorf("the header has shown %d %%, complete: %t", percent, complete)
		}
	})
}
