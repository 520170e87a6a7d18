package pane

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui/kit"
)

// Whatever is compared and however one moves, frames are exact, the cursor is
// on something, and it comes to every document from both ends.
func TestBoardMoves(t *testing.T) {
	env := demo()
	nodes := []string{"Root", "Workloads", "payments-prod", "Acme Root", "sandbox-kim", "Suspended"}
	rapid.Check(t, func(r *rapid.T) {
		pick := rapid.SampledFrom(nodes)
		c := NewCompare(env, named(t, env, pick.Draw(r, "a")).ID, named(t, env, pick.Draw(r, "b")).ID, unasked)
		for range rapid.IntRange(0, 20).Draw(r, "moves") {
			w, h := rapid.IntRange(40, 200).Draw(r, "width"), rapid.IntRange(4, 60).Draw(r, "height")
			frame(t, c, w, h)
			c.Do(rapid.SampledFrom([]kit.Command{kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Left, kit.Right}).Draw(r, "command"))
			c.Mouse(kit.Mouse{X: rapid.IntRange(0, w-1).Draw(r, "x"), Y: rapid.IntRange(0, h-1).Draw(r, "y")})
			frame(t, c, w, h)
			if c.board.Chosen() == nil {
				r.Fatalf("the cursor is on nothing:\n%s", frame(t, c, w, h))
			}
		}
	})
	c := NewCompare(env, named(t, env, "payments-prod").ID, named(t, env, "Sandbox").ID, unasked)
	frame(t, c, 120, 10)
	down, up := map[kit.Intent]bool{}, map[kit.Intent]bool{}
	for range 200 {
		seen(c, down)
		c.Do(kit.Down)
	}
	for range 200 {
		seen(c, up)
		c.Do(kit.Up)
	}
	if len(down) < 5 || len(down) != len(up) {
		t.Errorf("%d documents on the way down, %d on the way up", len(down), len(up))
	}
}

func unasked() (model.Question, bool) { return model.Question{}, false }

// seen notes the document that Enter would open.
func seen(c *Compare, on map[kit.Intent]bool) {
	if p, ok := c.open().(PolicyOpened); ok {
		on[PolicyShown{p.Policy}] = true
	}
}

// A pasted policy is tried only if it can be evaluated; its Principal tells that
// it is an RCP.
func TestDraft(t *testing.T) {
	env := demo()
	at := named(t, env, "payments-prod").ID
	for name, c := range map[string]struct {
		text  string
		kind  model.PolicyType
		shows string
		tried bool
	}{
		"nothing":            {"", model.ServiceControlPolicy, "Paste the policy's document", false},
		"no JSON":            {"{", model.ServiceControlPolicy, "(character 2)", false},
		"no Effect":          {`{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, "Effect", false},
		"an SCP":             {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, `"Action": "s3:*"`, true},
		"an RCP":             {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}`, model.ResourceControlPolicy, "RCP, ", true},
		"an old version":     {`{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, "2008-10-17", true},
		"a control sequence": {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"\x1b[2J\",\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}", model.ServiceControlPolicy, "(character", false},
	} {
		d := newPolicyDraft(env, at, at)
		d.Paste(c.text)
		if got := frame(t, d, 80, 24); !strings.Contains(got, c.shows) || strings.Contains(got, ". (") {
			t.Errorf("%s does not show %q:\n%s", name, c.shows, got)
		}
		s, tried := d.Do(kit.Open).(ChangeAdded)
		if tried != c.tried || tried && (s.Change.Drafts[0].Type != c.kind || s.Change.Drafts[0].Text != c.text) {
			t.Errorf("%s gives %+v", name, d.Do(kit.Open))
		}
	}
}

// What cannot be so any more is said, not shown as something else.
func TestWhatIfThatCannotBeAnyMore(t *testing.T) {
	env := demo()
	from, to := named(t, env, "payments-prod"), named(t, env, "Sandbox")
	w := NewWhatIf(env, unasked)
	if err := w.Add(ChangeAdded{model.Hypothesis{Moves: []model.Move{{Node: from.ID, Parent: to.ID}}}, from.ID}); err != nil {
		t.Fatal(err)
	}
	moved := *from
	moved.Parent = to.ID
	env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{moved}})
	if got := frame(t, w, 120, 20); !strings.Contains(got, "This cannot be so any more: payments-prod is in Sandbox already") {
		t.Errorf("the frame is\n%s", got)
	}
}

// Names of any kind fit into the columns.
func TestCompareHostileNames(t *testing.T) {
	for _, v := range sample.Hostile() {
		env := testEnv(v.Snapshot)
		var ids []model.NodeID
		for n := range env.Reading.Nodes() {
			if ids = append(ids, n.ID); len(ids) == 3 {
				break
			}
		}
		for _, id := range ids[1:] {
			for _, w := range []int{40, 80, 96, 97, 120} {
				frame(t, NewCompare(env, ids[0], id, unasked), w, 24)
			}
		}
		frame(t, NewComparePicker(env, ids[0]), 80, 24)
		frame(t, NewWhatIfMenu(env, WhatIfWanted{Node: ids[0]}, nil), 60, 15)
	}
}
