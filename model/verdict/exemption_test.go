package verdict_test

import (
	"strings"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// No policy applies to the management account's principals, except that RCPs
// apply to what they do to a member's resources.
func TestAskManagementAccount(t *testing.T) {
	r := modeltest.Demo()
	v := ask(t, r, verdict.Question{Account: modeltest.Management, Action: "organizations:LeaveOrganization", Resource: "*"})
	if v.Ruling != verdict.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "management account") {
		t.Errorf("for the management account the answer is %v with the notes %q", v.Ruling, v.Notes)
	}
	v = ask(t, r, verdict.Question{Account: modeltest.Management, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/x", ResourceAccount: modeltest.Payments})
	if len(v.RCP) == 0 {
		t.Error("no RCP ladder for a member's bucket")
	}
}

// No policy applies to service-linked roles.
func TestAskServiceLinkedRole(t *testing.T) {
	q := verdict.Question{
		Account: modeltest.Payments, Action: "lambda:CreateFunction", Resource: "*",
		Principal: "arn:aws:iam::444455556666:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
		Given:     map[string][]string{"aws:RequestedRegion": {"us-west-2"}},
	}
	if got := ask(t, modeltest.Demo(), q).Ruling; got != verdict.Allowed {
		t.Errorf("for a service-linked role the answer is %v", got)
	}
}
