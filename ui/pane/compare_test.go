package pane

import (
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/ui/kit"
)

// Whatever the user compares and however they move, frames are exact, the cursor is
// on a cell, and it reaches every document from both ends.
func TestCompareMoves(t *testing.T) {
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

func unasked() (verdict.Question, bool) { return verdict.Question{}, false }

// seen notes the document that Enter would open.
func seen(c *Compare, on map[kit.Intent]bool) {
	if p, ok := c.board.Opens().(PolicyOpened); ok {
		on[PolicyShown{p.Policy}] = true
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
