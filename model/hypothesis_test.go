package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const (
	workloadsProd model.NodeID = "ou-4x9a-iqh17pvk"
	sandbox       model.NodeID = "ou-4x9a-60ufpbms"
	paymentsProd  model.NodeID = "444455556666"
)

// changedDemo is the demo organization with the same change made in earnest.
func changedDemo(h model.Hypothesis) *model.Reading {
	s := sample.Demo()
	for _, m := range h.Moves {
		for _, nodes := range [][]model.Node{s.Units, s.Accounts} {
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

func drawHypothesis(t *rapid.T, r *model.Reading) model.Hypothesis {
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
	var h model.Hypothesis
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

// What is supposed is what a reading would tell if it were so, and supposing
// changes nothing.
func TestSupposeIsAsIfItWereSo(t *testing.T) {
	r := demo()
	before := r.Freeze(time.Time{})
	supposed := 0
	rapid.Check(t, func(t *rapid.T) {
		h := drawHypothesis(t, r)
		then, err := r.Suppose(h)
		if err != nil {
			return
		}
		supposed++
		actual := changedDemo(h)
		for n := range actual.Accounts() {
			for _, kind := range model.Evaluated() {
				want, got := actual.Ladder(n.ID, kind), then.Ladder(n.ID, kind)
				if d := cmp.Diff(levelNames(want), levelNames(got)); d != "" {
					t.Fatalf("%s: the ladder of %s differs (-real +supposed):\n%s", h.Words(r), n.Name, d)
				}
			}
			if want, got := actual.OrgPath(n.Account()), then.OrgPath(n.Account()); want != got {
				t.Fatalf("%s: %s is at %s, supposed %s", h.Words(r), n.Name, want, got)
			}
		}
		q := rapid.SampledFrom(lensQuestions).Draw(t, "question")
		want, _ := actual.Look(q)
		got, _ := then.Look(q)
		for n := range actual.Nodes() {
			if want.Ruling(n.ID) != got.Ruling(n.ID) || want.Counts(n.ID) != got.Counts(n.ID) {
				t.Fatalf("%s: of %s the lens says %v, supposed %v", h.Words(r), n.Name, want.Ruling(n.ID), got.Ruling(n.ID))
			}
		}
	})
	if supposed == 0 {
		t.Error("nothing could be supposed")
	}
	if d := cmp.Diff(before, r.Freeze(time.Time{})); d != "" {
		t.Errorf("supposing changed the reading:\n%s", d)
	}
}

func levelNames(l model.Ladder) []string {
	var out []string
	for _, level := range l.Levels {
		line := string(level.Node.ID)
		for _, p := range level.Policies {
			line += " " + string(p)
		}
		out = append(out, line)
	}
	return out
}

func sentences(lines []model.Restriction) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Sentence)
	}
	return strings.Join(out, "\n")
}

func TestWhatIf(t *testing.T) {
	r := demo()
	q := model.Question{Account: "444455556666", Action: "sqs:CreateQueue", Resource: "*", Given: map[string][]string{
		"aws:RequestedRegion": {"eu-west-1"}, "aws:PrincipalArn": {"arn:aws:iam::444455556666:role/App"}, "aws:RequestTag/team": {"pay"}, "ec2:RoleDelivery": {"2.0"},
	}}
	moved, err := r.WhatIfMoved(paymentsProd, sandbox, []model.Question{q})
	if err != nil {
		t.Fatal(err)
	}
	if moved.Words != "if payments-prod were in Sandbox" {
		t.Errorf("the hypothesis is told as %q", moved.Words)
	}
	if !strings.Contains(sentences(moved.New), "use anything but apigateway:*") || !strings.Contains(sentences(moved.Gone), "use the root user") {
		t.Errorf("new:\n%s\ngone:\n%s", sentences(moved.New), sentences(moved.Gone))
	}
	if v := moved.Verdicts[0]; v.Changed() {
		t.Errorf("sqs:CreateQueue goes from %v to %v", v.Before.Ruling, v.After.Ruling)
	}
	detached, err := r.WhatIfDetached("p-xg9edn58", workloadsProd, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := sentences(detached.Gone); !strings.Contains(got, "change S3 public access blocks") || len(detached.New) > 0 {
		t.Errorf("gone without NoPublicS3:\n%s", got)
	}
	tried, err := r.WhatIfTried(model.Draft{Name: "NoQueues", Type: model.ServiceControlPolicy, Text: denySQS, Target: workloadsProd}, []model.Question{q})
	if err != nil {
		t.Fatal(err)
	}
	if got := sentences(tried.New); got != "use SQS" || !tried.Verdicts[0].Changed() || tried.Verdicts[0].After.By[0].Name != "NoQueues" {
		t.Errorf("new with the draft: %s, %v by %v", got, tried.Verdicts[0].After.Ruling, tried.Verdicts[0].After.By)
	}
}

const denySQS = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`

// What cannot be is refused with a reason; what AWS would refuse is told.
func TestWhatCannotBeSupposed(t *testing.T) {
	r := demo()
	for _, c := range []struct {
		h    model.Hypothesis
		want string
	}{
		{model.Hypothesis{Moves: []model.Move{{Node: "999999999999", Parent: sandbox}}}, "is not a root"},
		{model.Hypothesis{Moves: []model.Move{{Node: "r-4x9a", Parent: sandbox}}}, "cannot be moved"},
		{model.Hypothesis{Moves: []model.Move{{Node: sandbox, Parent: paymentsProd}}}, "is an account"},
		{model.Hypothesis{Moves: []model.Move{{Node: "ou-4x9a-w7k2p9da", Parent: workloadsProd}}}, "below it"},
		{model.Hypothesis{Attached: []model.Attachment{{Policy: "p-xg9edn58", Target: workloadsProd}}}, "already"},
		{model.Hypothesis{Attached: []model.Attachment{{Policy: "p-nosuchpolicy", Target: workloadsProd}}}, "not a policy"},
		{model.Hypothesis{Attached: []model.Attachment{{Policy: "p-95r6dwfcti", Target: workloadsProd}}}, "only SCPs and RCPs"},
		{model.Hypothesis{Detached: []model.Attachment{{Policy: "p-xg9edn58", Target: sandbox}}}, "is not attached"},
		{model.Hypothesis{Detached: []model.Attachment{{Policy: model.RCPFullAWSAccess, Target: sandbox}}}, "cannot be detached"},
	} {
		if _, err := r.Suppose(c.h); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v gives %v, want %q", c.h, err, c.want)
		}
	}
	bare, err := r.WhatIfDetached("p-i19r0wyo", sandbox, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(bare.Notes, " "); strings.Contains(got, "at least one") {
		t.Errorf("SmallInstances is left, and yet %q", got)
	}
	full, err := r.WhatIfDetached(model.FullAWSAccess, paymentsProd, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(full.Notes, " "); !strings.Contains(got, "at least one") || !strings.Contains(sentences(full.New), "nothing is allowed at payments-prod") {
		t.Errorf("without any SCP: %q, new %s", got, sentences(full.New))
	}
}

func TestCompare(t *testing.T) {
	c := demo().Compare(paymentsProd, "919433658047", model.ServiceControlPolicy)
	if got := sentences(c.OnlyB); !strings.Contains(got, "es domain/search-live-*") || len(c.Both) == 0 {
		t.Errorf("only search-prod:\n%s\nboth: %d", got, len(c.Both))
	}
	last := c.Levels[len(c.Levels)-1]
	if len(last.OnlyA) != 0 || !slices.Equal(last.OnlyB, []model.PolicyID{"p-j8gxbeny"}) || !slices.Equal(last.Both, []model.PolicyID{model.FullAWSAccess}) {
		t.Errorf("the accounts' own level is %+v", last)
	}
	mirrored := demo().Compare("919433658047", paymentsProd, model.ServiceControlPolicy)
	if sentences(mirrored.OnlyA) != sentences(c.OnlyB) || sentences(mirrored.OnlyB) != sentences(c.OnlyA) {
		t.Error("the other way round says something else")
	}
}
