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

// changedDemo is the demo organization with the same change made in earnest.
func changedDemo(h model.Edits) *model.Reading {
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

func drawHypothesis(t *rapid.T, r *model.Reading) model.Edits {
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

// What is supposed is what a reading would tell if it were so, and supposing
// changes nothing.
func TestSupposeIsAsIfItWereSo(t *testing.T) {
	r := modeltest.Demo()
	before := r.Freeze(time.Time{})
	supposed := 0
	rapid.Check(t, func(t *rapid.T) {
		h := drawHypothesis(t, r)
		then, err := r.WithEdits(h)
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
		want, _ := verdict.NewLens(actual, q)
		got, _ := verdict.NewLens(then, q)
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

func sentences(lines []plain.Restriction) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Sentence)
	}
	return strings.Join(out, "\n")
}

// foresee looks at a hypothesis that must be possible.
func foresee(t testing.TB, r *model.Reading, h model.Edits) *verdict.WhatIf {
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

func attached(policy model.PolicyID, to model.NodeID) model.Edits {
	return model.Edits{Attached: []model.Attachment{{Policy: policy, Target: to}}}
}

func detached(policy model.PolicyID, from model.NodeID) model.Edits {
	return model.Edits{Detached: []model.Attachment{{Policy: policy, Target: from}}}
}

func TestForesee(t *testing.T) {
	r, scp := modeltest.Demo(), model.ServiceControlPolicy
	f := foresee(t, r, moved(paymentsProd, sandbox))
	if got := f.Edits.Words(r); got != "if payments-prod were in Sandbox" {
		t.Errorf("the hypothesis is told as %q", got)
	}
	c := plain.CompareWhatIf(f, paymentsProd, scp)
	if !strings.Contains(sentences(c.OnlyB), "use anything but apigateway:*") || !strings.Contains(sentences(c.OnlyA), "use the root user") {
		t.Errorf("new:\n%s\ngone:\n%s", sentences(c.OnlyB), sentences(c.OnlyA))
	}
	f = foresee(t, r, detached("p-xg9edn58", workloadsProd))
	if c = plain.CompareWhatIf(f, workloadsProd, scp); !strings.Contains(sentences(c.OnlyA), "change S3 public access blocks") || len(c.OnlyB) > 0 {
		t.Errorf("gone without NoPublicS3:\n%s\nnew:\n%s", sentences(c.OnlyA), sentences(c.OnlyB))
	}
	f = foresee(t, r, model.Edits{Drafts: []model.Draft{{Name: "NoQueues", Type: scp, Text: denySQS, Target: workloadsProd}}})
	if c = plain.CompareWhatIf(f, paymentsProd, scp); sentences(c.OnlyB) != "use SQS" || c.OnlyB[0].Sources[0].Name != "NoQueues" {
		t.Errorf("new with the draft: %s", sentences(c.OnlyB))
	}
	v, err := verdict.Ask(f.Then, verdict.Question{Account: modeltest.Payments, Action: "sqs:CreateQueue", Resource: "*"})
	if err != nil || v.Ruling != verdict.ExplicitlyDenied || v.By[0].Name != "NoQueues" {
		t.Errorf("sqs:CreateQueue with the draft is %v by %v, %v", v.Ruling, v.By, err)
	}
}

// What a broader line implies is neither gone nor new, and a line that comes
// from another level is told to do so.
func TestForeseeInEffect(t *testing.T) {
	r, scp := modeltest.Demo(), model.ServiceControlPolicy
	wide := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["sqs:*","sns:*"],"Resource":"*"}]}`
	narrow := model.Draft{Name: "NoQueues", Type: scp, Text: denySQS, Target: workloadsProd}
	broad := model.Draft{Name: "NoMessages", Type: scp, Text: wide, Target: workloadsProd}
	a := foresee(t, r, model.Edits{Drafts: []model.Draft{narrow}})
	b := foresee(t, a.Then, detached("p-draft001", workloadsProd))
	if c := plain.CompareWhatIf(b, paymentsProd, scp); sentences(c.OnlyA) != "use SQS" {
		t.Errorf("without the draft is gone: %q", sentences(c.OnlyA))
	}
	both := foresee(t, r, model.Edits{Drafts: []model.Draft{broad, narrow}})
	gone := foresee(t, both.Then, detached("p-draft002", workloadsProd))
	if c := plain.CompareWhatIf(gone, paymentsProd, scp); len(c.OnlyA)+len(c.OnlyB) > 0 {
		t.Errorf("the broader draft still forbids it, and yet: gone %q, new %q", sentences(c.OnlyA), sentences(c.OnlyB))
	} else if i := slices.IndexFunc(c.Both, func(s plain.Shared) bool { return s.A.Sentence == "use SQS" }); i < 0 || !c.Both[i].DifferentSources() {
		t.Errorf("that something else forbids it now is not told: %+v", c.Both)
	}
	// Nothing is allowed any more: each denial is implied.
	none := foresee(t, r, detached(model.FullAWSAccess, paymentsProd))
	if c := plain.CompareWhatIf(none, paymentsProd, scp); sentences(c.OnlyB) != "do anything: nothing is allowed at payments-prod" || len(c.OnlyA) > 0 {
		t.Errorf("without FullAWSAccess: gone %q, new %q", sentences(c.OnlyA), sentences(c.OnlyB))
	}
}

const denySQS = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`

// What cannot be is refused with a reason; what AWS would refuse is told.
func TestWhatCannotBeSupposed(t *testing.T) {
	r := modeltest.Demo()
	for _, c := range []struct {
		h    model.Edits
		want string
	}{
		{moved(paymentsProd, workloadsProd), "payments-prod is in Prod already"},
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
		{detached(model.FullAWSAccess, paymentsProd), "payments-prod would carry no SCP; AWS keeps at least one on every node."},
		{moved("ou-4x9a-w7k2p9da", sandbox), "AWS moves accounts, not OUs"},
		{tenTimes(workloadsProd), "Prod would carry 15 SCPs; AWS allows 10."},
		{model.Edits{Drafts: []model.Draft{{
			Name: "long", Type: model.ServiceControlPolicy, Target: sandbox, Text: denySQS + strings.Repeat(" ", 10240),
		}}}, "AWS stores 10240 of an SCP"},
	} {
		got := strings.Join(foresee(t, r, c.h).Notes, " ")
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

// Five levels of OUs are what AWS has.
func TestDeepUnitsAreNoted(t *testing.T) {
	r := modeltest.Demo()
	above := model.NodeID("ou-4x9a-w7k2p9da")
	for i := range 4 {
		id := model.NodeID("ou-4x9a-deep000" + string(rune('0'+i)))
		r.Apply(model.UnitsFact{Units: []model.Node{{ID: id, Kind: model.KindUnit, Name: "deep", Parent: above}}})
		above = id
	}
	got := strings.Join(foresee(t, r, moved("ou-4x9a-deep0000", sandbox)).Notes, " ")
	if strings.Contains(got, "levels") {
		t.Errorf("five levels are too many: %s", got)
	}
	got = strings.Join(foresee(t, r, moved("ou-4x9a-deep0000", workloadsProd)).Notes, " ")
	if !strings.Contains(got, "There would be 6 levels of OUs; AWS allows 5") {
		t.Errorf("six levels are not noted: %q", got)
	}
}

// A policy that may have been a node's only one leaves open what it would
// carry.
func TestDetachedWhereFullAccessIsNotKnown(t *testing.T) {
	r := modeltest.Small()
	modeltest.Apply(r, model.TargetsFact{Policy: "p-1", Targets: []model.NodeID{"ou-1"}, First: true, Last: true}, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete))
	on, s := foresee(t, r, detached("p-1", "ou-1")).Then.Attached("ou-1", model.ServiceControlPolicy)
	if s.Known() {
		t.Errorf("without its only known SCP the unit surely carries %v", on)
	}
}

// What follows for an account of the place where it is follows of the place
// where it would be: aws:PrincipalOrgPaths, in Ask, in the lens, and in words.
func TestMoveChangesWhatFollows(t *testing.T) {
	r := modeltest.Demo()
	text := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":
		{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-4x9acme2k7/r-4x9a/` + string(sandbox) + `/*"}}}]}`
	root := model.Draft{Name: "NotInSandbox", Type: model.ServiceControlPolicy, Text: text, Target: "r-4x9a"}
	as := foresee(t, r, model.Edits{Drafts: []model.Draft{root}}).Then
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
		f := foresee(t, as, c.h)
		v, err := verdict.Ask(f.Then, q)
		if err != nil || v.Ruling == verdict.ExplicitlyDenied != (c.want == verdict.ExplicitlyDenied) {
			t.Errorf("%s: Ask says %v, %v", name, v.Ruling, err)
		}
		lens, err := verdict.NewLens(f.Then, q)
		if err != nil || lens.Ruling(paymentsProd) != v.Ruling {
			t.Errorf("%s: the lens says %v, Ask %v, %v", name, lens.Ruling(paymentsProd), v.Ruling, err)
		}
		if said := strings.Contains(sentences(plain.RestrictionsAt(f.Then, paymentsProd, model.ServiceControlPolicy).Lines), "use SQS"); said != (c.want == verdict.ExplicitlyDenied) {
			t.Errorf("%s: that SQS is forbidden is told: %v", name, said)
		}
	}
}

// shiftOf asks all accounts, some at a time.
func shiftOf(t rapid.TB, f *verdict.WhatIf, q verdict.Question) *verdict.Impact {
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

// The accounts whose answer changes are those whose answer differs when each
// is asked alone, before and after.
func TestShift(t *testing.T) {
	r := modeltest.Demo()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHypothesis(t, r)
		f, err := verdict.NewWhatIf(r, h)
		if err != nil || h.Empty() {
			return
		}
		q := rapid.SampledFrom(lensQuestions).Draw(t, "question")
		shift := shiftOf(t, f, q)
		changed := map[model.NodeID]verdict.RulingChange{}
		for _, c := range shift.Changed {
			changed[c.Account.ID] = c
		}
		for n := range r.Accounts() {
			before, _ := verdict.Ask(r, q.ForAccount(n.Account()))
			after, _ := verdict.Ask(f.Then, q.ForAccount(n.Account()))
			c, ok := changed[n.ID]
			if ok != (before.Ruling != after.Ruling) || ok && (c.Before != before.Ruling || c.After != after.Ruling) {
				t.Fatalf("%s: %s of %s goes from %v to %v, told is %+v", h.Words(r), q.Action, n.Name, before.Ruling, after.Ruling, c)
			}
		}
	})
}

// RCPs bind by the resource's owner: moving the owner changes the answer of
// accounts that stay where they are.
func TestShiftByOwner(t *testing.T) {
	r := modeltest.Demo()
	on, _ := r.Targets(confusedDeputy(t, r))
	q := verdict.Question{Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1", ResourceAccount: modeltest.Payments, Given: fromElsewhere}
	before, _ := verdict.NewLens(r, q)
	told := 0
	for _, h := range []model.Edits{detached(confusedDeputy(t, r), on[0]), moved(paymentsProd, sandbox), attached(confusedDeputy(t, r), paymentsProd)} {
		f := foresee(t, r, h)
		shift := shiftOf(t, f, q)
		want := 0
		after, _ := verdict.NewLens(f.Then, q)
		for n := range r.Accounts() {
			if before.Ruling(n.ID) != after.Ruling(n.ID) {
				want++
			}
		}
		if len(shift.Changed) != want {
			t.Errorf("%s: %d accounts change, told are %d", h.Words(r), want, len(shift.Changed))
		}
		told += want
	}
	if told == 0 {
		t.Error("no RCP changed an answer")
	}
}

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
