package typical_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// whatIf applies edits that must be possible.
func whatIf(t rapid.TB, r *model.Reading, e model.Edits) *verdict.WhatIf {
	t.Helper()
	w, err := verdict.NewWhatIf(r, e)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// impactOf asks all accounts, some at a time.
func impactOf(t rapid.TB, w *verdict.WhatIf, q verdict.Question, o typical.Options) *typical.Impact {
	t.Helper()
	s := typical.NewImpact(w, q, o, 1000)
	for !s.Done() {
		if err := s.Next(w, 7); err != nil {
			t.Fatal(err)
		}
	}
	if s.Changes != len(s.Changed) {
		t.Errorf("%d answers change, and %d are listed", s.Changes, len(s.Changed))
	}
	return s
}

// drawEdit draws a policy that is attached or detached, or an account that is
// moved.
func drawEdit(t *rapid.T, r *model.Reading) model.Edits {
	var nodes, accounts []model.NodeID
	for n := range r.Nodes() {
		if nodes = append(nodes, n.ID); n.Kind == model.KindAccount && n.Account() != r.Organization.Management {
			accounts = append(accounts, n.ID)
		}
	}
	slices.Sort(nodes)
	slices.Sort(accounts)
	node := rapid.SampledFrom(nodes).Draw(t, "node")
	switch rapid.SampledFrom([]string{"SCP", "RCP", "move", "detach"}).Draw(t, "edit") {
	case "move":
		to := rapid.SampledFrom([]model.NodeID{"r-law0", "ou-law0-00000000", "ou-law0-11111111"}).Draw(t, "to")
		return model.Edits{Moves: []model.Move{{Node: rapid.SampledFrom(accounts).Draw(t, "account"), Parent: to}}}
	case "detach":
		policies, _ := r.Attached(node, model.ServiceControlPolicy)
		if len(policies) > 1 {
			return model.Edits{Detached: []model.Attachment{{Policy: rapid.SampledFrom(policies).Draw(t, "policy"), Target: node}}}
		}
		fallthrough
	case "SCP":
		return model.Edits{Drafts: []model.Draft{{Name: "Draft", Type: model.ServiceControlPolicy, Target: node, Text: modeltest.DrawDocument(t, []string{"Deny"}, &[]modeltest.Statement{})}}}
	default:
		text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"333333333333"}}}}`
		return model.Edits{Drafts: []model.Draft{{Name: "Draft", Type: model.ResourceControlPolicy, Target: node, Text: text}}}
	}
}

// The accounts whose answer changes are those that have another mark after the
// edits. The Region is that of before: where policies make no difference between
// Regions until the edits do, a lens of after would ask about one of them, and an
// ordinary request is asked in all.
func TestImpact(t *testing.T) {
	changes := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		w, err := verdict.NewWhatIf(r, drawEdit(t, r))
		if err != nil {
			return
		}
		q = lensOf(t, r, q, typical.Options{}).Question // with its Region
		o := typical.Options{Exactly: rapid.Bool().Draw(t, "exactly")}
		before, after := lensOf(t, w.Now, q, o), lensOf(t, w.Then, q, o)
		impact := impactOf(t, w, q, o)
		asked := func(r *model.Reading, n *model.Node) typical.Kind {
			a, err := typical.Ask(r, q.ForAccount(n.Account()))
			if err != nil {
				t.Fatal(err)
			}
			return a.Kind()
		}
		changed := map[model.NodeID]typical.Change{}
		for _, c := range impact.Changed {
			changed[c.Account.ID] = c
		}
		for n := range r.Accounts() {
			was, is := before.Kind(n.ID), after.Kind(n.ID)
			if !o.Exactly {
				is = asked(w.Then, n)
			}
			if c, ok := changed[n.ID]; ok != (was != is) || ok && (c.Before != was || c.After != is) {
				t.Fatalf("%s: %+v of %s goes from %s to %s, found is %+v", w.Edits.Words(r), q, n.Name, was.Short(), is.Short(), c)
			}
		}
		changes += impact.Changes
	})
	if changes == 0 {
		t.Error("no edit changed an answer")
	}
}

// RCPs apply by the resource's owner: moving the owner changes the answer for
// accounts that are not edited.
func TestImpactOnAccountsOfOtherOwners(t *testing.T) {
	r := modeltest.Demo()
	var confused model.PolicyID
	for _, p := range r.Policies(model.ResourceControlPolicy) {
		if p.Name == "RCPConfusedDeputy" {
			confused = p.ID
		}
	}
	on, _ := r.Targets(confused)
	q := verdict.Question{
		Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1", ResourceAccount: modeltest.Payments,
		Given: map[string][]string{"aws:PrincipalIsAWSService": {"true"}, "aws:SourceAccount": {"999999999999"}, "aws:SourceOrgID": {"o-elsewhere1"}},
	}
	before := lensOf(t, r, q, typical.Options{Exactly: true})
	changes := 0
	for _, e := range []model.Edits{
		{Detached: []model.Attachment{{Policy: confused, Target: on[0]}}},
		{Moves: []model.Move{{Node: modeltest.Payments.Node(), Parent: "ou-4x9a-60ufpbms"}}},
		{Attached: []model.Attachment{{Policy: confused, Target: modeltest.Payments.Node()}}},
	} {
		w := whatIf(t, r, e)
		after := lensOf(t, w.Then, q, typical.Options{Exactly: true})
		want := 0
		for n := range r.Accounts() {
			if before.Kind(n.ID) != after.Kind(n.ID) {
				want++
			}
		}
		if impact := impactOf(t, w, q, typical.Options{Exactly: true}); len(impact.Changed) != want {
			t.Errorf("%s: %d accounts change, found are %d", e.Words(r), want, len(impact.Changed))
		}
		changes += want
	}
	if changes == 0 {
		t.Error("no RCP changed an answer")
	}
}

// Of many changes the first are kept, and all are counted.
func TestImpactKeepsTheFirst(t *testing.T) {
	r := modeltest.Demo()
	d, _ := model.NewDraft("No queues", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}`, "r-4x9a")
	w := whatIf(t, r, model.Edits{Drafts: []model.Draft{d}})
	q := verdict.Question{Action: "sqs:DeleteQueue", Resource: "*"}
	all := impactOf(t, w, q, typical.Options{})
	some := typical.NewImpact(w, q, typical.Options{}, 5)
	for !some.Done() {
		if err := some.Next(w, 3); err != nil {
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
	if reach := w.Reach(q); reach < all.Asked {
		t.Errorf("it reaches at most %d accounts, and %d are asked", reach, all.Asked)
	}
}
