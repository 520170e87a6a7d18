package verdict_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// alternatives returns the sentences of what would change a verdict.
func alternatives(r *model.Reading, v verdict.Verdict) []string {
	var out []string
	for _, x := range verdict.Alternatives(r, v) {
		out = append(out, x.Sentence())
	}
	return out
}

// Where nothing allows the request, the conditions of each Allow for its action
// are alternatives, unless another level allows nothing either.
func TestAlternativesWhereNothingAllows(t *testing.T) {
	r := allowing(
		t, `{"StringEquals": {"aws:SourceVpc": "vpc-1"}}`,
		`{"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Ops*", "arn:aws:iam::999988887777:role/Ops", "arn:aws:iam::444455556666:role/Own"]}}`,
		`{"StringEquals": {"aws:PrincipalAccount": "999988887777", "aws:PrincipalOrgID": "o-elsewhere1"}}`,
	)
	q := verdict.Question{
		Account: modeltest.Payments, Action: "s3:ListAllMyBuckets", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}}, Absent: []string{"aws:SourceVpc"},
	}
	v := ask(t, r, q)
	if got, want := v.Headline(r), "Denied at payments-prod: nothing allows it there"; got != want {
		t.Errorf("the verdict is %q, want %q", got, want)
	}
	want := []string{
		"It would not be blocked if the source VPC were vpc-1.",
		"It would not be blocked if the principal matched arn:aws:iam::*:role/Ops*.",
		"It would not be blocked if the principal were arn:aws:iam::444455556666:role/Own.",
	}
	if got := alternatives(r, v); !slices.Equal(got, want) {
		t.Errorf("what would change it is %q, want %q", got, want)
	}
	q.Action = "sqs:ListQueues"
	if got := alternatives(r, ask(t, r, q)); got != nil {
		t.Errorf("no Allow is for the action, and yet %q would change it", got)
	}
}

// An alternative principal changes the keys that follow from it as well.
func TestAlternativesOfAnotherPrincipal(t *testing.T) {
	r := allowing(t, `{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/break-glass"}, "StringEquals": {"aws:PrincipalType": "User"}}`)
	v := ask(t, r, verdict.Question{
		Account: modeltest.Payments, Action: "s3:ListAllMyBuckets", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
	})
	want := []string{"It would not be blocked if the principal matched arn:aws:iam::*:user/break-glass."}
	if got := alternatives(r, v); !slices.Equal(got, want) {
		t.Errorf("what would change it is %q, want %q", got, want)
	}
}
