package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// The principal's type and user name follow from its ARN, and that it is not an
// AWS service.
func TestPrincipalSaysWhatItIs(t *testing.T) {
	for _, c := range []struct {
		who, condition string
		want           verdict.Ruling
	}{
		{"role/x", `"Bool":{"aws:PrincipalIsAWSService":"true"}`, verdict.Allowed},
		{"", `"Bool":{"aws:PrincipalIsAWSService":"true"}`, verdict.Depends},
		{"role/x", `"StringEquals":{"aws:PrincipalType":"AssumedRole"}`, verdict.ExplicitlyDenied},
		{"root", `"StringEquals":{"aws:PrincipalType":"Account"}`, verdict.ExplicitlyDenied},
		{"user/eng/bob", `"StringEquals":{"aws:username":"bob","aws:PrincipalType":"User"}`, verdict.ExplicitlyDenied},
		{"role/bob", `"Null":{"aws:username":"false"}`, verdict.Allowed},
	} {
		r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{`+c.condition+`}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*"}
		if c.who != "" {
			q.Principal = verdict.PrincipalARN("aws", modeltest.CaseAccount, c.who)
		}
		if v := ask(t, r, q); v.Ruling != c.want {
			t.Errorf("%s with %s is %v, want %v", c.who, c.condition, v.Ruling, c.want)
		}
	}
	r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::home/${aws:username}/*"}`)
	v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "s3:GetObject", Resource: "arn:aws:s3:::home/x/y", Principal: verdict.PrincipalARN("aws", modeltest.CaseAccount, "role/x")})
	if !slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool { return d.Text() == "aws:username is absent (from the principal)" }) ||
		slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool { return d.Key == "aws:PrincipalType" }) {
		t.Errorf("the derived keys that policies ask for are not shown: %v", v.Derived)
	}
}

// A session's ARN leaves the role's path open. The answer depends on it only if
// the policies treat roles of that name differently.
func TestSessionsLeaveThePathOpen(t *testing.T) {
	const head = "arn:aws:sts::"
	for _, c := range []struct {
		session, exempt string
		want            verdict.Ruling
	}{
		{"assumed-role/Admin/s", "arn:aws:iam::*:role/ops/Admin", verdict.Depends},
		{"assumed-role/Admin/s", "arn:aws:iam::*:role/Admin", verdict.Depends},
		{"assumed-role/Admin/s", "arn:aws:iam::*:role/Other", verdict.ExplicitlyDenied},
		{"assumed-role/Admin/s", "arn:aws:iam::*:role/*", verdict.Allowed},
		{"assumed-role/Admin/s", "arn:aws:iam::*:role/*Admin", verdict.Allowed},
		{"assumed-role/AWSReservedSSO_Admin_0123456789abcdef/s", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*", verdict.Depends},
		{"assumed-role/AWSReservedSSO_Admin_0123456789abcdef/s", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*", verdict.Allowed},
		{"assumed-role/AWSReservedSSO_Admin_0123456789abcdef/s", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Other_*", verdict.ExplicitlyDenied},
	} {
		r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+c.exempt+`"}}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*", Principal: head + string(modeltest.CaseAccount) + ":" + c.session}
		if v := ask(t, r, q); v.Ruling != c.want || !strings.Contains(strings.Join(v.Notes, " "), "does not include the role's path") {
			t.Errorf("%s with %s exempt is %v with the notes %q: %q", c.session, c.exempt, v.Ruling, v.Notes, v.Sentences())
		}
	}
	linked := verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances", Resource: "*", Principal: head + string(modeltest.CaseAccount) + ":assumed-role/AWSServiceRoleForAutoScaling/AutoScaling"}
	r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*"}`)
	if v := ask(t, r, linked); v.Ruling != verdict.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "by the role's name") {
		t.Errorf("a session of a service-linked role is %v with the notes %q", v.Ruling, v.Notes)
	}
	set := verdict.PrincipalARN("aws", modeltest.CaseAccount, "sso/Admin")
	for exempt, want := range map[string]verdict.Ruling{
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*":                verdict.Allowed,
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef": verdict.Depends,
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Other_*":                verdict.ExplicitlyDenied,
	} {
		r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+exempt+`"}}}`)
		if v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*", Principal: set}); v.Ruling != want {
			t.Errorf("the permission set with %s exempt is %v: %q", exempt, v.Ruling, v.Sentences())
		}
	}
}
