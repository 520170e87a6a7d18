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

// Requests to a global service go to its home Region. A Region that the question
// gives stands, with a note that doubts it.
func TestRegionOfGlobalServices(t *testing.T) {
	r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`)
	q := verdict.Question{Account: modeltest.CaseAccount, Action: "iam:CreateUser", Resource: "*"}
	v := ask(t, r, q)
	if v.Ruling != verdict.ExplicitlyDenied || strings.Contains(strings.Join(v.Notes, " "), "given") {
		t.Errorf("without a Region IAM is %v with the notes %q", v.Ruling, v.Notes)
	}
	if !slices.ContainsFunc(v.Derived, func(d verdict.Derived) bool {
		return d.Text() == "aws:RequestedRegion = us-east-1 (from the home Region of a global service)"
	}) {
		t.Errorf("the Region is not derived: %v", v.Derived)
	}
	q.Given = map[string][]string{"aws:requestedregion": {"eu-west-1"}}
	v = ask(t, r, q)
	if v.Ruling != verdict.Allowed || !strings.Contains(strings.Join(v.Notes, " "), "as it is given, but expects such requests in us-east-1") {
		t.Errorf("with eu-west-1 IAM is %v with the notes %q", v.Ruling, v.Notes)
	}
	for _, action := range []string{"sqs:ListQueues", "trustedadvisor:ListRecommendations"} {
		if q.Action = action; ask(t, r, q).Ruling != verdict.Allowed || len(ask(t, r, q).Notes) > 1 {
			t.Errorf("%s in eu-west-1 is %v with the notes %q", action, ask(t, r, q).Ruling, ask(t, r, q).Notes)
		}
	}
}

// Where the resource's ARN has another Region than the service's home Region, none
// is derived: neither is certain.
func TestRegionOfTheResourceIsNotOverruled(t *testing.T) {
	r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}`)
	q := verdict.Question{Account: modeltest.CaseAccount, Action: "organizations:DescribePolicy", Resource: "arn:aws:organizations:eu-west-1:222222222222:policy/x"}
	if v := ask(t, r, q); v.Ruling != verdict.Depends || !strings.Contains(strings.Join(v.Notes, " "), "the resource is in eu-west-1, but deputy expects such requests in us-east-1") {
		t.Errorf("it is %v with the notes %q", v.Ruling, v.Notes)
	}
}

// A service that answers in two Regions is denied if and only if both are.
func TestServiceOfTwoRegions(t *testing.T) {
	for regions, want := range map[string]verdict.Ruling{
		`"eu-west-1"`: verdict.ExplicitlyDenied, `["us-east-1","eu-west-1"]`: verdict.Depends, `["us-east-1","us-east-2"]`: verdict.Allowed,
	} {
		r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":`+regions+`}}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "health:DescribeEvents", Resource: "*"}
		if v := ask(t, r, q); v.Ruling != want {
			t.Errorf("where only %s is allowed, Health is %v", regions, v.Ruling)
		}
	}
}

// The Region of a foundation model's ARN is that of the request; of a model that a
// global inference profile uses, AWS sends the word unspecified.
func TestRegionOfFoundationModels(t *testing.T) {
	const profile, regional, global = "arn:aws:bedrock:eu-west-1:222222222222:inference-profile/eu.x", "arn:aws:bedrock:eu-north-1::foundation-model/x", "arn:aws:bedrock:::foundation-model/x"
	for _, c := range []struct {
		resource, allowed string
		want              verdict.Ruling
	}{
		{regional, "eu-north-1", verdict.Allowed},
		{regional, "eu-west-1", verdict.ExplicitlyDenied},
		{global, "unspecified", verdict.Allowed},
		{global, "eu-west-1", verdict.ExplicitlyDenied},
		{profile, "eu-west-1", verdict.Depends}, // The ARN of a profile does not say the destination.
	} {
		r := withSCP(t, `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"`+c.allowed+`"}}}`)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "bedrock:InvokeModel", Resource: c.resource}
		if v := ask(t, r, q); v.Ruling != c.want {
			t.Errorf("%s where only %s is allowed is %v", c.resource, c.allowed, v.Ruling)
		}
	}
}
