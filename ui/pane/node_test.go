package pane

import (
	"strings"
	"testing"

	"deputy/model"
)

// at gives a node's pane on a tab, counted from 0.
func at(env *Env, n *model.Node, tab int) *Node {
	p := NewNode(env, func() *model.Node { return n })
	for range tab {
		p.Do(NextTab)
	}
	return p
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
}

func TestManagementAccountSaysFirstThatNoPolicyBindsIt(t *testing.T) {
	env := demo()
	lines := strings.Split(frame(t, at(env, named(t, env, "Acme Root"), 1), 79, 20), "\n")
	if !strings.Contains(lines[2], "No SCP binds the management account") {
		t.Errorf("the third line is %q", lines[2])
	}
}
