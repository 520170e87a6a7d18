package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// bound is a small organization with one policy of its own besides the full ones.
func bound(t *testing.T, p model.Policy, at model.NodeID, statement string) *model.Reading {
	t.Helper()
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, p)
	s.Documents[p.ID] = model.Document{Text: `{"Version":"2012-10-17","Statement":` + statement + `}`}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node()} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: p.ID, Target: at})
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

// following has one SCP, at the account.
func following(t *testing.T, statement string) *model.Reading {
	t.Helper()
	return bound(t, model.Policy{ID: "p-follows0", Name: "Follows", Type: model.ServiceControlPolicy}, modeltest.CaseAccount.Node(), statement)
}

// Requests of a global service are in its home Region, whatever Region is
// stated; it is told that the Region was corrected.
func TestRegionOfGlobalServicesIsCorrected(t *testing.T) {
	r := following(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`)
	q := verdict.Question{Account: modeltest.CaseAccount, Action: "iam:CreateUser", Resource: "*"}
	if v := ask(t, r, q); v.Ruling != verdict.ExplicitlyDenied || strings.Contains(strings.Join(v.Notes, " "), "stated") {
		t.Errorf("without a Region IAM is %v with the notes %q", v.Ruling, v.Notes)
	}
	q.Given = map[string][]string{"aws:requestedregion": {"eu-west-1"}}
	v := ask(t, r, q)
	if v.Ruling != verdict.ExplicitlyDenied || !strings.Contains(strings.Join(v.Notes, " "), "us-east-1, and not as it is stated") {
		t.Errorf("with eu-west-1 IAM is %v with the notes %q", v.Ruling, v.Notes)
	}
	if !slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool {
		return d.Text() == "aws:RequestedRegion = us-east-1 (from the home Region of a global service)"
	}) {
		t.Errorf("the Region is not told: %v", v.Derived)
	}
	q.Action = "sqs:ListQueues"
	if v := ask(t, r, q); v.Ruling != verdict.Allowed {
		t.Errorf("SQS in eu-west-1 is %v", v.Ruling)
	}
}

// What a principal is says its type, its user name, and that it is no AWS service.
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
		r := following(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{`+c.condition+`}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*"}
		if c.who != "" {
			q.Principal = verdict.PrincipalARN("aws", modeltest.CaseAccount, c.who)
		}
		if v := ask(t, r, q); v.Ruling != c.want {
			t.Errorf("%s with %s is %v, want %v", c.who, c.condition, v.Ruling, c.want)
		}
	}
	r := following(t, `{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::home/${aws:username}/*"}`)
	v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "s3:GetObject", Resource: "arn:aws:s3:::home/x/y", Principal: verdict.PrincipalARN("aws", modeltest.CaseAccount, "role/x")})
	if !slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool { return d.Text() == "aws:username is absent (from the principal)" }) ||
		slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool { return d.Key == "aws:PrincipalType" }) {
		t.Errorf("of what the principal says, what is asked for is not told: %v", v.Derived)
	}
}

// A session's ARN leaves the role's path open: where the answer turns on it, it
// depends; where every role of that name is denied, or none is, it does not.
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
		r := following(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+c.exempt+`"}}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*", Principal: head + string(modeltest.CaseAccount) + ":" + c.session}
		if v := ask(t, r, q); v.Ruling != c.want || !strings.Contains(strings.Join(v.Notes, " "), "does not say the role's path") {
			t.Errorf("%s with %s exempt is %v with the notes %q: %q", c.session, c.exempt, v.Ruling, v.Notes, v.Sentences())
		}
	}
	linked := verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances", Resource: "*", Principal: head + string(modeltest.CaseAccount) + ":assumed-role/AWSServiceRoleForAutoScaling/AutoScaling"}
	r := following(t, `{"Effect":"Deny","Action":"*","Resource":"*"}`)
	if v := ask(t, r, linked); v.Ruling != verdict.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "taken from the role's name") {
		t.Errorf("a session of a service-linked role is %v with the notes %q", v.Ruling, v.Notes)
	}
	set := verdict.PrincipalARN("aws", modeltest.CaseAccount, "sso/Admin")
	for exempt, want := range map[string]verdict.Ruling{
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*":                verdict.Allowed,
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef": verdict.Depends,
		"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Other_*":                verdict.ExplicitlyDenied,
	} {
		r := following(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+exempt+`"}}}`)
		if v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "sqs:ListQueues", Resource: "*", Principal: set}); v.Ruling != want {
			t.Errorf("the permission set with %s exempt is %v: %q", exempt, v.Ruling, v.Sentences())
		}
	}
}
