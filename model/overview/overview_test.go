package overview_test

import (
	"slices"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/overview"
	"deputy/model/plain"
)

// whole returns the overview of a reading.
func whole(r *model.Reading) *overview.Overview {
	o := overview.New(r)
	for !o.Done() {
		o.Next(r, 7)
	}
	return o
}

// accountsWith returns how many accounts have a guardrail.
func accountsWith(o *overview.Overview, t plain.Topic) int {
	for _, g := range o.Guardrails() {
		if g.Topic == t {
			return g.Accounts
		}
	}
	return 0
}

// TestGuardrailsAgreeWithRestrictions ensures that the guardrails of the demo's
// accounts are the topics of what policies forbid there, account by account.
func TestGuardrailsAgreeWithRestrictions(t *testing.T) {
	r := modeltest.Demo()
	o := whole(r)
	want, accounts := map[plain.Topic]int{}, 0
	for a := range r.Accounts() {
		if a.Account() == r.Organization.Management || a.State.OutOfUse() != "" {
			continue
		}
		accounts++
		topics := map[plain.Topic]bool{}
		for _, kind := range model.Evaluated() {
			for _, l := range plain.RestrictionsAt(r, a.ID, kind).Lines {
				if l.Kind == plain.Forbidden || l.Kind == plain.NotAllowed && l.Topic == plain.TopicAllowance {
					topics[l.Topic] = true
				}
			}
		}
		for topic := range topics {
			want[topic]++
		}
	}
	if n, certain := o.Accounts(); n != accounts || !certain {
		t.Errorf("%d accounts count, certain %v; %d are in use", n, certain, accounts)
	}
	for _, topic := range plain.Topics() {
		if got := accountsWith(o, topic); got != want[topic] {
			t.Errorf("%s: %d accounts, and %d have a restriction of it", topic, got, want[topic])
		}
	}
}

// TestLacking ensures that an OU is told whose accounts lack what most of their
// siblings have, once and as a whole, with everything that it lacks.
func TestLacking(t *testing.T) {
	r := modeltest.Demo()
	found := map[string]overview.Lack{}
	for _, l := range whole(r).Lacking() {
		name := r.NodeName(l.Node)
		if l.Direct {
			name = "in " + name
		}
		found[name] = l
	}
	sandbox, ok := found["Sandbox"]
	if !ok || sandbox.Accounts != 6 || sandbox.Have*3 < sandbox.Of*2 || !slices.Contains(sandbox.Topics, plain.TopicRoot) {
		t.Errorf("Sandbox lacks %+v", sandbox)
	}
	if direct := found["in Root"]; direct.Accounts != 2 || len(direct.Some) != 2 {
		t.Errorf("directly in the root lack %+v", direct)
	}
	if x, ok := found["Workloads"]; ok {
		t.Errorf("Workloads has what most have, and is said to lack %+v", x)
	}
}

// TestUnreadPoliciesAreNotAbsent ensures that an overview says when it could not
// look at all that may be attached.
func TestUnreadPoliciesAreNotAbsent(t *testing.T) {
	o := whole(modeltest.Small())
	if n, certain := o.Accounts(); n != 1 || certain {
		t.Errorf("%d accounts, certain %v, and no attachments are read", n, certain)
	}
}

// TestAnAccountThatAPolicySparesHasNoGuardrail ensures that a statement which names
// accounts counts for the others only.
func TestAnAccountThatAPolicySparesHasNoGuardrail(t *testing.T) {
	s := modeltest.PlainSnapshot()
	other := model.Node{ID: "555566667777", Kind: model.KindAccount, Name: "other", Parent: "ou-plain-00000000"}
	s.Accounts = append(s.Accounts, other)
	s.Policies = append(s.Policies, model.Policy{ID: "p-spare", Name: "spare", Type: model.ServiceControlPolicy})
	s.Documents["p-spare"] = model.Document{Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*",
		"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"555566667777"}}}]}`}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", "111122223333", "444455556666", "555566667777"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n})
	}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-spare", Target: "ou-plain-00000000"})
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	o := whole(r)
	if n := accountsWith(o, plain.TopicOrganization); n != 1 {
		t.Errorf("%d accounts have the guardrail; one of the two is spared", n)
	}
	if n := o.Bare(); n != 1 {
		t.Errorf("%d accounts have no guardrail; the spared one has none", n)
	}
}

// TestChanges ensures that what differs from the saved reading is told once it was
// read again, and nothing before.
func TestChanges(t *testing.T) {
	r := modeltest.Demo()
	if c := whole(r).Changes(); len(c) > 0 {
		t.Fatalf("nothing was read again, and these are changes: %+v", c)
	}
	at := time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)
	done := func(p model.Part, target string) {
		r.Apply(model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Complete, At: at}})
	}
	var logging model.PolicyID
	for _, p := range r.Policies(model.ServiceControlPolicy) {
		if p.Name == "KeepLogging" {
			logging = p.ID
		}
	}
	var all []model.Policy
	for _, p := range r.Policies(model.ServiceControlPolicy) {
		all = append(all, *p)
	}
	r.Apply(model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: all})
	done(model.PartPolicies, string(model.ServiceControlPolicy))
	r.Apply(model.DocumentFact{Policy: logging, Document: model.Document{Text: "{}", Taken: at}})
	done(model.PartDocument, string(logging))
	r.Apply(model.AccountsFact{Accounts: []model.Node{{ID: "999900001111", Kind: model.KindAccount, Name: "fresh", Parent: r.Node("444455556666").Parent, State: model.StateActive}}})
	changes := whole(r).Changes()
	texts := make([]string, len(changes))
	for i, c := range changes {
		texts[i] = c.Text
	}
	want := []string{"1 new account: fresh", "SCP KeepLogging edited: applies to 47 accounts"}
	if !slices.Equal(texts, want) {
		t.Errorf("the changes are %q instead of %q", texts, want)
	}
}
