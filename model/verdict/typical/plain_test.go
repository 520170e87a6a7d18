package typical_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// planned returns an organization with one account below one OU that has a
// policy with a statement.
func planned(t *testing.T, kind model.PolicyType, statements string) *model.Reading {
	t.Helper()
	return guarded(kind, statements)
}

// guarded returns the organization of planned.
func guarded(kind model.PolicyType, statements string) *model.Reading {
	return modeltest.Saved(guardedSnapshot(kind, statements))
}

// guardedSnapshot returns the organization of guarded as it is saved.
func guardedSnapshot(kind model.PolicyType, statements string) *model.Snapshot {
	s := modeltest.PlainSnapshot()
	const id = "p-typical0000"
	s.Policies = append(s.Policies, model.Policy{ID: id, Name: "Guard", Type: kind})
	s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + statements + `]}`}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node()} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: "ou-plain-00000000"})
	return s
}

// An answer about a principal that is given is about that one.
func TestGivenPrincipals(t *testing.T) {
	const deny = `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Sec","arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*"]}}},
		{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"},"Null":{"aws:AssumedRoot":"true"}}}`
	for word, want := range map[string]string{
		"role/Sec":             "No SCP or RCP blocks this",
		"sso/eu-west-1/Ops":    "No SCP or RCP blocks this",
		"assumed-role/Sec/me":  "No SCP or RCP blocks this; denied for a role with a path (Guard [1] at Unit)",
		"assumed-role/Dev/me":  "Denied by Guard [1] at Unit, unless role/Sec or permission set Ops",
		"user/me":              "Denied by Guard [1] at Unit, unless role/Sec or permission set Ops",
		"root":                 "Denied by Guard [1] at Unit, unless role/Sec or permission set Ops",
		"service-linked/guard": "No SCP or RCP blocks this",
	} {
		r := planned(t, model.ServiceControlPolicy, deny)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "kms:CreateKey", Principal: verdict.PrincipalARN("aws", modeltest.CaseAccount, word)}
		if a := typically(t, r, q); a.Headline() != want {
			t.Errorf("for %s it says %s", word, a.Headline())
		}
	}
}

// An alternative that changes the verdict stands in the headline.
func TestFlipsStandInTheHeadline(t *testing.T) {
	for _, c := range []struct{ name, statement, action, want string }{
		{
			"permission sets", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for permission sets (Guard [1] at Unit)",
		},
		{
			"a named role", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/App*"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for role/App* (Guard [1] at Unit)",
		},
		{
			"users", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalType":"AssumedRole"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for IAM users (Guard [1] at Unit)",
		},
		{
			"all but permission sets", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*"}}}`,
			"kms:CreateKey", "Denied by Guard [1] at Unit, unless permission sets",
		},
		{
			"a Region", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}`,
			"ec2:DescribeInstances", "No SCP or RCP blocks this; denied in us-east-1 by Guard [1] at Unit",
		},
		{
			"Regions by pattern", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:RequestedRegion":"eu-*"}}}`,
			"ec2:DescribeInstances", "No SCP or RCP blocks this in eu-*; denied elsewhere by Guard [1] at Unit",
		},
		{
			"another owner", `{"Effect":"Deny","Action":"s3:GetObject","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}}}`,
			"s3:GetObject", "No SCP or RCP blocks this; denied for resources outside the organization (Guard [1] at Unit)",
		},
		{
			"called by a service", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"false"}}}`,
			"kms:CreateKey", "Denied by Guard [1] at Unit, unless through an AWS service",
		},
		{
			"calls through a service", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"true"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for calls through AWS services (Guard [1] at Unit)",
		},
		{
			"calls through a named service", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"athena.amazonaws.com"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for calls through athena.amazonaws.com (Guard [1] at Unit)",
		},
		{
			"the root user, for some actions", `{"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; denied for the root user (Guard [1] at Unit)",
		},
		{
			"the root user, for all actions", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this",
		},
		{
			"other conditions",
			`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:RequestTag/team":"true"}}},
			{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*"},"Null":{"aws:RequestTag/owner":"true"}}}`,
			"kms:CreateKey", "Not blocked if the request sets tag team (Guard [1] at Unit); with other conditions for permission sets",
		},
		{
			"conditions for users alone", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":"User"},"Null":{"aws:RequestTag/owner":"true"}}}`,
			"kms:CreateKey", "No SCP or RCP blocks this; with further conditions for IAM users",
		},
		{
			"MFA", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`,
			"kms:CreateKey", "Blocked unless the caller has authenticated with MFA (Guard [1] at Unit)",
		},
		{
			"tags on what is not created", `{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*","Condition":{"Null":{"aws:RequestTag/team":"true"}}}`,
			"ec2:RunInstances", "Denied by Guard [1] at Unit",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := typically(t, planned(t, model.ServiceControlPolicy, c.statement), verdict.Question{Account: modeltest.CaseAccount, Action: c.action})
			if got := a.Headline(); got != c.want {
				t.Errorf("it says %s", got)
			}
		})
	}
}
