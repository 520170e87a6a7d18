package pane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui/theme"
)

func TestAskSketch(t *testing.T) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	env := &Env{Reading: r, Theme: theme.New(true, theme.Full, false)}
	a := NewAsk(env, "444455556666")
	a.fields[askAction].input.set("lambda:CreateFunction")
	a.fields[askRegion].input.set("us-west-2")
	a.fields[askPrincipal].input.set("role/Deployer")
	t.Log("\n" + ansi.Strip(strings.Join(a.View(Size{120, 35}, true), "\n")))
	a.fields[askRegion].input.set("")
	t.Log("\n" + ansi.Strip(strings.Join(a.View(Size{80, 30}, true), "\n")))
}
