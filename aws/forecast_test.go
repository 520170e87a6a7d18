package aws

import (
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// TestTimeLeft compares the time left that a reading tells with the time that
// it then takes. With a saved reading it is true from ten seconds on, without one
// it is told once all accounts and policies are listed.
func TestTimeLeft(t *testing.T) {
	for _, c := range []struct {
		name                    string
		accounts, ous, policies int
		latency                 time.Duration
		saved                   bool
	}{
		{"1,000 accounts", 1_000, 50, 20, 80 * time.Millisecond, false},
		{"1,000 accounts, read before", 1_000, 50, 20, 80 * time.Millisecond, true},
		{"10,000 accounts", 10_000, 500, 200, 80 * time.Millisecond, false},
		{"10,000 accounts, read before", 10_000, 500, 200, 80 * time.Millisecond, true},
		{"a slow connection", 10_000, 50, 20, 700 * time.Millisecond, false},
		{"a slow connection, read before", 10_000, 50, 20, 700 * time.Millisecond, true},
		{"few accounts in many OUs", 400, 2_000, 20, 80 * time.Millisecond, true},
		{"many policies", 1_000, 50, 2_000, 80 * time.Millisecond, false},
		{"many policies, read before", 1_000, 50, 2_000, 80 * time.Millisecond, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.accounts*c.policies > 100_000 && testing.Short() {
				return
			}
			synctest.Test(t, func(t *testing.T) {
				large := sample.Large(c.accounts, c.ous, c.policies)
				s := emulator.New(large, emulator.WithFaults(emulator.Faults{Latency: c.latency, Limits: emulator.Limits{Documented: true}}))
				o := Options{Transport: s.Transport(), Keys: &demoKeys, Resume: true, Store: &savedStore{}}
				if c.saved {
					o.Store = &savedStore{saved: large}
				}
				start := time.Now()
				_, facts := read(t, New(o), everything...)
				end := time.Now()
				from := start.Add(10 * time.Second)
				var told []model.ForecastFact
				for _, f := range facts {
					switch f := f.(type) {
					case model.ForecastFact:
						told = append(told, f)
					case model.StatusFact:
						listed := f.Part == model.PartAccounts && f.Target == "" || f.Part == model.PartPolicies
						if !c.saved && listed && f.Status.Progress == model.Complete && f.Status.At.After(from) {
							from = f.Status.At
						}
					}
				}
				judgeForecasts(t, told, from, end)
			})
		})
	}
}

// judgeForecasts reports forecasts after a time that are more than a quarter, and
// more than two seconds, off the truth.
func judgeForecasts(t *testing.T, told []model.ForecastFact, from, end time.Time) {
	t.Helper()
	judged := 0
	next := from
	for _, f := range told {
		if !f.At.After(from) || f.At.Before(next) {
			continue
		}
		next = f.At.Add(end.Sub(from) / 10)
		judged++
		truth := end.Sub(f.At)
		t.Logf("after %v: %v left, told %v, %d of %d", f.At.Sub(from), truth, f.Left, f.Done, f.Total)
		if off := (f.Left - truth).Abs(); off > truth/4 && off > 2*time.Second {
			t.Errorf("%v before the end it told %v", truth.Round(time.Second), f.Left.Round(time.Second))
		}
	}
	if judged < 5 && end.Sub(from) > 10*time.Second {
		t.Errorf("only %d forecasts", judged)
	}
}
