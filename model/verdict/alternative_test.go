package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// alternatives are the sentences of what would change a verdict.
func alternatives(r *model.Reading, v verdict.Verdict) []string {
	var out []string
	for _, x := range verdict.Alternatives(r, v) {
		out = append(out, x.Sentence())
	}
	return out
}

// Where nothing allows, what each Allow for the action asks for would help, if
// no other level is left that allows nothing.
func TestWhatIfNothingAllows(t *testing.T) {
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

// What follows from the principal follows from another one too.
func TestWhatIfAnotherPrincipal(t *testing.T) {
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

// A level where nothing allows is marked as one that denies, and the verdict
// names them all.
func TestLevelsThatAllowNothing(t *testing.T) {
	prod := model.NodeID("")
	for _, n := range modeltest.Demo().Path(modeltest.Payments.Node()) {
		if n.Name == "Prod" {
			prod = n.ID
		}
	}
	r, err := modeltest.Demo().WithEdits(model.Edits{Detached: []model.Attachment{
		{Policy: model.FullAWSAccess, Target: modeltest.Payments.Node()}, {Policy: model.FullAWSAccess, Target: prod},
	}})
	if err != nil {
		t.Fatal(err)
	}
	v := ask(t, r, verdict.Question{Account: modeltest.Payments, Action: "sqs:ListQueues", Resource: "*"})
	if got, want := v.Headline(r), "Denied at Prod and payments-prod: nothing allows it there"; got != want {
		t.Errorf("the verdict is %q, want %q", got, want)
	}
	var at []string
	for i := range v.SCP {
		for _, b := range v.SCP[i].Contributions() {
			if strings.Contains(b.Text, "nothing allows it") {
				at = append(at, v.SCP[i].Rung.Name)
			}
		}
	}
	if want := []string{"Prod", "payments-prod"}; !slices.Equal(at, want) {
		t.Errorf("nothing allows it at %q, want %q", at, want)
	}
}
