package aws

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// grants runs calls through the limiter and returns the time of each, from the
// start.
func grants(l *limiter, operation string, priority, calls int) []time.Duration {
	start := time.Now()
	at := make([]time.Duration, calls)
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() {
			if _, err := l.wait(context.Background(), operation, priority); err == nil {
				at[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	return at
}

func TestBackgroundNeverExceedsTheBurst(t *testing.T) {
	for _, published := range limits {
		for _, pace := range []int{1, 50, 100} {
			synctest.Test(t, func(t *testing.T) {
				at := grants(newLimiter(pace), published.operations[0], 5, 60)
				for _, from := range at {
					n := 0
					for _, other := range at {
						if other >= from && other < from+time.Second {
							n++
						}
					}
					if n > int(published.burst) {
						t.Fatalf("%v at pace %d: %d calls in the second from %v, burst %v", published.operations, pace, n, from, published.burst)
					}
				}
			})
		}
	}
}

func TestRateIsThePacedShare(t *testing.T) {
	for _, c := range []struct {
		name string
		pace int
		want time.Duration
		do   func(*limiter)
	}{
		{"the whole limit for ten seconds, then half of it", 50, 90 * time.Second, nil}, // 4 at once, 80 in ten seconds, 2 of the reserve, then 4 a second
		{"the whole limit", 100, 50 * time.Second, nil},
		{"a pace below the default from the start", 40, 125 * time.Second, nil},
		{"half of it once something was throttled", 50, 100 * time.Second, func(l *limiter) {
			_, _ = l.wait(context.Background(), "DescribePolicy", 5)
			l.throttled("DescribePolicy")
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLimiter(c.pace)
			if c.do != nil {
				c.do(l)
			}
			start := time.Now()
			grants(l, "ListAccounts", 5, 406)
			if took := time.Since(start).Round(time.Second); took != c.want {
				t.Errorf("%s: 406 calls took %v, want %v", c.name, took, c.want)
			}
		})
	}
}

func TestRowIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(100)
		grants(l, "ListTargetsForPolicy", 5, 1) // all but the reserve
		waited, err := l.wait(t.Context(), "ListPolicies", 5)
		if err != nil || waited.Round(time.Millisecond) != 200*time.Millisecond {
			t.Errorf("waited %v (%v) behind another operation of the row, want 200ms", waited, err)
		}
	})
}

func TestUrgentCallsFindAReserveAndGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(50)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { _, _ = l.wait(t.Context(), "ListTargetsForPolicy", 5) })
		}
		synctest.Wait()
		for i := range 7 { // a root, five levels of OUs and an account
			if waited, _ := l.wait(t.Context(), "ListPoliciesForTarget", urgentPriority); waited != 0 {
				t.Errorf("urgent call %d waited %v behind the background", i, waited)
			}
		}
		_, _ = l.wait(t.Context(), "ListPoliciesForTarget", urgentPriority) // the burst's last
		if waited, _ := l.wait(t.Context(), "ListPoliciesForTarget", urgentPriority); waited > 401*time.Millisecond {
			t.Errorf("urgent call beyond the reserve waited %v, want the next turn", waited)
		}
		wg.Wait()
	})
}

func TestThrottledRowSlowsDownAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(100)
		l.throttled("ListAccounts")
		if waited, _ := l.wait(t.Context(), "ListAccounts", 0); waited.Round(time.Millisecond) != 250*time.Millisecond {
			t.Errorf("waited %v after a throttle answer, want 250ms at half of 8 a second", waited)
		}
		for range 8 {
			l.succeeded("ListAccounts")
		}
		if left := l.timeFor("ListAccounts", 80); left != 11*time.Second {
			t.Errorf("80 calls are estimated at %v after recovery, want 11s", left)
		}
	})
}

func TestCancelledCallLeavesTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(100)
		grants(l, "DescribePolicy", 5, 1)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if _, err := l.wait(ctx, "DescribePolicy", 5); !errors.Is(err, context.Canceled) {
					t.Errorf("a cancelled call gave %v", err)
				}
			})
		}
		synctest.Wait()
		cancel()
		wg.Wait()
		if waited, err := l.wait(t.Context(), "DescribePolicy", 5); err != nil || waited.Round(10*time.Millisecond) != 500*time.Millisecond {
			t.Errorf("the next call waited %v (%v), want 500ms: the queue was not left", waited, err)
		}
	})
}

func TestNoLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		grants(newLimiter(0), "CloseAccount", 5, 1000)
		if took := time.Since(start); took != 0 {
			t.Errorf("took %v", took)
		}
	})
}
