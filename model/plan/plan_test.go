package plan_test

import (
	"testing"

	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

func TestCLI(t *testing.T) {
	for want, s := range map[string]plan.Step{
		"aws organizations enable-aws-service-access --service-principal config.amazonaws.com": {
			API: "organizations", Operation: "EnableAWSServiceAccess", Parameters: catalog.Parameters{{Name: "ServicePrincipal", Value: "config.amazonaws.com"}},
		},
		`aws guardduty enable-organization-admin-account --admin-account-id 'a b'\''$(c)' --region eu-west-1`: {
			API: "guardduty", Operation: "EnableOrganizationAdminAccount", Region: "eu-west-1", Parameters: catalog.Parameters{{Name: "AdminAccountId", Value: "a b'$(c)"}},
		},
		"aws ec2 enable-ipam-organization-admin-account --empty ''": {
			API: "ec2", Operation: "EnableIpamOrganizationAdminAccount", Parameters: catalog.Parameters{{Name: "Empty", Value: ""}},
		},
	} {
		if got := s.CLI(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestDigestOfCallers ensures that a plan printed by one process can be carried
// out by the next, and by nobody else.
func TestDigestOfCallers(t *testing.T) {
	digest := func(arn string) string {
		r := modeltest.Demo()
		r.Caller.ARN = arn
		return plan.New(r, plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments}).Digest()
	}
	const role = "arn:aws:sts::111122223333:assumed-role/"
	if digest(role+"Org/aws-go-sdk-1700000000000000000") != digest(role+"Org/aws-go-sdk-1700000000000000001") {
		t.Error("another session of the same role has another digest")
	}
	seen := map[string]string{}
	for _, arn := range []string{
		role + "Org/jo", role + "Other/jo", "arn:aws:iam::111122223333:user/jo", "arn:aws:iam::111122223333:user/path/jo",
		"arn:aws:sts::444455556666:assumed-role/Org/jo", "arn:aws:sts::111122223333:federated-user/jo", "arn:aws:iam::111122223333:root", "",
	} {
		if other, ok := seen[digest(arn)]; ok {
			t.Errorf("%q and %q have the same digest", arn, other)
		}
		seen[digest(arn)] = arn
	}
}

func TestStepInverse(t *testing.T) {
	s := steps("d1")[0]
	back, ok := s.Inverse()
	if !ok || back.Action != catalog.ActionDeregister || back.Operation != "DeregisterDelegatedAdministrator" {
		t.Errorf("the inverse is %+v", back)
	}
	back.Irreversible = true
	if again, ok := back.Inverse(); !ok || again.Action != s.Action || again.Operation != s.Operation || again.Irreversible {
		t.Errorf("the inverse of the inverse is %+v", again)
	}
	own := s
	own.API = "guardduty"
	for _, s := range []plan.Step{{Action: catalog.ActionEnableAccess, API: "organizations"}, {Action: catalog.ActionCheck, API: "organizations"}, own} {
		if back, ok := s.Inverse(); ok {
			t.Errorf("%+v is taken back by %+v", s, back)
		}
	}
}

func TestExecution(t *testing.T) {
	for name, c := range map[string]struct {
		results       []plan.Result
		stop          bool
		next          int // number of the step that comes next; 0 for none
		done, changed bool
	}{
		"not begun":            {nil, false, 1, false, false},
		"stopped at once":      {nil, true, 0, false, false},
		"first done":           {[]plan.Result{plan.ResultDone}, false, 2, false, true},
		"first not visible":    {[]plan.Result{plan.ResultNotVisible}, false, 2, false, true},
		"stopped after it":     {[]plan.Result{plan.ResultDone}, true, 0, false, true},
		"first failed":         {[]plan.Result{plan.ResultFailed}, false, 0, false, false},
		"first unknown":        {[]plan.Result{plan.ResultUnknown}, false, 0, false, true},
		"both done":            {[]plan.Result{plan.ResultDone, plan.ResultDone}, false, 0, true, true},
		"done, but second bad": {[]plan.Result{plan.ResultDone, plan.ResultFailed}, false, 0, false, true},
	} {
		e := plan.Execution{Steps: steps("d1"), Stopped: c.stop}
		for _, r := range c.results {
			e.Record(plan.Outcome{Result: r})
		}
		s, ok := e.Next()
		if s.Number != c.next || ok != (c.next > 0) || e.Done() != c.done || e.Changed() != c.changed || len(e.Left()) != 2-len(c.results) {
			t.Errorf("%s: next %d, done %v, changed %v, %d left", name, s.Number, e.Done(), e.Changed(), len(e.Left()))
		}
	}
}
