package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// drawPrincipal adds a principal to the question, or none.
func drawPrincipal(t *rapid.T, q verdict.Question) verdict.Question {
	if who := rapid.SampledFrom([]string{"", "", "role/Admin", "role/x", "root", "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}).Draw(t, "principal"); who != "" {
		q.Principal = "arn:aws:iam::" + string(modeltest.LawAccount) + ":" + who
		delete(q.Given, "aws:PrincipalArn")
		q.Absent = slices.DeleteFunc(q.Absent, func(k string) bool { return k == "aws:PrincipalArn" })
	}
	return q
}

// Whatever the policies, a lens has the ruling that Ask returns for each
// account, and its counts are the sums.
func TestLensAgreesWithAskWhateverThePolicies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, asked := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		if rapid.Bool().Draw(t, "no owner") {
			asked.ResourceAccount = ""
		}
		lens, err := verdict.NewLens(r, asked)
		if err != nil {
			t.Fatal(err)
		}
		var total verdict.Counts
		for n := range r.Accounts() {
			q := asked
			q.Account, q.Principal = n.Account(), strings.Replace(asked.Principal, string(modeltest.LawAccount), string(n.ID), 1)
			v, err := verdict.Ask(r, q)
			if err != nil {
				t.Fatal(err)
			}
			if got := lens.Ruling(n.ID); got != v.Ruling {
				t.Fatalf("%+v: of %s the lens says %v, asked alone it is %v by %v, missing %v, open %v", q, n.Name, got, v.Ruling, v.By, v.Missing, v.Sentences())
			}
			total[v.Ruling]++
		}
		if got := lens.Counts("r-law0"); got != total {
			t.Fatalf("the root counts %v, the accounts %v", got, total)
		}
	})
}
