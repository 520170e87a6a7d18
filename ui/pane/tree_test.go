package pane

import (
	"fmt"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/widget"
)

func TestTreeFrames(t *testing.T) {
	env := demo()
	for _, c := range []struct {
		name string
		w, h int
	}{{"40x35", 40, 35}, {"80x19", 80, 19}, {"60x55", 60, 55}} {
		keep(t, "folded-"+c.name, NewTree(env), c.w, c.h)
		tree := NewTree(env)
		frame(t, tree, c.w, c.h)
		tree.Do(kit.UnfoldAll)
		keep(t, "unfolded-"+c.name, tree, c.w, c.h)
	}
	for _, v := range sample.Hostile() {
		tree := NewTree(testEnv(v.Snapshot))
		frame(t, tree, 40, 35)
		tree.Do(kit.UnfoldAll)
		keep(t, "hostile-"+strings.ReplaceAll(v.Name, " ", "-"), tree, 40, 35)
	}
	keep(t, "empty", NewTree(emptyEnv()), 40, 19)
	denied := emptyEnv()
	denied.Reading.Apply(model.StatusFact{Part: model.PartRoots, Status: failed("organizations:ListRoots", "")})
	keep(t, "denied", NewTree(denied), 60, 19)
	keep(t, "arriving", NewTree(arriving()), 40, 19)
	gaps := demo()
	infrastructure := named(t, gaps, "Infrastructure")
	gaps.Reading.Apply(model.StatusFact{
		Part: model.PartOUs, Target: string(infrastructure.ID),
		Status: failed("organizations:ListOrganizationalUnitsForParent", string(infrastructure.ID)),
	})
	tree := NewTree(gaps)
	tree.Select(infrastructure.ID)
	tree.Do(kit.Right)
	keep(t, "gap-below-a-unit", tree, 60, 25)
	keep(t, "gap-below-a-unit-explained", at(gaps, infrastructure, 0), 79, 35)
}

// While a question is on, every OU has its counts, and names stay whole as long as
// there is room: where the answer changes is said behind them.
func TestTreeFramesUnderALens(t *testing.T) {
	env := demo()
	q := verdict.Question{
		Action: "ec2:RunInstances", Principal: "arn:aws:iam::444455556666:role/Deployer",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-central-1"}},
	}
	for _, width := range []int{33, 80} {
		askedOfAll(t, env, q, typical.Options{Exactly: true})
		tree := NewTree(env)
		frame(t, tree, width, 30)
		tree.Do(kit.UnfoldAll)
		keep(t, fmt.Sprint("exact-", width), tree, width, 60)
	}
	askedOfAll(t, env, q, typical.Options{})
	for _, width := range []int{33, 40, 60, 80} {
		tree := NewTree(env)
		frame(t, tree, width, 30)
		tree.Do(kit.UnfoldAll)
		keep(t, fmt.Sprint(width), tree, width, 60)
	}
	tree := NewTree(env)
	tree.Do(kit.UnfoldAll)
	text := frame(t, tree, 33, 100)
	for n := range env.Reading.Nodes() {
		if n.Kind == model.KindOU && widget.Width(n.Name) < 12 && !strings.Contains(text, n.Name) {
			t.Errorf("the name of %s is cut:\n%s", n.Name, text)
		}
	}
}

// arriving returns an organization of which the root, half the accounts and the
// bare IDs of OUs are here.
func arriving() *Env {
	s := sample.Demo()
	env := emptyEnv()
	r := env.Reading
	r.Apply(model.RootsFact{Roots: s.Roots})
	for i := range s.OUs {
		s.OUs[i].Name = ""
	}
	r.Apply(model.OUsFact{OUs: s.OUs[:len(s.OUs)/2]})
	r.Apply(model.AccountsFact{Accounts: s.Accounts[:40]})
	r.Apply(model.StatusFact{Part: model.PartAccounts, Status: model.Status{Progress: model.Partial, Done: 2}})
	return env
}

func TestTheTreesCursorStaysWhileNodesArrive(t *testing.T) {
	s := sample.Demo()
	env := emptyEnv()
	tree := NewTree(env)
	env.Reading.Apply(model.RootsFact{Roots: s.Roots})
	for i := range s.OUs {
		env.Reading.Apply(model.OUsFact{OUs: s.OUs[i : i+1]})
		frame(t, tree, 40, 19)
		if i == 10 {
			tree.Do(kit.End)
		}
		if i < 10 {
			continue
		}
		was := tree.Selected().ID
		env.Reading.Apply(model.AccountsFact{Accounts: s.Accounts[2*i : 2*i+2]})
		frame(t, tree, 40, 19)
		if now := tree.Selected().ID; now != was {
			t.Fatalf("the cursor jumped from %s to %s", was, now)
		}
	}
}

func TestTheTreeGoesToEveryNode(t *testing.T) {
	env := demo()
	tree := NewTree(env)
	for n := range env.Reading.Nodes() {
		if !tree.GoTo(Place{Node: n.ID}) || tree.Selected() != n {
			t.Errorf("the tree does not go to %s", n.Name)
		}
		if text := frame(t, tree, 60, 15); !strings.Contains(text, "▌") {
			t.Errorf("the cursor on %s is not visible:\n%s", n.Name, text)
		}
	}
}

func BenchmarkTreeAndNodeDown(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			env := testEnv(sample.Large(n, n/25, max(50, n/25)))
			tree := NewTree(env)
			frame(b, tree, 40, 35)
			tree.Do(kit.UnfoldAll)
			node := NewNode(env, tree.Selected)
			for range 20 {
				tree.Do(kit.Down)
			}
			node.Do(kit.NextTab)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%200 == 199 {
					tree.window.To(20)
				}
				tree.Do(kit.Down)
				tree.View(kit.Size{W: 40, H: 35}, true)
				node.View(kit.Size{W: 79, H: 35}, false)
			}
		})
	}
}

// TestTheTreeTellsWhereSomethingIsWrong ensures that a folded OU bears the mark of
// the gravest finding below it, and an open one leaves it to the account.
func TestTheTreeTellsWhereSomethingIsWrong(t *testing.T) {
	env := demo()
	env.Beside = true
	tree := NewTree(env)
	row := func(name string) string {
		for _, l := range strings.Split(frame(t, tree, 40, 35), "\n") {
			if strings.Contains(l, " "+name) {
				return l
			}
		}
		t.Fatalf("no row is about %s", name)
		return ""
	}
	if l := row("Suspended"); !strings.Contains(l, "●") {
		t.Errorf("licensing-old, below, is a finding: %q", l)
	}
	tree.Select(named(t, env, "licensing-old").ID)
	if l := row("Suspended"); strings.Contains(l, "●") {
		t.Errorf("an open OU bears the mark of what is below it: %q", l)
	}
	if l := row("licensing-old"); !strings.Contains(l, "●") || !strings.Contains(l, "suspended") {
		t.Errorf("the account is a finding, and suspended: %q", l)
	}
	if l := strings.Fields(row("Workloads")); len(l) != 5 || l[2] != "1" || l[3] != "29" || l[4] != "5" {
		t.Errorf("Workloads has 1 administrator, 29 accounts and 5 policies: %q", l)
	}
}

// TestTheTreeAloneTellsTheGravestFinding ensures that a newcomer sees what is wrong
// where the tree has the whole screen.
func TestTheTreeAloneTellsTheGravestFinding(t *testing.T) {
	for _, size := range []kit.Size{{W: 60, H: 10}, {W: 80, H: 19}} {
		if got := frame(t, NewTree(demo()), size.W, size.H); !strings.Contains(got, "● high  licensing-old is suspended") {
			t.Errorf("at %v the tree does not tell the gravest finding:\n%s", size, got)
		}
	}
}
