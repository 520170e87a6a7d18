package pane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// homeOf returns the node pane on the root of an environment, with all that is worked
// out between keys.
func homeOf(t *testing.T, env *Env) *Node {
	t.Helper()
	for job := env.OverviewJob(); job != nil; job = env.OverviewJob() {
		job()()
	}
	root := named(t, env, "Root")
	return NewNode(env, func() *model.Node { return root })
}

func TestHomeFrames(t *testing.T) {
	for _, size := range []kit.Size{{W: 60, H: 10}, {W: 80, H: 19}, {W: 79, H: 35}, {W: 139, H: 55}} {
		p := homeOf(t, demo())
		keep(t, fmt.Sprintf("demo-%dx%d", size.W, size.H), p, size.W, size.H)
		for range 60 {
			p.Do(kit.Down)
			frame(t, p, size.W, size.H)
		}
		keep(t, fmt.Sprintf("end-%dx%d", size.W, size.H), p, size.W, size.H)
	}
	plain := demo()
	plain.Theme = theme.New(true, theme.None, true)
	keep(t, "ascii-79x35", homeOf(t, plain), 79, 35)
	for _, v := range sample.Hostile() {
		env := testEnv(v.Snapshot)
		for root := range env.Reading.Roots() {
			keep(t, "hostile-"+strings.ReplaceAll(v.Name, " ", "-"), NewNode(env, func() *model.Node { return root }), 79, 35)
			break
		}
	}
}

// TestTheHomeLeadsToItsLines ensures that Enter on each line of the home leads
// somewhere, and that the first is the gravest finding with its plan on a key.
func TestTheHomeLeadsToItsLines(t *testing.T) {
	env := demo()
	p := homeOf(t, env)
	frame(t, p, 79, 35)
	f := &env.Inspection().Findings[0]
	if i, ok := p.Do(kit.Open).(FindingShown); !ok || i.Finding != findingIDs(env.Inspection())[0] {
		t.Errorf("Enter on the first line leads to %#v", i)
	}
	if i, ok := p.Do(kit.Undelegate).(PlanWanted); !ok || f.Order == nil || i.Order.Service != f.Order.Service {
		t.Errorf("x on %q wants %#v", f.Title, i)
	}
	kinds := map[string]bool{}
	for range 60 {
		if c := p.home.board.Chosen(); c != nil {
			if c.Open == nil {
				t.Errorf("the cursor is on %q, which opens nothing", c.Text)
			}
			kinds[fmt.Sprintf("%T", c.Open)] = true
		}
		p.Do(kit.Down)
		frame(t, p, 79, 35)
	}
	for _, want := range []string{"pane.FindingShown", "pane.Ran", "pane.NodeOpened"} {
		if !kinds[want] {
			t.Errorf("no line of the home opens a %s: %v", want, kinds)
		}
	}
	if got := frame(t, p, 79, 35); !strings.Contains(got, "arn:aws:organizations::111122223333:organization/") {
		t.Errorf("the facts of the organization are out of reach:\n%s", got)
	}
}

// TestTheHomeTellsTheLastChange ensures that what deputy did last stands on the home,
// and who did it.
func TestTheHomeTellsTheLastChange(t *testing.T) {
	env := demo()
	order := plan.Order{Direction: catalog.Register, Service: "guardduty", Account: "222233334444"}
	env.Journal = &plan.JournalFact{Last: []plan.JournalEntry{{
		Time: time.Date(2026, 11, 23, 9, 2, 0, 0, time.UTC), Caller: env.Reading.Caller.ARN, Of: 1, Step: 1, Order: &order,
	}}}
	want := "09:02Z  security-tooling registered for Amazon GuardDuty (you)"
	if got := frame(t, homeOf(t, env), 139, 55); !strings.Contains(got, want) {
		t.Errorf("the home does not say %q:\n%s", want, got)
	}
	env.Journal.Last[0].Caller = "arn:aws:sts::111122223333:assumed-role/Ci/run"
	if got := frame(t, homeOf(t, env), 139, 55); !strings.Contains(got, "(role/Ci)") {
		t.Errorf("the home does not say who made the change:\n%s", got)
	}
	back := plan.Order{Direction: catalog.Remove, Service: "guardduty", Account: "222233334444"}
	env.Journal.Changed([]plan.JournalEntry{{Time: env.Now, Caller: env.Reading.Caller.ARN, Of: 1, Step: 1, Order: &back}})
	got := frame(t, homeOf(t, env), 139, 55)
	if last, before := strings.Index(got, "removed from Amazon GuardDuty (you)"), strings.Index(got, "registered for Amazon GuardDuty (role/Ci)"); last < 0 || before < last {
		t.Errorf("the home does not tell both changes, the last one first:\n%s", got)
	}
}
