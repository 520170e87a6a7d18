package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// withPolicy returns a small organization with one policy besides the full
// ones.
func withPolicy(t *testing.T, p model.Policy, at model.NodeID, statement string) *model.Reading {
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

// withSCP has one SCP, at the account.
func withSCP(t *testing.T, statement string) *model.Reading {
	t.Helper()
	return withPolicy(t, model.Policy{ID: "p-follows0", Name: "Follows", Type: model.ServiceControlPolicy}, modeltest.CaseAccount.Node(), statement)
}

// Requests to a global service go to one Region, whichever the question gives;
// a note says so.
func TestRegionOfGlobalServicesIsCorrected(t *testing.T) {
	r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`)
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
		t.Errorf("the Region is not derived: %v", v.Derived)
	}
	q.Action = "sqs:ListQueues"
	if v := ask(t, r, q); v.Ruling != verdict.Allowed {
		t.Errorf("SQS in eu-west-1 is %v", v.Ruling)
	}
}
