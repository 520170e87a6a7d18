package finding_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/sample"
)

// withRootFeatures returns the demo organization with features of centralized root
// access; nil if they were not read.
func withRootFeatures(enabled []string) *model.Snapshot {
	s := sample.Demo()
	s.RootAccess = nil
	if enabled != nil {
		s.RootAccess = &model.RootAccessFact{Enabled: enabled}
	}
	return s
}

// Features of centralized root access that are off are told, and so is that they were
// not read.
func TestRootAccess(t *testing.T) {
	for _, tt := range []struct {
		enabled []string
		want    string
	}{
		{[]string{model.RootSessions, model.RootCredentialsManagement}, ""},
		{[]string{model.RootCredentialsManagement}, "low root-access: Privileged root actions in member accounts are off"},
		{[]string{model.RootSessions}, "medium root-access: Root credentials of member accounts are not managed centrally"},
		{[]string{}, "medium root-access: Root credentials of member accounts are not managed centrally\nlow root-access: Privileged root actions in member accounts are off"},
		{nil, "not checked root-access: Not checked: centralized root access"},
	} {
		if got := strings.Join(brief(only(inspect(withRootFeatures(tt.enabled)), "root-access")), "\n"); got != tt.want {
			t.Errorf("with %q it finds\n%s\ninstead of\n%s", tt.enabled, got, tt.want)
		}
	}
}

// A guardrail against root users that does not spare the sessions of sts:AssumeRoot
// is told, whatever its name and form; one that spares them, or that binds roles as
// well, is not.
func TestBlockedRootSessions(t *testing.T) {
	const root = `"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}`
	for name, tt := range map[string]struct{ statement, blocked string }{
		"spares the sessions":  {`"Action":"*","Condition":{` + root + `,"Null":{"aws:AssumedRoot":"true"}}`, ""},
		"spares nothing":       {`"Action":"*","Condition":{` + root + `}`, "delete root credentials, allow the recovery of the root password, delete a locked bucket policy or delete a locked queue policy"},
		"one service":          {`"Action":"s3:*","Condition":{` + root + `}`, "cannot delete a locked bucket policy."},
		"by the type":          {`"Action":"sqs:*","Condition":{"StringEquals":{"aws:PrincipalType":"Account"}}`, "cannot delete a locked queue policy."},
		"all but some":         {`"NotAction":["iam:*","sqs:*"],"Condition":{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::*:root"]}}`, "cannot delete a locked bucket policy."},
		"everybody":            {`"Action":"s3:*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:*"}}`, ""},
		"in some Regions only": {`"Action":"s3:*","Condition":{` + root + `,"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := withRootFeatures([]string{model.RootSessions})
			place := addPolicy(s, "p-rootuser00", "Harmless", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Resource":"*",`+tt.statement+`}]}`, "444455556666")
			found := only(inspect(s), "root-session-blocked")
			if tt.blocked == "" {
				if len(found) > 0 {
					t.Errorf("it finds %q", brief(found))
				}
				return
			}
			f := one(t, inspect(s), "root-session-blocked", place)
			if f.Title != "Harmless blocks privileged root actions in 1 account" || !strings.Contains(f.Evidence, tt.blocked) {
				t.Errorf("it says %q, %q", f.Title, f.Evidence)
			}
			s.RootAccess.Enabled = nil
			if found := only(inspect(s), "root-session-blocked"); len(found) > 0 {
				t.Errorf("while there are no such sessions it finds %q", brief(found))
			}
		})
	}
}
