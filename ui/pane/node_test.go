package pane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plain"
	"deputy/model/sample"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// at returns a node's pane on a tab, counted from 0.
func at(env *Env, n *model.Node, tab int) *Node {
	p := NewNode(env, func() *model.Node { return n })
	for range tab {
		p.Do(kit.NextTab)
	}
	return p
}

// onto moves the cursor down to a level's policy in the tab of SCPs, or to the level.
func onto(t *testing.T, p *Node, level model.NodeID, policy model.PolicyID) {
	t.Helper()
	p.Do(kit.Home)
	for range p.scps.rows {
		if r := p.scps.rows[p.scps.window.Cursor]; r.restriction == nil && r.node.ID == level && r.policy == policy {
			return
		}
		p.Do(kit.Down)
	}
	t.Fatalf("the cursor does not come to %s on %s", policy, level)
}

// Restrictions stand in plain words above the levels; Enter on a restriction
// unfolds its full words, and Enter on the statement below them highlights it.
func TestALineLeadsToItsStatement(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 1)
	for _, w := range []int{79, 120} {
		text := frame(t, p, w, 60)
		if !strings.Contains(text, "✗ leave the organization or close the account") || !strings.Contains(text, "What this account cannot do") {
			t.Errorf("at %d columns the lines are not shown:\n%s", w, text)
		}
	}
	for p.scps.rows[p.scps.window.Cursor].restriction.Topic != plain.TopicOrganization {
		p.Do(kit.Down)
	}
	if got := p.Do(kit.Open); got != nil {
		t.Fatalf("Enter on the line gives %+v", got)
	}
	if text := frame(t, p, 79, 60); !strings.Contains(text, "Principals of this account cannot leave the organization or close the") ||
		!strings.Contains(text, "SCP DenyLeave, statement 1") {
		t.Fatalf("the line does not unfold:\n%s", text)
	}
	p.Do(kit.Down)
	opened, ok := p.Do(kit.Open).(PolicyOpened)
	if !ok || opened.Policy != policyNamed(t, env, "DenyLeave") || len(opened.Highlight) != 1 {
		t.Fatalf("Enter on the line gives %+v", opened)
	}
	text := env.policySummary(opened.Policy).text
	if !strings.Contains(text[opened.Highlight[0].Start:opened.Highlight[0].End], "organizations:LeaveOrganization") {
		t.Errorf("lit is %q", text[opened.Highlight[0].Start:opened.Highlight[0].End])
	}
}

// The table can be sorted, and says how many restrictions have exceptions; a
// restriction stays unfolded, and no list of Regions is cut.
func TestTableOfRestrictions(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 1)
	for _, w := range []int{40, 60, 79, 120, 160} {
		text := frame(t, p, w, 60)
		if w >= 79 && !strings.Contains(text, "21 restrictions, 11 with exceptions") {
			t.Errorf("at %d columns it does not say how many there are:\n%s", w, text)
		}
		if !strings.Contains(text, "eu-central-1") || !strings.Contains(text, "eu-west-1") {
			t.Errorf("at %d columns a Region is cut:\n%s", w, text)
		}
	}
	text := frame(t, p, 120, 60)
	for _, want := range []string{"except these actions", "except these principals", "68 actions", "AssumeRoot sessions", "Logging"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	firsts := map[string]bool{}
	for range restrictionOrders {
		for _, line := range strings.Split(frame(t, p, 160, 60), "\n")[5:6] {
			firsts[strings.Fields(strings.TrimPrefix(line, "▌"))[0]] = true
		}
		p.Do(kit.Sort)
	}
	for _, want := range []string{"Regions", "Root", "DenyLeave"} {
		if !firsts[want] {
			t.Errorf("no order begins with %s: %v", want, firsts)
		}
	}
}

func TestNodeFrames(t *testing.T) {
	env := demo()
	for _, c := range []struct{ file, node string }{
		{"root", "Root"}, {"unit", "Workloads"}, {"account", "payments-prod"}, {"administrator", "security-tooling"}, {"management", "Acme Root"},
	} {
		n := named(t, env, c.node)
		for tab, name := range []string{"overview", "scps", "rcps", "delegations", "tags"} {
			keep(t, c.file+"-"+name+"-79x35", at(env, n, tab), 79, 35)
		}
		keep(t, c.file+"-overview-80x19", at(env, n, 0), 80, 19)
		keep(t, c.file+"-scps-69x55", at(env, n, 1), 69, 55)
	}
	keep(t, "account-scps-140x35", at(env, named(t, env, "payments-prod"), 1), 140, 35)
	keep(t, "account-rcps-140x35", at(env, named(t, env, "payments-prod"), 2), 140, 35)
}

func TestManagementAccountSaysFirstThatNoPolicyAppliesToIt(t *testing.T) {
	env := demo()
	lines := strings.Split(frame(t, at(env, named(t, env, "Acme Root"), 1), 79, 20), "\n")
	if !strings.Contains(lines[3], "No SCP applies to the management account") {
		t.Errorf("the line below the tabs is %q", lines[3])
	}
}

func TestNodeStates(t *testing.T) {
	half, denied := halfLoaded(), deniedPolicies()
	for tab, name := range []string{"overview", "scps", "rcps", "delegations", "tags"} {
		keep(t, "half-loaded-"+name, at(half, named(t, half, "payments-prod"), tab), 79, 35)
		keep(t, "denied-"+name, at(denied, named(t, denied, "payments-prod"), tab), 79, 45)
	}
	for _, v := range sample.Hostile() {
		env := testEnv(v.Snapshot)
		root := env.Reading.Path(v.Snapshot.Roots[0].ID)[0]
		file := strings.ReplaceAll(v.Name, " ", "-")
		keep(t, file+"-overview", at(env, root, 0), 79, 35)
		keep(t, file+"-scps", at(env, root, 1), 79, 20)
	}
	saved := emptyEnv()
	saved.Reading.Apply(model.SavedFact{Snapshot: sample.Demo()})
	keep(t, "saved-overview", at(saved, named(t, saved, "payments-prod"), 0), 79, 35)
	keep(t, "saved-scps", at(saved, named(t, saved, "payments-prod"), 1), 79, 35)
	keep(t, "no-node", NewNode(emptyEnv(), func() *model.Node { return nil }), 79, 10)
}

func TestAccountsOnHostileNames(t *testing.T) {
	env := testEnv(sample.Hostile()[0].Snapshot)
	for n := range env.Reading.Nodes() {
		for tab := range 5 {
			for _, w := range []int{20, 40, 79, 140} {
				frame(t, at(env, n, tab), w, 24)
			}
		}
	}
}

func TestPolicyLevelsAreMadeOncePerNodeAndChange(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 1)
	frame(t, p, 79, 120)
	p.Do(kit.Down)
	for i := range p.scps.rows {
		p.scps.rows[i].effect.text = "kept"
	}
	env.Frame++
	if !strings.Contains(frame(t, p, 79, 120), "kept") {
		t.Error("moving the cursor made the ladder again")
	}
	env.Reading.Apply(model.StatusFact{Part: model.PartAttached, Target: "x"})
	if strings.Contains(frame(t, p, 79, 120), "kept") {
		t.Error("a change of the attachments did not reach the ladder")
	}
}

func TestCursorStaysOnItsPolicy(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 1)
	frame(t, p, 79, 35)
	for p.scps.nearest() != policyNamed(t, env, "NoPublicS3") {
		p.Do(kit.Down)
	}
	root := named(t, env, "Root").ID
	env.Reading.Apply(model.AttachedFact{Node: root, Type: model.ServiceControlPolicy, Policies: []model.PolicyID{
		model.FullAWSAccess, policyNamed(t, env, "TrainingHours"), policyNamed(t, env, "DenyLeave"), policyNamed(t, env, "DenyRegions"),
	}})
	frame(t, p, 79, 35)
	if got := p.scps.nearest(); got != policyNamed(t, env, "NoPublicS3") {
		t.Errorf("the cursor went to %s when a policy arrived above", policyName(env.Reading, got))
	}
}

func TestALevelThatAllowsNothingSaysSo(t *testing.T) {
	env := demo()
	env.Reading.Apply(model.AttachedFact{
		Node: named(t, env, "Workloads").ID, Type: model.ServiceControlPolicy,
		Policies: []model.PolicyID{policyNamed(t, env, "DenyRoot")},
	})
	if text := frame(t, at(env, named(t, env, "payments-prod"), 1), 100, 80); !strings.Contains(text, "everything: no policy here allows anything") {
		t.Errorf("a level without an Allow looks harmless:\n%s", text)
	}
}

func TestDelegationsLeadToPlans(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "security-tooling"), 3)
	frame(t, p, 79, 35)
	p.Do(kit.Down)
	remove, ok := p.Do(kit.Undelegate).(PlanWanted)
	if !ok || remove.Order.Direction != catalog.Remove || remove.Order.Service != "detective" || remove.Order.Account != "222233334444" {
		t.Errorf("x on Amazon Detective wants %+v", remove)
	}
	register, ok := p.Do(kit.Delegate).(PlanWanted)
	if !ok || register.Order.Direction != catalog.Register || register.Order.Account != "222233334444" {
		t.Errorf("d wants %+v", register)
	}
	for _, c := range []struct {
		node   string
		what   kit.Command
		reason string
	}{
		{"Workloads", kit.Delegate, "choose one"}, {"Workloads", kit.Undelegate, "choose one"}, {"payments-prod", kit.Undelegate, "not a delegated administrator"},
	} {
		if ok, why := at(env, named(t, env, c.node), 0).Can(c.what); ok || !strings.Contains(why, c.reason) {
			t.Errorf("command %d on %s: %v, %q", c.what, c.node, ok, why)
		}
	}
}

// TestCopiedNamesAreClean ensures that an ID is copied as it is shown, whatever an
// answer holds: it is pasted into a shell.
func TestCopiedNamesAreClean(t *testing.T) {
	if got, want := copiedName("account ID", "4444\n\x1b[2J\u202e5 "), (Copied{"account ID", "4444^J^[[2J<U+202E>5"}); got != want {
		t.Errorf("got %q", got.Text)
	}
}

func TestWhatIsTakenAlongFromANode(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 0)
	for c, want := range map[kit.Command]kit.Intent{
		kit.Copy:    Copied{"account ID", "444455556666"},
		kit.CopyARN: Copied{"account ARN", "arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666"},
		kit.Console: Browsed{"payments-prod", "https://console.aws.amazon.com/organizations/v2/home/accounts/444455556666"},
	} {
		if got := p.Do(c); got != want {
			t.Errorf("command %d gives %+v instead of %+v", c, got, want)
		}
	}
	p = at(env, named(t, env, "payments-prod"), 1)
	frame(t, p, 79, 35)
	onto(t, p, "r-4x9a", policyNamed(t, env, "DenyLeave"))
	if got, want := p.Do(kit.Copy), (Copied{"policy ID", string(policyNamed(t, env, "DenyLeave"))}); got != want {
		t.Errorf("on a policy y gives %+v instead of %+v", got, want)
	}
}

func TestClicksOnTabsAndLevels(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 0)
	line := strings.Split(frame(t, p, 79, 35), "\n")[2]
	p.Mouse(kit.Mouse{X: strings.Index(line, "SCPs") + 1, Y: 2})
	text := frame(t, p, 79, 35)
	if !strings.Contains(text, "[SCPs") {
		t.Fatalf("a click on the tab does not show it:\n%s", text)
	}
	text = frame(t, p, 79, 60)
	_, ladder, _ := strings.Cut(text, levelsTitle)
	above := strings.Count(text, "\n") - strings.Count(ladder, "\n")
	for y, line := range strings.Split(text, "\n") {
		if y > above && strings.Contains(line, "KeepNetwork") {
			p.Mouse(kit.Mouse{X: 5, Y: y})
			if got, want := p.Mouse(kit.Mouse{X: 5, Y: y, Twice: true}), policyNamed(t, env, "KeepNetwork"); got == nil || got.(PolicyOpened).Policy != want {
				t.Errorf("two clicks on KeepNetwork give %+v", got)
			}
		}
	}
}

func TestWhatIsTakenAlongIsWhatTheCursorIsOn(t *testing.T) {
	env := demo()
	p := at(env, named(t, env, "payments-prod"), 1)
	frame(t, p, 79, 35)
	onto(t, p, "r-4x9a", "")
	if got, want := p.Do(kit.Copy), (Copied{"root ID", "r-4x9a"}); got != want {
		t.Errorf("on the root's level y gives %+v instead of %+v", got, want)
	}
	p = at(env, named(t, env, "Security"), 3)
	frame(t, p, 79, 35)
	if got, want := p.Do(kit.Copy), (Copied{"account ID", string(named(t, env, "audit").ID)}); got != want {
		t.Errorf("on an administrator y gives %+v instead of %+v", got, want)
	}
	half := halfLoaded()
	half.Reading.Apply(model.AttachedFact{Node: named(t, half, "Root").ID, Type: model.ServiceControlPolicy, Policies: []model.PolicyID{"p-unknown000"}})
	p = at(half, named(t, half, "payments-prod"), 1)
	frame(t, p, 79, 35)
	onto(t, p, "r-4x9a", "p-unknown000")
	if ok, why := p.Can(kit.CopyARN); ok || !strings.Contains(why, "p-unknown000") {
		t.Errorf("the ARN of a policy that is not known can be copied: %v %q", ok, why)
	}
}

func TestColoursOfPolicyLevels(t *testing.T) {
	env := demo()
	n := named(t, env, "payments-prod")
	env.Reading.Apply(model.StatusFact{
		Part: model.PartAttached, Target: model.AttachedTarget(n.Parent, model.ServiceControlPolicy),
		Status: failed("organizations:ListPoliciesForTarget", string(n.Parent)),
	})
	for name, look := range map[string]*theme.Theme{
		"dark": theme.New(true, theme.Full, false), "light": theme.New(false, theme.Full, false),
		"sixteen": theme.New(true, theme.Sixteen, false), "none": theme.New(true, theme.None, true),
	} {
		t.Run(name, func(t *testing.T) {
			env.Theme = look
			lines := at(env, n, 1).View(kit.Size{W: 79, H: 88}, true)
			golden.RequireEqual(t, []byte(strings.Join(lines, "\n")+"\n"))
		})
	}
}
