package typical_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// lensOf answers a question for all accounts.
func lensOf(t rapid.TB, r *model.Reading, q verdict.Question, o typical.Options) *typical.Lens {
	t.Helper()
	l, err := typical.NewLens(r, q, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Whatever the policies, a lens says of each account what Ask does in the lens's
// Region, and its counts are the sums.
func TestLensAgreesWithAskWhateverThePolicies(t *testing.T) {
	kinds := map[typical.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		l := lensOf(t, r, q, typical.Options{})
		var total typical.Counts
		for n := range r.Accounts() {
			a, err := typical.Ask(r, l.Question.ForAccount(n.Account()))
			if err != nil {
				t.Fatal(err)
			}
			if got := l.Kind(n.ID); got != a.Kind() {
				t.Fatalf("%+v: of %s the lens says %s, asked alone it is: %s", l.Question, n.Name, got.Short(), a.Headline())
			}
			total[a.Kind()]++
			kinds[a.Kind()]++
		}
		if got := l.Counts("r-law0"); got != total || l.Total() != total || total[typical.Depends] > 0 {
			t.Fatalf("the root counts %v, the lens %v, the accounts %v", got, l.Total(), total)
		}
	})
	for _, k := range []typical.Kind{typical.NotBlocked, typical.Conditional, typical.Differs, typical.Denied} {
		if kinds[k] == 0 {
			t.Errorf("no account is %s: %v", k.Short(), kinds)
		}
	}
}

// Policies that name accounts keep each of these apart, and nobody else.
func TestLensTellsNamedAccountsApart(t *testing.T) {
	named := []string{
		`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"%s"}}}`,
		`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::%s:role/*"}}}`,
		`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::%s:role/Admin"}}}`,
		`{"Effect":"Deny","Action":"*","Resource":"arn:aws:*:*:%s:*"}`,
		`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceAccount":["%s","${aws:PrincipalAccount}"]}}}`,
		`{"Effect":"Deny","Action":"*","NotResource":["arn:aws:*:*:${aws:PrincipalAccount}:*","arn:aws:*:*:%s:*"]}`,
		`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalAccount":"2*%.3s"}}}`,
	}
	accounts := []string{"222222222222", "333333333333", "555555555555", "999999999999"}
	rapid.Check(t, func(t *rapid.T) {
		var statements []string
		for range rapid.IntRange(1, 2).Draw(t, "statements") {
			statements = append(statements, fmt.Sprintf(rapid.SampledFrom(named).Draw(t, "statement"), rapid.SampledFrom(accounts).Draw(t, "account")))
		}
		text := `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
		d := model.Draft{Name: "Named", Type: model.ServiceControlPolicy, Text: text, Target: rapid.SampledFrom([]model.NodeID{"r-law0", "ou-law0-11111111"}).Draw(t, "at")}
		if rapid.Bool().Draw(t, "RCP") {
			d.Type, d.Text = model.ResourceControlPolicy, strings.ReplaceAll(text, `"Effect":"Deny",`, `"Effect":"Deny","Principal":"*",`)
		}
		r, err := modeltest.DrawOrganization(t).WithEdits(model.Edits{Drafts: []model.Draft{d}})
		if err != nil {
			t.Fatal(err)
		}
		q := verdict.Question{Action: rapid.SampledFrom([]string{"s3:GetObject", "sqs:SendMessage", "iam:CreateUser", "kms:Decrypt"}).Draw(t, "action")}
		l := lensOf(t, r, q, typical.Options{})
		for n := range r.Accounts() {
			a, err := typical.Ask(r, l.Question.ForAccount(n.Account()))
			if err != nil {
				t.Fatal(err)
			}
			if got := l.Kind(n.ID); got != a.Kind() {
				t.Fatalf("%s: of %s the lens says %s, asked alone it is: %s", text, n.Name, got.Short(), a.Headline())
			}
		}
	})
}

// On gaps too a lens says what Ask does: an account of which all has been read is
// answered, and no other one.
func TestLensOnGaps(t *testing.T) {
	r := modeltest.Demo()
	r.Begin()
	for _, n := range []model.NodeID{modeltest.Payments.Node(), "ou-4x9a-60ufpbms", "ou-4x9a-rbuvwnu3"} {
		r.Apply(modeltest.Failed(model.PartAttached, model.AttachedTarget(n, model.ServiceControlPolicy), "organizations:ListPoliciesForTarget"))
	}
	for _, action := range []string{"iam:CreateUser", "kms:Decrypt", "rds:CreateDBInstance"} {
		l := lensOf(t, r, verdict.Question{Action: action, Resource: "*"}, typical.Options{})
		for n := range r.Accounts() {
			a, err := typical.Ask(r, l.Question.ForAccount(n.Account()))
			if got := l.Kind(n.ID); err != nil || got != a.Kind() {
				t.Errorf("%s: of %s the lens says %s, asked alone it is: %s", action, n.Name, got.Short(), a.Headline())
			}
		}
		if l.Total()[typical.Unknown] == 0 {
			t.Errorf("%s: nothing is unknown: %v", action, l.Total())
		}
	}
}
