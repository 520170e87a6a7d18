package model_test

import (
	"testing"

	"deputy/model"
	"deputy/model/sample"
)

var lensQuestions = []model.Question{
	{Action: "lambda:CreateFunction", Resource: "*"},
	{Action: "organizations:LeaveOrganization", Resource: "*"},
	{Action: "ec2:RunInstances", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"us-west-2"}}},
	{Action: "s3:PutBucketPolicy"},
	{Action: "cloudtrail:StopLogging", Resource: "*"},
}

// A lens says of every account what the question says when it is asked of that
// account alone.
func TestLensAgreesWithAsk(t *testing.T) {
	r := demo()
	for _, q := range lensQuestions {
		lens, err := r.Look(q)
		if err != nil {
			t.Fatal(err)
		}
		var total model.Counts
		for n := range r.Accounts() {
			q.Account = n.Account()
			want := ask(t, r, q).Ruling
			if got := lens.Ruling(n.ID); got != want {
				t.Errorf("%s in %s: the lens says %v, asked alone it is %v", q.Action, n.Name, got, want)
			}
			total[want]++
		}
		for root := range r.Roots() {
			if got := lens.Counts(root.ID); got != total {
				t.Errorf("%s: the root counts %v, the accounts %v", q.Action, got, total)
			}
		}
	}
}

func BenchmarkLens50000(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(50_000, 2_000, 2_000)})
	r.Caller.Role = model.CallerManagement
	if _, err := r.Look(lensQuestions[0]); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Look(lensQuestions[0]); err != nil {
			b.Fatal(err)
		}
	}
}
