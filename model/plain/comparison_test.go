package plain_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/verdict"
)

const (
	workloadsProd model.NodeID = "ou-4x9a-iqh17pvk"
	sandbox       model.NodeID = "ou-4x9a-60ufpbms"
	paymentsProd  model.NodeID = "444455556666"

	denySQS = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`
)

// newWhatIf applies edits that must be possible.
func newWhatIf(t *testing.T, r *model.Reading, edits model.Edits) *verdict.WhatIf {
	t.Helper()
	w, err := verdict.NewWhatIf(r, edits)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func detached(policy model.PolicyID, from model.NodeID) model.Edits {
	return model.Edits{Detached: []model.Attachment{{Policy: policy, Target: from}}}
}

// sentences returns the sentences of lines, a line each.
func sentences(lines []plain.Restriction) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Sentence)
	}
	return strings.Join(out, "\n")
}

// A comparison lists what an edit newly forbids and what it no longer does.
func TestCompareWhatIf(t *testing.T) {
	r, scp := modeltest.Demo(), model.ServiceControlPolicy
	f := newWhatIf(t, r, model.Edits{Moves: []model.Move{{Node: paymentsProd, Parent: sandbox}}})
	if got := f.Edits.Words(r); got != "if payments-prod were in Sandbox" {
		t.Errorf("the edit is called %q", got)
	}
	c := plain.CompareWhatIf(f, paymentsProd, scp)
	if !strings.Contains(sentences(c.OnlyB), "use anything but API Gateway") || !strings.Contains(sentences(c.OnlyA), "use the root user") {
		t.Errorf("new:\n%s\ngone:\n%s", sentences(c.OnlyB), sentences(c.OnlyA))
	}
	f = newWhatIf(t, r, detached("p-xg9edn58", workloadsProd))
	if c = plain.CompareWhatIf(f, workloadsProd, scp); !strings.Contains(sentences(c.OnlyA), "change S3 public access blocks") || len(c.OnlyB) > 0 {
		t.Errorf("gone without NoPublicS3:\n%s\nnew:\n%s", sentences(c.OnlyA), sentences(c.OnlyB))
	}
	f = newWhatIf(t, r, model.Edits{Drafts: []model.Draft{{Name: "NoQueues", Type: scp, Text: denySQS, Target: workloadsProd}}})
	if c = plain.CompareWhatIf(f, paymentsProd, scp); sentences(c.OnlyB) != "use SQS" || c.OnlyB[0].Sources[0].Name != "NoQueues" {
		t.Errorf("new with the draft: %s", sentences(c.OnlyB))
	}
	v, err := verdict.Ask(f.Then, verdict.Question{Account: modeltest.Payments, Action: "sqs:CreateQueue", Resource: "*"})
	if err != nil || v.Ruling != verdict.ExplicitlyDenied || v.By[0].Name != "NoQueues" {
		t.Errorf("sqs:CreateQueue with the draft is %v by %v, %v", v.Ruling, v.By, err)
	}
}

// What a broader line implies is neither gone nor new, and a line that now comes
// from another statement is marked.
func TestCompareWhatIfByEffect(t *testing.T) {
	r, scp := modeltest.Demo(), model.ServiceControlPolicy
	wide := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["sqs:*","sns:*"],"Resource":"*"}]}`
	narrow := model.Draft{Name: "NoQueues", Type: scp, Text: denySQS, Target: workloadsProd}
	broad := model.Draft{Name: "NoMessages", Type: scp, Text: wide, Target: workloadsProd}
	a := newWhatIf(t, r, model.Edits{Drafts: []model.Draft{narrow}})
	b := newWhatIf(t, a.Then, detached("p-draft001", workloadsProd))
	if c := plain.CompareWhatIf(b, paymentsProd, scp); sentences(c.OnlyA) != "use SQS" {
		t.Errorf("without the draft is gone: %q", sentences(c.OnlyA))
	}
	both := newWhatIf(t, r, model.Edits{Drafts: []model.Draft{broad, narrow}})
	gone := newWhatIf(t, both.Then, detached("p-draft002", workloadsProd))
	if c := plain.CompareWhatIf(gone, paymentsProd, scp); len(c.OnlyA)+len(c.OnlyB) > 0 {
		t.Errorf("the broader draft still forbids it, and yet: gone %q, new %q", sentences(c.OnlyA), sentences(c.OnlyB))
	} else if i := slices.IndexFunc(c.Both, func(s plain.Shared) bool { return s.A.Sentence == "use SQS" }); i < 0 || !c.Both[i].DifferentSources() {
		t.Errorf("the other source is not marked: %+v", c.Both)
	}
	// Nothing is allowed any more: each denial is implied.
	none := newWhatIf(t, r, detached(model.FullAWSAccess, paymentsProd))
	if c := plain.CompareWhatIf(none, paymentsProd, scp); sentences(c.OnlyB) != "do anything: nothing is allowed at payments-prod" || len(c.OnlyA) > 0 {
		t.Errorf("without FullAWSAccess: gone %q, new %q", sentences(c.OnlyA), sentences(c.OnlyB))
	}
}

// Two accounts are compared by what they are forbidden and by their levels,
// whichever comes first.
func TestCompare(t *testing.T) {
	c := plain.Compare(modeltest.Demo(), paymentsProd, "919433658047", model.ServiceControlPolicy)
	if got := sentences(c.OnlyB); !strings.Contains(got, "es domain/search-live-*") || len(c.Both) == 0 {
		t.Errorf("only search-prod:\n%s\nboth: %d", got, len(c.Both))
	}
	last := c.Levels[len(c.Levels)-1]
	if len(last.OnlyA) != 0 || !slices.Equal(last.OnlyB, []model.PolicyID{"p-j8gxbeny"}) || !slices.Equal(last.Both, []model.PolicyID{model.FullAWSAccess}) {
		t.Errorf("the accounts' own level is %+v", last)
	}
	mirrored := plain.Compare(modeltest.Demo(), "919433658047", paymentsProd, model.ServiceControlPolicy)
	if sentences(mirrored.OnlyA) != sentences(c.OnlyB) || sentences(mirrored.OnlyB) != sentences(c.OnlyA) {
		t.Error("the other way round says something else")
	}
}

// Two accounts share a line with a policy variable: it says the same of both,
// though each has its own value.
func TestCompareVariable(t *testing.T) {
	const own = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*",
		"Condition":{"StringNotEquals":{"k:other":"${aws:PrincipalAccount}"}}}]}`
	scp, search := model.ServiceControlPolicy, model.AccountID("919433658047")
	r := newWhatIf(t, modeltest.Demo(), model.Edits{Drafts: []model.Draft{{Name: "Own", Type: scp, Text: own, Target: workloadsProd}}}).Then
	c := plain.Compare(r, paymentsProd, search.Node(), scp)
	i := slices.IndexFunc(c.Both, func(s plain.Shared) bool { return s.A.Sources[0].Name == "Own" })
	if i < 0 {
		t.Fatalf("not shared; only A:\n%s\nonly B:\n%s", sentences(c.OnlyA), sentences(c.OnlyB))
	}
	l := c.Both[i].A
	if l.Sentence != "use SQS, unless k:other is the principal's account" || l.Sentence != c.Both[i].B.Sentence || !hasVariable(r, &l) {
		t.Errorf("cannot %s; and cannot %s", l.Sentence, c.Both[i].B.Sentence)
	}
	for _, account := range []model.AccountID{modeltest.Payments, search} {
		for _, other := range []model.AccountID{modeltest.Payments, search} {
			q := verdict.Question{Account: account, Action: "sqs:CreateQueue", Resource: "*", Given: map[string][]string{"k:other": {string(other)}}}
			if v, err := verdict.Ask(r, q); err != nil || v.Ruling.Denied() != (account != other) {
				t.Errorf("in %s with k:other %s: %v, %v", account, other, v.Ruling, err)
			}
		}
	}
}
