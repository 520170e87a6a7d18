package aws

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

// TestReadingKeepsEveryLimitBusy reads organizations of many shapes under AWS's
// documented limits. No call is throttled, and the whole takes little longer
// than the calls of the busiest row of the table have to: no row waits for what
// it does not need. It takes not much longer either than a plan would that shares
// the OUs among the rows which can find them without any call too many. With -v it
// prints when each row was in use.
func TestReadingKeepsEveryLimitBusy(t *testing.T) {
	for _, c := range []struct {
		name                    string
		accounts, ous, policies int
		pace                    int
		calls                   int // without those that find OUs
		long                    bool
		noPaths                 bool
	}{
		{"100 accounts", 100, 5, 2, 50, 49, false, false},
		{"1,000 accounts", 1_000, 50, 20, 50, 160, false, false},
		{"1,000 accounts, the whole limits", 1_000, 50, 20, 100, 160, false, false},
		{"10,000 accounts", 10_000, 500, 200, 50, 1299, false, false},
		{"10,000 accounts, the whole limits", 10_000, 500, 200, 100, 1299, false, false},
		{"50,000 accounts", 50_000, 2_000, 1_000, 50, 6139, true, false},
		{"10,000 OUs", 1_000, 10_000, 50, 50, 285, true, false},
		{"10,000 SCPs", 1_000, 50, 10_000, 50, 20635, true, false},
		{"one flat OU", 10_000, 1, 20, 50, 577, false, false},
		{"no Paths", 1_000, 50, 20, 50, 178, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.long && testing.Short() {
				return
			}
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(sample.Large(c.accounts, c.ous, c.policies), emulator.WithFaults(emulator.Faults{
					Latency: 80 * time.Millisecond, Limits: emulator.Limits{Documented: true}, NoPaths: c.noPaths,
				}))
				start := time.Now()
				r, _ := read(t, paced(s, c.pace), everything...)
				took := time.Since(start)
				rows := usedRows(s, float64(c.pace)/100)
				t.Logf("%v\n%s", took.Round(time.Second), trace(rows, start))
				if got := r.Freeze(start); len(got.Accounts) != c.accounts || len(got.OUs) != c.ous || len(r.Gaps()) > 0 {
					t.Errorf("%d accounts, %d OUs, gaps %v", len(got.Accounts), len(got.OUs), r.Gaps())
				}
				both := limit{rate: 5 + 6, burst: 8 + 10} // of ListOrganizationalUnitsForParent and ListChildren
				calls, floor, least := 0, time.Duration(0), both.timeFor(c.ous+1, float64(c.pace)/100)
				for operations, u := range rows {
					if u.throttled > 0 {
						t.Errorf("%d calls of %s were throttled", u.throttled, operations)
					}
					if floor = max(floor, u.floor); !strings.Contains(operations, "ListChildren") && !strings.Contains(operations, "ListOrganizationalUnitsForParent") {
						calls, least = calls+u.calls, max(least, u.floor)
					}
				}
				if cost := r.Cost(c.pace); !c.noPaths && (cost.Calls < len(s.Journal())*85/100 || cost.Calls > len(s.Journal())*115/100 || cost.Time.Seconds() < 0.8*took.Seconds()) {
					t.Errorf("the cost is said to be %+v, it was %d calls and %v", cost, len(s.Journal()), took)
				}
				if calls != c.calls {
					t.Errorf("%d calls, want %d", calls, c.calls)
				}
				if took > floor*105/100+time.Second || took > least*115/100+time.Second {
					t.Errorf("it took %v, the busiest row needs %v, all rows together %v", took, floor, least)
				}
			})
		})
	}
}

// usedRow is how a row of AWS's table of limits was used.
type usedRow struct {
	calls, throttled int
	first, last      time.Time
	floor            time.Duration // in which its calls can be made in the background
}

// usedRows returns the rows that a server's calls were on, by their operations.
func usedRows(s *emulator.Server, pace float64) map[string]*usedRow {
	rows := map[string]*usedRow{}
	for _, c := range s.Journal() {
		name, l := c.Operation, unpublished
		for _, x := range limits {
			if slices.Contains(x.operations, name) {
				name, l = strings.Join(x.operations, ", "), x
			}
		}
		u := rows[name]
		if u == nil {
			u = &usedRow{first: c.Time}
			rows[name] = u
		}
		u.calls++
		if c.Code == "TooManyRequestsException" {
			u.throttled++
		}
		u.last = c.Time
		u.floor = l.timeFor(u.calls, pace)
	}
	return rows
}

// timeFor returns how long so many calls in the background take at least.
func (l limit) timeFor(calls int, pace float64) time.Duration {
	beyond := math.Max(0, float64(calls)-l.burst+l.at(1).reserve)
	seconds := beyond / l.rate
	if first := atFullPace.Seconds(); seconds > first {
		seconds = first + (beyond-l.rate*first)/(l.rate*pace)
	}
	return time.Duration(seconds * float64(time.Second))
}

// trace returns when each row was in use.
func trace(rows map[string]*usedRow, start time.Time) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		u := rows[name]
		fmt.Fprintf(&b, "%6d calls from %6.1f s to %7.1f s, at least %7.1f s: %s\n",
			u.calls, u.first.Sub(start).Seconds(), u.last.Sub(start).Seconds(), u.floor.Seconds(), name)
	}
	return b.String()
}
