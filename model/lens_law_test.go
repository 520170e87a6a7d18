package model_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"

	"pgregory.net/rapid"
)

// drawPrincipal gives the question a principal, or none.
func drawPrincipal(t *rapid.T, q model.Question) model.Question {
	if who := rapid.SampledFrom([]string{"", "", "role/Admin", "role/x", "root", "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}).Draw(t, "principal"); who != "" {
		q.Principal = "arn:aws:iam::" + string(lawAccount) + ":" + who
		delete(q.Given, "aws:PrincipalArn")
		q.Absent = slices.DeleteFunc(q.Absent, func(k string) bool { return k == "aws:PrincipalArn" })
	}
	return q
}

// A lens says of every account what the question says of it alone, whatever
// the policies; its counts are the sums.
func TestLensAgreesWithAskWhateverThePolicies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, asked := drawOrganization(t), drawPrincipal(t, drawQuestion(t))
		if rapid.Bool().Draw(t, "no owner") {
			asked.ResourceAccount = ""
		}
		lens, err := r.Look(asked)
		if err != nil {
			t.Fatal(err)
		}
		var total model.Counts
		for n := range r.Accounts() {
			q := asked
			q.Account, q.Principal = n.Account(), strings.Replace(asked.Principal, string(lawAccount), string(n.ID), 1)
			v, err := r.Ask(q)
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
	s := plainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-nobuckets", Name: "NoBuckets", Type: model.ResourceControlPolicy})
	s.Documents["p-nobuckets"] = model.Document{Text: `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-nobuckets", Target: caseAccount.Node()})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", caseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	for _, c := range []struct {
		question            model.Question
		account, management model.Ruling
	}{
		{model.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: caseAccount}, model.ExplicitlyDenied, model.ExplicitlyDenied},
		{model.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "111122223333"}, model.Allowed, model.Allowed},
		{model.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "999999999999"}, model.Allowed, model.Allowed},
		{model.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}, model.Depends, model.Depends},
		{model.Question{Action: "s3:ListAllMyBuckets", Resource: "*"}, model.ExplicitlyDenied, model.Allowed},
	} {
		lens, err := r.Look(c.question)
		if err != nil {
			t.Fatal(err)
		}
		if a, m := lens.Ruling(caseAccount.Node()), lens.Ruling("111122223333"); a != c.account || m != c.management {
			t.Errorf("%+v: in the account %v, want %v; in the management account %v, want %v", c.question, a, c.account, m, c.management)
		}
		for _, g := range r.Groups(lens) {
			if g.Reason == "" || g.Ruling == model.Depends && g.Reason != "denied if the resource belongs to account (NoBuckets at account)" {
				t.Errorf("%+v: %v because %q", c.question, g.Ruling, g.Reason)
			}
		}
	}
}
