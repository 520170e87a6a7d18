package pane

import (
	"strings"
	"testing"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// askedOfAll turns a question on for all accounts.
func askedOfAll(t testing.TB, env *Env, q verdict.Question, o typical.Options) {
	t.Helper()
	lens, err := typical.NewLens(env.Reading, q, o)
	if err != nil {
		t.Fatal(err)
	}
	env.Lens = lens
}

// The list of answers says of each group all that decides it, whole at every width:
// for an ordinary request, and exactly.
func TestLensFrames(t *testing.T) {
	env := demo()
	for _, mode := range []struct {
		name    string
		action  string
		exactly bool
	}{{"", "ec2:RunInstances", false}, {"rds-", "rds:CreateDBInstance", false}, {"exact-", "ec2:RunInstances", true}} {
		askedOfAll(t, env, verdict.Question{Action: mode.action}, typical.Options{Exactly: mode.exactly})
		for size, name := range map[kit.Size]string{{W: 60, H: 20}: "60x20", {W: 80, H: 24}: "80x24", {W: 120, H: 40}: "120x40"} {
			p := NewLens(env)
			keep(t, mode.name+name, p, size.W, size.H)
			p.Do(kit.End)
			keep(t, mode.name+name+"-end", p, size.W, size.H)
		}
	}
	p := NewLens(env)
	whole := strings.Join(strings.Fields(frame(t, p, 120, 300)), " ")
	v, err := verdict.Ask(env.Reading, verdict.Question{Account: "444455556666", Action: "ec2:RunInstances"})
	if err != nil || len(v.Sentences()) < 2 {
		t.Fatalf("%v: %q", err, v.Sentences())
	}
	for _, s := range v.Sentences() {
		if !strings.Contains(whole, s) {
			t.Errorf("%q is not told:\n%s", s, frame(t, p, 120, 300))
		}
	}
}

// The key that turns between the two kinds of answers works on the list of them.
func TestLensAsksToBeTurned(t *testing.T) {
	env := demo()
	p := NewLens(env)
	if ok, _ := p.Can(kit.Exactly); ok {
		t.Error("no question is on, and can be turned")
	}
	askedOfAll(t, env, verdict.Question{Action: "ec2:RunInstances"}, typical.Options{})
	if ok, _ := p.Can(kit.Exactly); !ok || p.Do(kit.Exactly) != (LensTurned{}) {
		t.Error("the answers cannot be turned")
	}
}
