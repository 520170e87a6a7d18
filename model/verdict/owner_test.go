package verdict_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// withRCP has one RCP, at the OU.
func withRCP(t *testing.T, statement string) *model.Reading {
	t.Helper()
	return withPolicy(t, model.Policy{ID: "p-ruled00000", Name: "Ruled", Type: model.ResourceControlPolicy}, "ou-plain-00000000", statement)
}

// If the resource's owner is not given, the answer depends on it only if an RCP
// blocks the request on some account's resources; the sentence says whose.
func TestAskWithoutAnOwner(t *testing.T) {
	const insecure = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	for _, c := range []struct {
		name, statement string
		question        verdict.Question
		want            verdict.Ruling
		sentences       []string
	}{
		{
			"whatever is asked", `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`,
			verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"},
			verdict.Depends,
			[]string{"denied if the resource belongs to an account below Unit (Ruled at Unit)"},
		},
		{
			"no resource either", insecure,
			verdict.Question{Action: "s3:GetObject"},
			verdict.Depends,
			[]string{"denied if the resource belongs to an account below Unit and the request does not use TLS (Ruled at Unit)"},
		},
		{"what no RCP asks for", insecure, verdict.Question{Action: "sqs:SendMessage"}, verdict.Allowed, nil},
		{"what does not hold", insecure, verdict.Question{Action: "s3:GetObject", Given: map[string][]string{"aws:SecureTransport": {"true"}}}, verdict.Allowed, nil},
		{"an owner below", insecure, verdict.Question{Action: "s3:GetObject", ResourceAccount: modeltest.CaseAccount, Given: map[string][]string{"aws:SecureTransport": {"false"}}}, verdict.ExplicitlyDenied, nil},
		{"an owner elsewhere", insecure, verdict.Question{Action: "s3:GetObject", ResourceAccount: "999999999999", Given: map[string][]string{"aws:SecureTransport": {"false"}}}, verdict.Allowed, nil},
		{"an action without resources", insecure, verdict.Question{Action: "s3:ListAllMyBuckets", Resource: "*", Given: map[string][]string{"aws:SecureTransport": {"false"}}}, verdict.ExplicitlyDenied, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := withRCP(t, c.statement)
			q := c.question
			q.Account = modeltest.CaseAccount
			v := ask(t, r, q)
			if v.Ruling != c.want || c.sentences != nil && !slices.Equal(v.Sentences(), c.sentences) {
				t.Errorf("it is %v: %q", v.Ruling, v.Sentences())
			}
			if got, err := verdict.Rule(r, q); err != nil || got != v.Ruling {
				t.Errorf("without reasons it is %v", got)
			}
		})
	}
}

// A draft RCP counts like the others, whichever account owns the resource.
func TestAskWithoutAnOwnerUnderADraft(t *testing.T) {
	r := withRCP(t, `{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}`)
	q := verdict.Question{Account: modeltest.CaseAccount, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}
	if v := ask(t, r, q); v.Ruling != verdict.Allowed {
		t.Fatalf("without the draft it is %v", v.Ruling)
	}
	draft, _ := model.NewDraft("NoBuckets", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`, "r-plain")
	then, err := r.WithEdits(model.Edits{Drafts: []model.Draft{draft}})
	if err != nil {
		t.Fatal(err)
	}
	if v := ask(t, then, q); v.Ruling != verdict.Depends || !slices.Equal(v.Sentences(), []string{"denied if the resource belongs to an account of the organization (NoBuckets at Root)"}) {
		t.Errorf("with the draft it is %v: %q", v.Ruling, v.Sentences())
	}
	gone, err := r.WithEdits(model.Edits{Detached: []model.Attachment{{Policy: "p-ruled00000", Target: "ou-plain-00000000"}}})
	if err != nil {
		t.Fatal(err)
	}
	q.Action = "kms:Decrypt"
	if before, after := ask(t, r, q).Ruling, ask(t, gone, q).Ruling; before != verdict.Depends || after != verdict.Allowed {
		t.Errorf("attached it is %v, detached %v", before, after)
	}
}

// RCPs that have not been read may deny anything to an owner that is not given.
func TestAskWithoutAnOwnerBeforeRCPsAreRead(t *testing.T) {
	r := withRCP(t, `{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}`)
	gap := model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListTargetsForPolicy", Cause: "denied"}
	r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(model.ResourceControlPolicy), Status: model.Status{Progress: model.Failed, Gap: &gap}})
	v := ask(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"})
	if want := []string{"denied if an RCP of the account that owns the resource denies it: no owner is given"}; v.Ruling != verdict.Depends || !slices.Equal(v.Sentences(), want) {
		t.Errorf("it is %v: %q", v.Ruling, v.Sentences())
	}
}
