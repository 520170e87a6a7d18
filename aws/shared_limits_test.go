package aws

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

// documented returns a server of an organization with AWS's documented limits.
func documented(accounts, ous, policies int) *emulator.Server {
	return emulator.New(sample.Large(accounts, ous, policies), emulator.WithFaults(emulator.Faults{
		Latency: 80 * time.Millisecond, Limits: emulator.Limits{Documented: true},
	}))
}

// readWhole reads an organization to the end, and returns how long that took.
func readWhole(t *testing.T, b *Backend, accounts, ous int) time.Duration {
	t.Helper()
	start := time.Now()
	r, _ := read(t, b, everything...)
	if got := r.Freeze(start); len(got.Accounts) != accounts || len(got.OUs) != ous || !got.Complete {
		t.Errorf("%d accounts, %d OUs, gaps %v, unread %v", len(got.Accounts), len(got.OUs), got.Gaps, got.Unread)
	}
	return time.Since(start)
}

// throttledShare returns the share of the calls that the server has throttled.
func throttledShare(s *emulator.Server) float64 {
	all, throttled := 0, 0
	for _, u := range usedRows(s, 1) {
		all, throttled = all+u.calls, throttled+u.throttled
	}
	return float64(throttled) / float64(all)
}

// TestDeputiesShareTheLimits reads one organization with several deputies at
// once, which know nothing of each other: all readings are complete, few calls
// are throttled, and all together take not much longer than the calls of all have
// to.
func TestDeputiesShareTheLimits(t *testing.T) {
	for _, c := range []struct {
		name          string
		deputies      int
		pace          int
		accounts, ous int
	}{
		{"two, 1,000 accounts", 2, 50, 1_000, 50},
		{"two, 1,000 accounts, the whole limits", 2, 100, 1_000, 50},
		{"two, 10,000 accounts", 2, 50, 10_000, 500},
		{"four, 1,000 accounts, the whole limits", 4, 100, 1_000, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.accounts > 1_000 && testing.Short() {
				return
			}
			synctest.Test(t, func(t *testing.T) {
				s, start := documented(c.accounts, c.ous, c.accounts/50), time.Now()
				var all sync.WaitGroup
				for range c.deputies {
					all.Go(func() { readWhole(t, paced(s, c.pace), c.accounts, c.ous) })
				}
				all.Wait()
				took, floor := time.Since(start), time.Duration(0)
				rows := usedRows(s, 1)
				for _, u := range rows {
					floor = max(floor, u.floor)
				}
				t.Logf("%v, at least %v, %.1f %% throttled\n%s", took.Round(time.Second), floor.Round(time.Second), 100*throttledShare(s), trace(rows, start))
				if throttledShare(s) > 0.1 || took > floor*160/100 {
					t.Errorf("%v, at least %v, %.1f %% throttled", took, floor, 100*throttledShare(s))
				}
			})
		})
	}
}

// TestOtherAutomation reads an organization while other automation uses half of
// each of AWS's limits and never gives way: the reading is complete, and takes
// little longer than alone without the full pace of the first seconds, or twice as
// long at the whole limits.
func TestOtherAutomation(t *testing.T) {
	for _, c := range []struct {
		pace, accounts, ous int
		longer              float64
	}{{50, 1_000, 50, 1.6}, {100, 1_000, 50, 2.6}, {50, 10_000, 500, 1.3}} {
		if c.accounts > 1_000 && testing.Short() {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			alone := readWhole(t, paced(documented(c.accounts, c.ous, c.accounts/50), c.pace), c.accounts, c.ous)
			s := documented(c.accounts, c.ous, c.accounts/50)
			end := useHalf(t, s)
			took := readWhole(t, paced(s, c.pace), c.accounts, c.ous)
			end()
			t.Logf("%d accounts at pace %d: %v, alone %v, %.1f %% throttled", c.accounts, c.pace, took.Round(time.Second), alone.Round(time.Second), 100*throttledShare(s))
			if took.Seconds() > alone.Seconds()*c.longer {
				t.Errorf("%d accounts at pace %d: %v, alone %v", c.accounts, c.pace, took, alone)
			}
		})
	}
}

// useHalf makes calls at half of each of AWS's rates, until it is ended.
func useHalf(t *testing.T, s *emulator.Server) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for _, l := range limits {
		all.Go(func() {
			pause := time.NewTicker(time.Duration(2 / l.rate * float64(time.Second)))
			defer pause.Stop()
			for ctx.Err() == nil {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://organizations.us-east-1.amazonaws.com/", strings.NewReader("{}"))
				if err != nil {
					panic(err)
				}
				r.Header.Set("X-Amz-Target", "AWSOrganizationsV20161128."+l.operations[0])
				r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+demoKeys.ID+"/20261123/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=00ff")
				if out, err := s.Transport().RoundTrip(r); err == nil {
					_ = out.Body.Close()
				}
				<-pause.C
			}
		})
	}
	return func() { cancel(); all.Wait() }
}
