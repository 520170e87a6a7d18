package overview_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/overview"
	"deputy/model/sample"
)

// BenchmarkOverview looks through 50,000 accounts, and reports how long the longest
// part takes, which no key may wait for much.
func BenchmarkOverview(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(50_000, 2000, 2000)})
	var longest, first, last time.Duration
	for b.Loop() {
		began := time.Now()
		o := overview.New(r)
		first = max(first, time.Since(began))
		for !o.Done() {
			began = time.Now()
			o.Next(r, 50)
			last = time.Since(began)
			if !o.Done() {
				longest = max(longest, last)
			}
		}
	}
	b.ReportMetric(float64(first.Microseconds())/1000, "ms/new")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest-part")
	b.ReportMetric(float64(last.Microseconds())/1000, "ms/last-part")
}
