package model_test

import (
	"testing"

	"deputy/model"
)

func TestCLI(t *testing.T) {
	for want, s := range map[string]model.Step{
		"aws organizations enable-aws-service-access --service-principal config.amazonaws.com": {
			API: "organizations", Operation: "EnableAWSServiceAccess", Parameters: model.Parameters{{Name: "ServicePrincipal", Value: "config.amazonaws.com"}},
		},
		`aws guardduty enable-organization-admin-account --admin-account-id 'a b'\''$(c)' --region eu-west-1`: {
			API: "guardduty", Operation: "EnableOrganizationAdminAccount", Region: "eu-west-1", Parameters: model.Parameters{{Name: "AdminAccountId", Value: "a b'$(c)"}},
		},
		"aws ec2 enable-ipam-organization-admin-account --empty ''": {
			API: "ec2", Operation: "EnableIpamOrganizationAdminAccount", Parameters: model.Parameters{{Name: "Empty", Value: ""}},
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
		r := demo()
		r.Caller.ARN = arn
		return r.Plan(model.Order{Direction: model.Register, Service: "account-management", Account: payments}).Digest()
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
	if !ok || back.Action != model.ActionDeregister || back.Operation != "DeregisterDelegatedAdministrator" {
		t.Errorf("the inverse is %+v", back)
	}
	back.Irreversible = true
	if again, ok := back.Inverse(); !ok || again.Action != s.Action || again.Operation != s.Operation || again.Irreversible {
		t.Errorf("the inverse of the inverse is %+v", again)
	}
	own := s
	own.API = "guardduty"
	for _, s := range []model.Step{{Action: model.ActionEnableAccess, API: "organizations"}, {Action: model.ActionCheck, API: "organizations"}, own} {
		if back, ok := s.Inverse(); ok {
			t.Errorf("%+v is taken back by %+v", s, back)
		}
	}
}

func TestExecution(t *testing.T) {
	for name, c := range map[string]struct {
		results       []model.Result
		stop          bool
		next          int // number of the step that comes next; 0 for none
		done, changed bool
	}{
		"not begun":            {nil, false, 1, false, false},
		"stopped at once":      {nil, true, 0, false, false},
		"first done":           {[]model.Result{model.ResultDone}, false, 2, false, true},
		"first not visible":    {[]model.Result{model.ResultNotVisible}, false, 2, false, true},
		"stopped after it":     {[]model.Result{model.ResultDone}, true, 0, false, true},
		"first failed":         {[]model.Result{model.ResultFailed}, false, 0, false, false},
		"first unknown":        {[]model.Result{model.ResultUnknown}, false, 0, false, true},
		"both done":            {[]model.Result{model.ResultDone, model.ResultDone}, false, 0, true, true},
		"done, but second bad": {[]model.Result{model.ResultDone, model.ResultFailed}, false, 0, false, true},
	} {
		e := model.Execution{Steps: steps("d1"), Stopped: c.stop}
		for _, r := range c.results {
			e.Record(model.Outcome{Result: r})
		}
		s, ok := e.Next()
		if s.Number != c.next || ok != (c.next > 0) || e.Done() != c.done || e.Changed() != c.changed || len(e.Left()) != 2-len(c.results) {
			t.Errorf("%s: next %d, done %v, changed %v, %d left", name, s.Number, e.Done(), e.Changed(), len(e.Left()))
		}
	}
}
