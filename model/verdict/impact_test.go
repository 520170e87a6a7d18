package verdict_test

import (
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// impactOf asks all accounts, some at a time.
func impactOf(t rapid.TB, f *verdict.WhatIf, q verdict.Question) *verdict.Impact {
	t.Helper()
	s := f.NewImpact(q, 1000)
	for !s.Done() {
		if err := s.Next(f, 7); err != nil {
			t.Fatal(err)
		}
	}
	if s.Changes != len(s.Changed) {
		t.Errorf("%d answers change, and %d are listed", s.Changes, len(s.Changed))
	}
	return s
}

// The accounts whose answer changes are those for which Ask returns another
// ruling after the edits.
func TestImpact(t *testing.T) {
	r := modeltest.Demo()
	rapid.Check(t, func(t *rapid.T) {
		h := drawEdits(t, r)
		f, err := verdict.NewWhatIf(r, h)
		if err != nil || h.Empty() {
			return
		}
		q := rapid.SampledFrom(lensQuestions).Draw(t, "question")
		impact := impactOf(t, f, q)
		changed := map[model.NodeID]verdict.RulingChange{}
		for _, c := range impact.Changed {
			changed[c.Account.ID] = c
		}
		for n := range r.Accounts() {
			before, _ := verdict.Ask(r, q.ForAccount(n.Account()))
			after, _ := verdict.Ask(f.Then, q.ForAccount(n.Account()))
			c, ok := changed[n.ID]
			if ok != (before.Ruling != after.Ruling) || ok && (c.Before != before.Ruling || c.After != after.Ruling) {
				t.Fatalf("%s: %s of %s goes from %v to %v, found is %+v", h.Words(r), q.Action, n.Name, before.Ruling, after.Ruling, c)
			}
		}
	})
}

// RCPs apply by the resource's owner: moving the owner changes the answer for
// accounts that are not edited.
func TestImpactOnAccountsOfOtherOwners(t *testing.T) {
	r := modeltest.Demo()
	on, _ := r.Targets(confusedDeputy(t, r))
	q := verdict.Question{Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1", ResourceAccount: modeltest.Payments, Given: fromElsewhere}
	before, _ := verdict.NewLens(r, q)
	changes := 0
	for _, h := range []model.Edits{detached(confusedDeputy(t, r), on[0]), moved(paymentsProd, sandbox), attached(confusedDeputy(t, r), paymentsProd)} {
		f := newWhatIf(t, r, h)
		impact := impactOf(t, f, q)
		want := 0
		after, _ := verdict.NewLens(f.Then, q)
		for n := range r.Accounts() {
			if before.Ruling(n.ID) != after.Ruling(n.ID) {
				want++
			}
		}
		if len(impact.Changed) != want {
			t.Errorf("%s: %d accounts change, found are %d", h.Words(r), want, len(impact.Changed))
		}
		changes += want
	}
	if changes == 0 {
		t.Error("no RCP changed an answer")
	}
}

// confusedDeputy returns the ID of the demo's RCP against confused deputies.
func confusedDeputy(t *testing.T, r *model.Reading) model.PolicyID {
	t.Helper()
	for _, p := range r.Policies(model.ResourceControlPolicy) {
		if p.Name == "RCPConfusedDeputy" {
			return p.ID
		}
	}
	t.Fatal("the demo has no RCPConfusedDeputy")
	return ""
}

// Of many changes the first are kept, and all are counted.
func TestImpactKeepsTheFirst(t *testing.T) {
	r := modeltest.Demo()
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}`
	d, _ := model.NewDraft("No queues", text, "r-4x9a")
	f := newWhatIf(t, r, model.Edits{Drafts: []model.Draft{d}})
	q := verdict.Question{Action: "sqs:DeleteQueue", Resource: "*"}
	all := impactOf(t, f, q)
	some := f.NewImpact(q, 5)
	for !some.Done() {
		if err := some.Next(f, 3); err != nil {
			t.Fatal(err)
		}
	}
	if some.Changes != all.Changes || some.Asked != all.Asked || len(some.Changed) != 5 || all.Changes < 20 {
		t.Fatalf("%d of %d change, of which %d are kept; in all it is %d of %d", some.Changes, some.Asked, len(some.Changed), all.Changes, all.Asked)
	}
	for i, c := range some.Changed {
		if c != all.Changed[i] {
			t.Errorf("change %d is %s, and of all %s", i, c.Account.Name, all.Changed[i].Account.Name)
		}
	}
	if reach := f.Reach(q); reach < all.Asked {
		t.Errorf("it reaches at most %d accounts, and %d are asked", reach, all.Asked)
	}
}
