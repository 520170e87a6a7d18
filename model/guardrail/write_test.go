package guardrail_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/guardrail"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// TestCase ensures that a question with its answer becomes a test, which passes on the
// reading that gave the answer.
func TestCase(t *testing.T) {
	asker := verdict.NewAsker(modeltest.Saved(complete()))
	eu := map[string][]string{"aws:RequestedRegion": {"eu-central-1"}}
	const role = "arn:aws:iam::444455556666:role/Deployer"
	for _, c := range []struct {
		q    verdict.Question
		want string
	}{
		{verdict.Question{Action: "s3:PutBucketPolicy"}, "    expect: denied\n    except: [\"role/SecAdmin\"]\n    by: [\"NoPublicS3\"]\n"},
		{verdict.Question{Action: "organizations:LeaveOrganization"}, "    expect: denied\n    by: [\"DenyLeave\"]\n"},
		{verdict.Question{Action: "sqs:SendMessage", Principal: role, Given: eu}, "    region: \"eu-central-1\"\n    expect: allowed\n"},
		{verdict.Question{Action: "rds:CreateDBInstance", Principal: role, Given: eu}, "    expect: conditional\n"},
		{verdict.Question{Action: "s3:GetObject", Given: map[string][]string{"aws:TagKeys": {"a\n\"", "b"}}, Absent: []string{"aws:SourceVpc"}}, "    context: {\"aws:TagKeys\": [\"a\\n\\\"\", \"b\"]}\n    absent: [\"aws:SourceVpc\"]\n"},
	} {
		c.q.Account = modeltest.Payments
		text, err := guardrail.Case(asker, c.q)
		if err != nil || !strings.Contains(text, c.want) {
			t.Errorf("it is %v\n%s, want\n%s", err, text, c.want)
		}
		if failed, _ := run(t, complete(), text); len(failed) > 0 {
			t.Errorf("it fails on its own reading: %v\n%s", failed, text)
		}
	}
}

// TestCaseLaw ensures the same for whatever is asked, in any organization.
func TestCaseLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		text, err := guardrail.Case(verdict.NewAsker(r), modeltest.DrawQuestion(t))
		if err != nil {
			return // An exemption that no test can list.
		}
		tests, err := guardrail.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		result, err := guardrail.NewRunner(r).Run("f", &tests[0], []model.AccountID{modeltest.LawAccount})
		if err != nil || !result.Passed() {
			t.Fatalf("it fails: %v, %+v\n%s", err, result.Failures, text)
		}
	})
}
