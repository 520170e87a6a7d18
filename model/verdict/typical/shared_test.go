package typical_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// siblings are accounts of one OU.
var siblings = []model.AccountID{"444455556666", "555566667777", "666677778888", "777788889999"}

// drawSiblings draws an organization with a policy of which each statement may name
// an account in some way, and a question.
func drawSiblings(t *rapid.T) (*model.Reading, verdict.Question) {
	named := string(rapid.SampledFrom(siblings).Draw(t, "named"))
	tests := []string{
		`"StringEquals":{"aws:PrincipalAccount":"` + named + `"}`, `"StringNotEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}`,
		`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::` + named[:3] + `*:role/*"}`, `"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Sec"}`,
		`"StringLike":{"aws:userid":"*:` + named + `"}`, `"StringEquals":{"aws:ResourceAccount":"` + named + `"}`, `"NumericGreaterThan":{"aws:PrincipalAccount":"5"}`,
		`"StringNotEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}`, `"StringNotEquals":{"aws:PrincipalTag/account":"${aws:PrincipalAccount}"}`,
	}
	var statements []string
	for range rapid.IntRange(1, 3).Draw(t, "statements") {
		resource := rapid.SampledFrom([]string{"*", "*", "arn:aws:s3:::b-" + named, "arn:aws:kms:*:" + named + ":*", "arn:aws:kms:*:*:key/*"}).Draw(t, "resource")
		statements = append(statements, `{"Effect":"Deny","Action":"*","Resource":"`+resource+`","Condition":{`+rapid.SampledFrom(tests).Draw(t, "test")+`}}`)
	}
	s := guardedSnapshot(rapid.SampledFrom(model.Evaluated()).Draw(t, "type"), strings.Join(statements, ","))
	for _, id := range siblings[1:] {
		s.Accounts = append(s.Accounts, model.Node{ID: id.Node(), Kind: model.KindAccount, Name: "account " + string(id[:2]), Parent: "ou-plain-00000000", State: model.StateActive})
		for _, p := range []model.PolicyID{model.FullAWSAccess, model.RCPFullAWSAccess} {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: p, Target: id.Node()})
		}
	}
	return modeltest.Saved(s), verdict.Question{
		Action:    rapid.SampledFrom([]string{"s3:GetObject", "kms:Decrypt", "kms:CreateKey", "iam:CreateUser"}).Draw(t, "action"),
		Principal: rapid.SampledFrom([]string{"", "root", "role/Admin"}).Draw(t, "principal"),
	}
}

// Answers that accounts share are those that each has by itself, whatever the
// policies ask for.
func TestSharedAnswersAreTheAccountsOwn(t *testing.T) {
	shares := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := drawSiblings(t)
		asker, shared, keys := verdict.NewAsker(r).Briefly(), typical.Shared{}, map[string]bool{}
		notes := func(v verdict.Verdict) []string { return v.Notes }
		for _, account := range siblings {
			own := q
			own.Account, own.Principal = account, verdict.PrincipalARN("aws", account, q.Principal)
			if key, ok := asker.Alike(own); ok && keys[key] {
				shares++
			} else if ok {
				keys[key] = true
			}
			got, err := shared.Answer(asker, []byte(`"x"`), own, notes)
			if err != nil {
				t.Fatal(err)
			}
			want, err := new(typical.Shared).Answer(verdict.NewAsker(r).Briefly(), []byte(`"x"`), own, notes)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%+v: shared it is\n%s\nby itself\n%s", own, got, want)
			}
		}
	})
	if shares == 0 {
		t.Error("no two accounts shared an answer")
	}
}

// A brief Asker comes to the same answer as one that keeps all outcomes.
func TestBriefAnswersAreTheSame(t *testing.T) {
	r := modeltest.Demo()
	brief := verdict.NewAsker(r).Briefly()
	for _, action := range []string{"s3:PutBucketPolicy", "iam:CreateUser", "kms:Decrypt", "s3:GetObject", "ec2:RunInstances", "rds:CreateDBInstance", "organizations:LeaveOrganization"} {
		for n := range r.Accounts() {
			q := verdict.Question{Account: n.Account(), Action: action}
			exact, err := brief.Ask(q)
			if err != nil {
				t.Fatal(err)
			}
			a, full := typical.CompleteBy(brief, exact), typically(t, r, q)
			if a.Headline() != full.Headline() {
				t.Errorf("%s in %s: briefly %s\nelse %s", action, n.Name, a.Headline(), full.Headline())
			}
		}
	}
}
