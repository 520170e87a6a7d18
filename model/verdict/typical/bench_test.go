package typical_test

import (
	"testing"

	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// BenchmarkShared answers questions about accounts of a reading, each of an OU
// where nobody has asked (first), and of one where somebody has (again).
func BenchmarkShared(b *testing.B) {
	s := sample.Large(5000, 2000, 2000)
	s.Complete = true
	r := modeltest.Saved(s)
	actions := []string{"ec2:RunInstances", "s3:PutObject", "iam:CreateUser", "kms:Decrypt", "dynamodb:GetItem"}
	ask := func(asker *verdict.Asker, shared *typical.Shared, i int) {
		account := s.Accounts[1+i*7919%(len(s.Accounts)-1)].Account()
		q := verdict.Question{
			Account: account, Action: actions[i%len(actions)], Principal: "arn:aws:iam::" + string(account) + ":role/Dev",
			Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
		}
		if _, err := shared.Answer(asker, []byte("1"), q, func(verdict.Verdict) []string { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first", func(b *testing.B) {
		asker, i := verdict.NewAsker(r).Briefly(), 0
		for b.Loop() {
			ask(asker, &typical.Shared{}, i)
			i++
		}
	})
	b.Run("again", func(b *testing.B) {
		asker, i, shared := verdict.NewAsker(r).Briefly(), 0, typical.Shared{}
		for n := range 10_000 {
			ask(asker, &shared, n)
		}
		for b.Loop() {
			ask(asker, &shared, i%10_000)
			i++
		}
	})
}
