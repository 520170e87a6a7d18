package finding_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/sample"
)

// Whether accounts can leave and be closed is decided by what applies to them, whatever
// the name and form of the policies: a guardrail with another statement will do, one with
// an exemption for roles or root users will not.
func TestDepartures(t *testing.T) {
	const both = `"Action":["organizations:LeaveOrganization","account:CloseAccount"],"Resource":"*"`
	place := finding.Place{Node: "r-4x9a"}
	for name, tt := range map[string]struct {
		statement string // of the policy that stands in for the one at the root; empty for none
		at        []string
		title     string // the number in front of it
		details   []string
	}{
		"both at the root": {`"Effect":"Deny",` + both, []string{"r-4x9a"}, "", nil},
		"in another form":  {`"Effect":"Deny","Action":["organizations:Leave*","account:Close*"],"Resource":"*"`, []string{"r-4x9a"}, "", nil},
		"all but some":     {`"Effect":"Deny","NotAction":["s3:*","ec2:*","iam:*"],"Resource":"*"`, []string{"r-4x9a"}, "", nil},
		"spares one role":  {`"Effect":"Deny",` + both + `,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrgAdmin"}}`, []string{"r-4x9a"}, "", nil},
		"nothing": {"", nil, "57", []string{
			"organizations:LeaveOrganization, by ordinary roles and the root user: Root (57 accounts)", "account:CloseAccount, by ordinary roles and the root user: Root (57 accounts)",
		}},
		"leaving alone":        {`"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"`, []string{"r-4x9a"}, "57", []string{"account:CloseAccount, by ordinary roles and the root user: Root (57 accounts)"}},
		"spares the root user": {`"Effect":"Deny",` + both + `,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}`, []string{"r-4x9a"}, "57", []string{"organizations:LeaveOrganization, by the root user: Root (57 accounts)", "account:CloseAccount, by the root user: Root (57 accounts)"}},
		"while without MFA":    {`"Effect":"Deny",` + both + `,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`, []string{"r-4x9a"}, "57", nil},
		"one account": {`"Effect":"Deny",` + both + `,"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"444455556666"}}`, []string{"r-4x9a"}, "1", []string{
			"organizations:LeaveOrganization, by ordinary roles and the root user: payments-prod", "account:CloseAccount, by ordinary roles and the root user: payments-prod",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := withoutDenials(sample.Demo())
			if tt.statement != "" {
				for _, at := range tt.at {
					addPolicy(s, "p-d6ncf10e", "Harmless", `{"Version":"2012-10-17","Statement":[{`+tt.statement+`}]}`, model.NodeID(at))
				}
			}
			x := inspect(s)
			if tt.title == "" {
				none(t, x, "leaving-allowed", place)
				return
			}
			f := one(t, x, "leaving-allowed", place)
			if want := tt.title + " member account"; !strings.HasPrefix(f.Title, want) {
				t.Errorf("it says %q", f.Title)
			}
			if got := strings.Join(f.Details, "\n"); tt.details != nil && got != strings.Join(tt.details, "\n") {
				t.Errorf("it says\n%s", got)
			}
			for _, d := range f.Drafts { // what is proposed must be what is missing
				addPolicy(s, "p-proposed0", d.Name, d.Text, d.Target)
			}
			none(t, inspect(s), "leaving-allowed", place)
		})
	}
}

// withoutDenials leaves FullAWSAccess alone of the organization's SCPs, at every node.
func withoutDenials(s *model.Snapshot) *model.Snapshot {
	isSCP := func(p model.Policy) bool { return p.Type == model.ServiceControlPolicy && p.ID != model.FullAWSAccess }
	var gone []model.PolicyID
	for _, p := range s.Policies {
		if isSCP(p) {
			gone = append(gone, p.ID)
			delete(s.Documents, p.ID)
		}
	}
	s.Policies = slices.DeleteFunc(s.Policies, isSCP)
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool {
		return a.Policy == model.FullAWSAccess || slices.Contains(gone, a.Policy)
	})
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n.ID})
	}
	return s
}
