package pane

import (
	"strings"
	"testing"

	"deputy/model/verdict"
	"deputy/ui/kit"
)

// The list of answers says of each group all that it depends on, whole at every
// width.
func TestLensFrames(t *testing.T) {
	env := demo()
	lens, err := verdict.NewLens(env.Reading, verdict.Question{Action: "ec2:RunInstances"})
	if err != nil {
		t.Fatal(err)
	}
	env.Lens = lens
	for size, name := range map[kit.Size]string{{W: 60, H: 20}: "60x20", {W: 80, H: 24}: "80x24", {W: 120, H: 40}: "120x40"} {
		p := NewLens(env)
		keep(t, name, p, size.W, size.H)
		p.Do(kit.End)
		keep(t, name+"-end", p, size.W, size.H)
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
