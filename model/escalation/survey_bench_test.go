package escalation_test

import (
	"testing"
	"time"

	"deputy/model/escalation"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// BenchmarkSurvey looks at all accounts of the largest organization that AWS
// allows, in the parts in which the screen does. It reports the longest part, for
// which a key may have to wait, and what is found.
func BenchmarkSurvey(b *testing.B) {
	r := modeltest.Saved(sample.Large(50_000, 2000, 2000))
	b.ReportAllocs()
	var longest time.Duration
	for b.Loop() {
		s := escalation.NewSurvey(r)
		for !s.Done() {
			began := time.Now()
			s.Next(r, escalation.AttacksPerPart)
			longest = max(longest, time.Since(began))
		}
		b.ReportMetric(float64(len(s.Policies())), "holes")
	}
	b.ReportMetric(float64(longest.Milliseconds()), "ms/longest")
}

// BenchmarkAt is the attack on one account, as its page makes it.
func BenchmarkAt(b *testing.B) {
	r := modeltest.Demo()
	b.ReportAllocs()
	for b.Loop() {
		escalation.At(r, modeltest.Payments)
	}
}

// BenchmarkSurveyOfTheDemo is the survey of a small organization.
func BenchmarkSurveyOfTheDemo(b *testing.B) {
	r := modeltest.Demo()
	b.ReportAllocs()
	for b.Loop() {
		s := escalation.NewSurvey(r)
		for !s.Done() {
			s.Next(r, escalation.AttacksPerPart)
		}
	}
}
