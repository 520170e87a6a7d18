package verdict_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/sample"
	"deputy/model/verdict"
)

const (
	workloadsProd model.NodeID = "ou-4x9a-iqh17pvk"
	sandbox       model.NodeID = "ou-4x9a-60ufpbms"
	paymentsProd  model.NodeID = "444455556666"
)

// demoAfter returns the demo organization in which the edits have really been
// made.
func demoAfter(h model.Edits) *model.Reading {
	s := sample.Demo()
	for _, m := range h.Moves {
		for _, nodes := range [][]model.Node{s.OUs, s.Accounts} {
			for i := range nodes {
				if nodes[i].ID == m.Node {
					nodes[i].Parent = m.Parent
				}
			}
		}
	}
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return slices.Contains(h.Detached, a) })
	s.Attachments = append(s.Attachments, h.Attached...)
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

// drawEdits draws edits, some of which are not possible.
func drawEdits(t *rapid.T, r *model.Reading) model.Edits {
	var nodes, parents []model.NodeID
	for n := range r.Nodes() {
		nodes = append(nodes, n.ID)
		if n.Kind != model.KindAccount {
			parents = append(parents, n.ID)
		}
	}
	slices.Sort(nodes)
	slices.Sort(parents)
	var policies []model.PolicyID
	for _, kind := range model.Evaluated() {
		for _, p := range r.Policies(kind) {
			policies = append(policies, p.ID)
		}
	}
	node, parent, policy := rapid.SampledFrom(nodes), rapid.SampledFrom(parents), rapid.SampledFrom(policies)
	var h model.Edits
	for range rapid.IntRange(0, 2).Draw(t, "moves") {
		h.Moves = append(h.Moves, model.Move{Node: node.Draw(t, "node"), Parent: parent.Draw(t, "parent")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "attached") {
		h.Attached = append(h.Attached, model.Attachment{Policy: policy.Draw(t, "policy"), Target: node.Draw(t, "target")})
	}
	if rapid.Bool().Draw(t, "detach") {
		p := policy.Draw(t, "detached")
		on, _ := r.Targets(p)
		// The last SCP of a node cannot be detached.
		on = slices.DeleteFunc(slices.Clone(on), func(n model.NodeID) bool {
			all, _ := r.Attached(n, r.Policy(p).Type)
			return len(all) < 2
		})
		if len(on) > 0 {
			h.Detached = append(h.Detached, model.Attachment{Policy: p, Target: rapid.SampledFrom(on).Draw(t, "from")})
		}
	}
	return h
}

// A reading with edits answers like a reading of an organization that was
// really changed, and the original does not change.
func TestEditsActLikeTheRealChange(t *testing.T) {
	r := modeltest.Demo()
	before := r.Freeze(time.Time{})
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		h := drawEdits(t, r)
		then, err := r.WithEdits(h)
		if err != nil {
			return
		}
		tried++
		actual := demoAfter(h)
		for n := range actual.Accounts() {
			for _, kind := range model.Evaluated() {
				want, got := actual.Ladder(n.ID, kind), then.Ladder(n.ID, kind)
				if d := cmp.Diff(levelNames(want), levelNames(got)); d != "" {
					t.Fatalf("%s: the ladder of %s differs (-real +edited):\n%s", h.Words(r), n.Name, d)
				}
			}
			if want, got := actual.OrgPath(n.Account()), then.OrgPath(n.Account()); want != got {
				t.Fatalf("%s: %s is at %s, edited at %s", h.Words(r), n.Name, want, got)
			}
		}
		q := rapid.SampledFrom(lensQuestions).Draw(t, "question")
		want, _ := verdict.NewLens(actual, q)
		got, _ := verdict.NewLens(then, q)
		for n := range actual.Nodes() {
			if want.Ruling(n.ID) != got.Ruling(n.ID) || want.Counts(n.ID) != got.Counts(n.ID) {
				t.Fatalf("%s: of %s the lens says %v, edited %v", h.Words(r), n.Name, want.Ruling(n.ID), got.Ruling(n.ID))
			}
		}
	})
	if tried == 0 {
		t.Error("no edits were possible")
	}
	if d := cmp.Diff(before, r.Freeze(time.Time{})); d != "" {
		t.Errorf("the edits changed the reading:\n%s", d)
	}
}

// levelNames returns the nodes and policies of a ladder, a line for each level.
func levelNames(levels []model.Level) []string {
	var out []string
	for _, level := range levels {
		line := string(level.Node.ID)
		for _, p := range level.Policies {
			line += " " + string(p)
		}
		out = append(out, line)
	}
	return out
}

// newWhatIf applies edits that must be possible.
func newWhatIf(t testing.TB, r *model.Reading, h model.Edits) *verdict.WhatIf {
	t.Helper()
	f, err := verdict.NewWhatIf(r, h)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func moved(node, parent model.NodeID) model.Edits {
	return model.Edits{Moves: []model.Move{{Node: node, Parent: parent}}}
}

func detached(policy model.PolicyID, from model.NodeID) model.Edits {
	return model.Edits{Detached: []model.Attachment{{Policy: policy, Target: from}}}
}

const denySQS = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`

// Impossible edits are refused with a reason; notes say what AWS would refuse.
func TestEditsThatAreRefused(t *testing.T) {
	r := modeltest.Demo()
	for _, c := range []struct {
		h    model.Edits
		want string
	}{
		{moved(paymentsProd, workloadsProd), "payments-prod is already in Prod"},
		{model.Edits{Moves: []model.Move{{Node: "999999999999", Parent: sandbox}}}, "is not a root"},
		{model.Edits{Moves: []model.Move{{Node: "r-4x9a", Parent: sandbox}}}, "cannot be moved"},
		{model.Edits{Moves: []model.Move{{Node: sandbox, Parent: paymentsProd}}}, "is an account"},
		{model.Edits{Moves: []model.Move{{Node: "ou-4x9a-w7k2p9da", Parent: workloadsProd}}}, "below it"},
		{model.Edits{Attached: []model.Attachment{{Policy: "p-xg9edn58", Target: workloadsProd}}}, "already"},
		{model.Edits{Attached: []model.Attachment{{Policy: "p-nosuchpolicy", Target: workloadsProd}}}, "not a policy"},
		{model.Edits{Attached: []model.Attachment{{Policy: "p-95r6dwfcti", Target: workloadsProd}}}, "only SCPs and RCPs"},
		{model.Edits{Detached: []model.Attachment{{Policy: "p-xg9edn58", Target: sandbox}}}, "is not attached"},
		{model.Edits{Detached: []model.Attachment{{Policy: model.RCPFullAWSAccess, Target: sandbox}}}, "cannot be detached"},
	} {
		if _, err := r.WithEdits(c.h); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v gives %v, want %q", c.h, err, c.want)
		}
	}
	for _, c := range []struct {
		h    model.Edits
		want string // in the notes; empty for none at all
	}{
		{detached("p-i19r0wyo", sandbox), ""},
		{moved(paymentsProd, sandbox), ""},
		{detached(model.FullAWSAccess, paymentsProd), "payments-prod would have no SCP. AWS requires at least one on every root, OU and account."},
		{moved("ou-4x9a-w7k2p9da", sandbox), "AWS can move accounts, but not OUs"},
		{tenTimes(workloadsProd), "Prod would have 15 SCPs. AWS allows 10."},
		{model.Edits{Drafts: []model.Draft{{
			Name: "long", Type: model.ServiceControlPolicy, Target: sandbox, Text: denySQS + strings.Repeat(" ", 10240),
		}}}, "AWS allows 10240 in an SCP"},
	} {
		got := strings.Join(newWhatIf(t, r, c.h).Notes, " ")
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: AWS would say %q, want %q", c.h.Words(r), got, c.want)
		}
	}
}

// tenTimes attaches ten drafts to a node.
func tenTimes(to model.NodeID) model.Edits {
	var h model.Edits
	for range 10 {
		h.Drafts = append(h.Drafts, model.Draft{Name: "x", Type: model.ServiceControlPolicy, Text: denySQS, Target: to})
	}
	return h
}

// A note warns of more than the five levels of OUs that AWS allows.
func TestDeepOUsAreNoted(t *testing.T) {
	r := modeltest.Demo()
	above := model.NodeID("ou-4x9a-w7k2p9da")
	for i := range 4 {
		id := model.NodeID("ou-4x9a-deep000" + string(rune('0'+i)))
		r.Apply(model.OUsFact{OUs: []model.Node{{ID: id, Kind: model.KindOU, Name: "deep", Parent: above}}})
		above = id
	}
	got := strings.Join(newWhatIf(t, r, moved("ou-4x9a-deep0000", sandbox)).Notes, " ")
	if strings.Contains(got, "levels") {
		t.Errorf("five levels are too many: %s", got)
	}
	got = strings.Join(newWhatIf(t, r, moved("ou-4x9a-deep0000", workloadsProd)).Notes, " ")
	if !strings.Contains(got, "There would be 6 levels of OUs. AWS allows 5") {
		t.Errorf("six levels are not noted: %q", got)
	}
}

// Detaching a policy that may have been a node's only one leaves open what the
// node has.
func TestDetachedWhereFullAccessIsNotKnown(t *testing.T) {
	r := modeltest.Small()
	modeltest.Apply(r, model.TargetsFact{Policy: "p-1", Targets: []model.NodeID{"ou-1"}, First: true, Last: true}, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete))
	on, s := newWhatIf(t, r, detached("p-1", "ou-1")).Then.Attached("ou-1", model.ServiceControlPolicy)
	if s.Known() {
		t.Errorf("without its only known SCP the unit surely carries %v", on)
	}
}

// Keys that follow from an account's place follow from its new place after a
// move, for Ask, for a lens, and in words.
func TestMoveChangesDerivedKeys(t *testing.T) {
	r := modeltest.Demo()
	text := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":
		{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-4x9acme2k7/r-4x9a/` + string(sandbox) + `/*"}}}]}`
	root := model.Draft{Name: "NotInSandbox", Type: model.ServiceControlPolicy, Text: text, Target: "r-4x9a"}
	as := newWhatIf(t, r, model.Edits{Drafts: []model.Draft{root}}).Then
	q := verdict.Question{Account: modeltest.Payments, Action: "sqs:ListQueues", Resource: "*"}
	for name, c := range map[string]struct {
		h    model.Edits
		want verdict.Ruling
	}{
		"where it is":          {model.Edits{}, verdict.Allowed},
		"the account is moved": {moved(paymentsProd, sandbox), verdict.ExplicitlyDenied},
		"its unit is moved":    {moved(workloadsProd, sandbox), verdict.ExplicitlyDenied},
		"out of a moved unit":  {moved(workloadsProd, sandbox).And(moved(paymentsProd, "r-4x9a")), verdict.Allowed},
		"and back":             {moved(paymentsProd, sandbox).And(moved(paymentsProd, "r-4x9a")), verdict.Allowed},
	} {
		f := newWhatIf(t, as, c.h)
		v, err := verdict.Ask(f.Then, q)
		if err != nil || v.Ruling == verdict.ExplicitlyDenied != (c.want == verdict.ExplicitlyDenied) {
			t.Errorf("%s: Ask says %v, %v", name, v.Ruling, err)
		}
		lens, err := verdict.NewLens(f.Then, q)
		if err != nil || lens.Ruling(paymentsProd) != v.Ruling {
			t.Errorf("%s: the lens says %v, Ask %v, %v", name, lens.Ruling(paymentsProd), v.Ruling, err)
		}
		if said := slices.ContainsFunc(plain.RestrictionsAt(f.Then, paymentsProd, model.ServiceControlPolicy).Lines, func(l plain.Restriction) bool {
			return strings.Contains(l.Sentence, "use SQS")
		}); said != (c.want == verdict.ExplicitlyDenied) {
			t.Errorf("%s: that SQS is forbidden reads %v", name, said)
		}
	}
}
