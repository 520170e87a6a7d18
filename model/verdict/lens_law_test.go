package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// drawPrincipal gives the question a principal, or none.
func drawPrincipal(t *rapid.T, q verdict.Question) verdict.Question {
	if who := rapid.SampledFrom([]string{"", "", "role/Admin", "role/x", "root", "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}).Draw(t, "principal"); who != "" {
		q.Principal = "arn:aws:iam::" + string(modeltest.LawAccount) + ":" + who
		delete(q.Given, "aws:PrincipalArn")
		q.Absent = slices.DeleteFunc(q.Absent, func(k string) bool { return k == "aws:PrincipalArn" })
	}
	return q
}

// A lens says of every account what the question says of it alone, whatever
// the policies; its counts are the sums.
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

// The RCPs that bind are those of the resource's owner, in whatever account the
// principal is, the management account too; an owner that is not known leaves
// the answer open.
func TestLensMindsTheOwnersRCPs(t *testing.T) {
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-nobuckets", Name: "NoBuckets", Type: model.ResourceControlPolicy})
	s.Documents["p-nobuckets"] = model.Document{Text: `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-nobuckets", Target: modeltest.CaseAccount.Node()})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	for _, c := range []struct {
		question            verdict.Question
		account, management verdict.Ruling
	}{
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: modeltest.CaseAccount}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "111122223333"}, verdict.Allowed, verdict.Allowed},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "999999999999"}, verdict.Allowed, verdict.Allowed},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}, verdict.Depends, verdict.Depends},
		{verdict.Question{Action: "s3:ListAllMyBuckets", Resource: "*"}, verdict.ExplicitlyDenied, verdict.Allowed},
	} {
		lens, err := verdict.NewLens(r, c.question)
		if err != nil {
			t.Fatal(err)
		}
		if a, m := lens.Ruling(modeltest.CaseAccount.Node()), lens.Ruling("111122223333"); a != c.account || m != c.management {
			t.Errorf("%+v: in the account %v, want %v; in the management account %v, want %v", c.question, a, c.account, m, c.management)
		}
		for _, g := range verdict.Groups(r, lens) {
			if g.Reason == "" || g.Ruling == verdict.Depends && g.Reason != "denied if the resource belongs to account (NoBuckets at account)" {
				t.Errorf("%+v: %v because %q", c.question, g.Ruling, g.Reason)
			}
		}
	}
}
