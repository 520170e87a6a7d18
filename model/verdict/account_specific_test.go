package verdict_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// However a policy distinguishes between accounts, each gets its own answer.
func TestLensTellsAccountsApart(t *testing.T) {
	const who = "arn:aws:iam::444455556666:role/Admin"
	for _, c := range []struct {
		name, statement string
		question        verdict.Question
		denied          bool // in the account, and nowhere else; or the other way round
	}{
		{"any service", `"Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"*:444455556666:role/Admin"}}`, verdict.Question{Principal: who}, true},
		{"any part", `"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:*:*:444455556666:role/Admin"}}`, verdict.Question{Principal: who}, true},
		{"the last digits", `"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*6666:role/Admin"}}`, verdict.Question{Principal: who}, true},
		{"a digit left open", `"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::?44455556666:role/Admin"}}`, verdict.Question{Principal: who}, false},
		{"a variable", `"Resource":"*","Condition":{"StringEquals":{"k:s":"${aws:PrincipalArn}"}}`, verdict.Question{Principal: who, Given: map[string][]string{"k:s": {who}}}, true},
		{"a variable of the account", `"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${k:s}:role/Admin"}}`, verdict.Question{Principal: who, Given: map[string][]string{"k:s": {"444455556666"}}}, true},
		{"a variable in a resource", `"Resource":"arn:aws:s3:::b/${aws:PrincipalArn}"`, verdict.Question{Principal: who, Resource: "arn:aws:s3:::b/" + who}, true},
		{"a name in other letters", `"Resource":"*","Condition":{"StringEquals":{"aws:Principal\u0041ccount":"444455556666"}}`, verdict.Question{}, true},
		{"an ARN in other letters", `"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam\u003a:444455556666:role/Admin"}}`, verdict.Question{Principal: who}, true},
		{"a session", `"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:*:*:444455556666:role/*"}}`, verdict.Question{Principal: "arn:aws:sts::444455556666:assumed-role/Admin/me"}, true},
	} {
		s := modeltest.PlainSnapshot()
		s.Accounts = append(s.Accounts, model.Node{ID: "333333333333", Kind: model.KindAccount, Name: "beside", Parent: "ou-plain-00000000"})
		s.Policies = append(s.Policies, model.Policy{ID: "p-tellsapart", Name: "TellsApart", Type: model.ServiceControlPolicy})
		s.Documents["p-tellsapart"] = model.Document{Text: `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*",` + c.statement + `}}`}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-tellsapart", Target: "r-plain"})
		for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333", "333333333333"} {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
		}
		r := model.NewReading()
		r.Apply(model.SavedFact{Snapshot: s})
		c.question.Action, c.question.ResourceAccount = "s3:GetObject", modeltest.CaseAccount
		lens, err := verdict.NewLens(r, c.question)
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range map[model.NodeID]bool{modeltest.CaseAccount.Node(): c.denied, "333333333333": !c.denied} {
			if got := lens.Ruling(n); got.Denied() != want || got == verdict.Depends {
				t.Errorf("%s: in %s it is %v, want it denied: %v", c.name, n, got, want)
			}
		}
	}
}
