package typical_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// A lens of 50,000 accounts, as for an ordinary request and exactly; and its
// longest part, for which a key may wait.
func BenchmarkLens50000(b *testing.B) {
	r := modeltest.Saved(sample.Large(50_000, 2_000, 2_000))
	r.Caller.Role = model.CallerManagement
	for _, action := range []string{"lambda:CreateFunction", "iam:CreateUser", "s3:PutObject", "ec2:RunInstances"} {
		for name, exactly := range map[string]bool{"typical": false, "exact": true} {
			b.Run(action+"/"+name, func(b *testing.B) {
				var longest time.Duration
				for b.Loop() {
					l := typical.NewLensBuilder(r, verdict.Question{Action: action}, typical.Options{Exactly: exactly})
					for !l.Done() {
						began := time.Now()
						if err := l.Next(r, 50); err != nil {
							b.Fatal(err)
						}
						longest = max(longest, time.Since(began))
					}
				}
				b.ReportMetric(float64(longest.Milliseconds()), "ms/longest-part")
			})
		}
	}
}
