package pane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
	"deputy/ui/kit"
)

// shownPlan returns a wizard that shows a removal with a loss that AWS keeps for
// some days, and with so many consequences.
func shownPlan(consequences int) *Wizard {
	env := testEnv(sample.Demo())
	p := plan.New(env.Reading, plan.Order{Direction: catalog.Remove, Service: "service-catalog", Account: "558192155802"})
	p.Blockers, p.KeptDays = nil, 30
	for i := range consequences {
		p.Consequences = append(p.Consequences, fmt.Sprintf("Consequence %d.", i))
	}
	w := NewWizard(env, p.Order)
	w.Show(p, "")
	env.Now = env.Now.Add(time.Second)
	return w
}

// fill ticks and types what a removal asks for.
func fill(w *Wizard) {
	for _, part := range w.plan.Each() {
		w.confirm.ticked[part] = true
	}
	w.confirm.words.Paste(w.plan.ConfirmationText())
	for !w.confirm.on(fieldConfirm) {
		w.confirm.move(1)
	}
}

// TestKeptLoss ensures that what can be restored is not told as lost for good,
// neither in the plan nor at the box to tick.
func TestKeptLoss(t *testing.T) {
	w := shownPlan(0)
	got := frame(t, w, 80, 19)
	for _, text := range []string{"Lost unless restored within 30 days: ", "[ ] I know what is lost unless restored within 30 days"} {
		if !strings.Contains(got, text) {
			t.Errorf("the plan does not say %q:\n%s", text, got)
		}
	}
	if strings.Contains(got, "for good") {
		t.Errorf("it is lost for good:\n%s", got)
	}
}

// TestRemovalMustBeSeen ensures that a removal is confirmed only once all that is
// about it was in sight, even if everything else is done.
func TestRemovalMustBeSeen(t *testing.T) {
	for _, c := range []struct {
		consequences, pages int
	}{{0, 0}, {20, 2}, {40, 3}} {
		w := shownPlan(c.consequences)
		frame(t, w, 80, 21)
		fill(w)
		for page := range c.pages {
			if !strings.Contains(frame(t, w, 80, 21), "more ↓") {
				t.Fatalf("page %d of the plan does not say how much is below:\n%s", page, frame(t, w, 80, 21))
			}
			if i, ok := w.Do(kit.Open).(Noticed); !ok || i.Text != "Scroll to the end of the plan first: PgDn." {
				t.Errorf("on page %d Enter does %+v", page, w.Do(kit.Open))
			}
			w.Do(kit.PageDown)
		}
		frame(t, w, 80, 21)
		if _, ok := w.Do(kit.Open).(Approved); !ok {
			t.Errorf("after %d pages Enter does %+v:\n%s", c.pages, w.Do(kit.Open), frame(t, w, 80, 21))
		}
		w.Do(kit.Home)
		frame(t, w, 80, 21)
		if _, ok := w.Do(kit.Open).(Approved); !ok {
			t.Errorf("back at the top Enter does %+v", w.Do(kit.Open))
		}
		w.Show(w.plan, "It changed.")
		frame(t, w, 80, 21)
		fill(w)
		if _, ok := w.Do(kit.Open).(Approved); ok != (c.pages == 0) {
			t.Errorf("a plan that was shown again is confirmed: %t", ok)
		}
	}
}
