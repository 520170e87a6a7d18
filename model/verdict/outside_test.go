package verdict_test

import (
	"strings"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A principal of an account outside the organization has neither its ID nor a path
// in it. Whether it is in another organization is not known.
func TestOutsidePrincipal(t *testing.T) {
	const outside = "999999999999"
	home := modeltest.PlainSnapshot().Organization.ID
	for condition, want := range map[string]verdict.Ruling{
		`"StringNotEquals":{"aws:PrincipalOrgID":"HOME"}`:                                  verdict.ExplicitlyDenied,
		`"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"HOME"}`:                          verdict.ExplicitlyDenied,
		`"StringNotLike":{"aws:PrincipalOrgID":["HOME"]}`:                                  verdict.ExplicitlyDenied,
		`"StringNotEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}`:                  verdict.ExplicitlyDenied,
		`"StringEquals":{"aws:PrincipalOrgID":"HOME"}`:                                     verdict.Allowed,
		`"StringNotEquals":{"aws:PrincipalOrgID":["HOME","o-partner000"]}`:                 verdict.Depends,
		`"StringNotLike":{"aws:PrincipalOrgID":"o-*"}`:                                     verdict.Depends,
		`"StringEqualsIfExists":{"aws:PrincipalOrgID":"HOME"}`:                             verdict.Depends,
		`"Null":{"aws:PrincipalOrgID":"true"}`:                                             verdict.Depends,
		`"ForAllValues:StringNotLike":{"aws:PrincipalOrgPaths":"HOME/*"}`:                  verdict.ExplicitlyDenied,
		`"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"HOME/r-plain/*"}`:              verdict.Allowed,
		`"ForAnyValue:StringNotLike":{"aws:PrincipalOrgPaths":"HOME/*"}`:                   verdict.Depends,
		`"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*"}`:                         verdict.Depends,
		`"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"HOME","aws:PrincipalTag/a":"b"}`: verdict.Depends,
	} {
		r := withRCP(t, `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{`+strings.ReplaceAll(condition, "HOME", home)+`}}`)
		v := ask(t, r, verdict.Question{Account: outside, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/x", ResourceAccount: modeltest.CaseAccount})
		if v.Ruling != want {
			t.Errorf("%s is %v, want %v: %v", condition, v.Ruling, want, v.Sentences())
		}
	}
}

// No RCP applies to AWS managed keys, nor to who may assume a service-linked role.
// The ARN of a key does not say whose it is: a note does.
func TestRCPsDoNotApply(t *testing.T) {
	account := string(modeltest.CaseAccount)
	for _, c := range []struct {
		action, resource string
		want             verdict.Ruling
		note             string
	}{
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:" + account + ":alias/aws/s3", verdict.Allowed, "RCPs do not apply to AWS managed keys"},
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:" + account + ":alias/mine", verdict.ExplicitlyDenied, "does not show whether this is one"},
		{"kms:Decrypt", "arn:aws:kms:eu-west-1:" + account + ":key/1", verdict.ExplicitlyDenied, "does not show whether this is one"},
		{"sts:AssumeRole", "arn:aws:iam::" + account + ":role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", verdict.Allowed, "trust policies of service-linked roles"},
		{"sts:AssumeRole", "arn:aws:iam::" + account + ":role/x", verdict.ExplicitlyDenied, ""},
	} {
		action, _, _ := strings.Cut(c.action, ":")
		r := withRCP(t, `{"Effect":"Deny","Principal":"*","Action":"`+action+`:*","Resource":"*"}`)
		v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: c.action, Resource: c.resource})
		if v.Ruling != c.want || !strings.Contains(strings.Join(v.Notes, " "), c.note) {
			t.Errorf("%s on %s is %v with the notes %q", c.action, c.resource, v.Ruling, v.Notes)
		}
	}
}
