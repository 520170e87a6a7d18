package pane

import (
	"strings"
	"testing"

	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
	"deputy/ui/kit"

	tea "charm.land/bubbletea/v2"
)

// TestChooserMarksWhatIsHeld ensures that the services which an account administers
// already are marked in the list of those that it can be registered for.
func TestChooserMarksWhatIsHeld(t *testing.T) {
	env := testEnv(sample.Demo())
	order := plan.Order{Direction: catalog.Register, Account: "222233334444"}
	held := frame(t, NewWizard(env, order), 120, 35)
	for _, want := range []string{"✓ AWS Config", "✓ Amazon Detective"} {
		if !strings.Contains(held, want) {
			t.Errorf("%q is missing:\n%s", want, held)
		}
	}
	if strings.Contains(held, "✓ AWS Health") || strings.Count(held, "✓") != strings.Count(held, "administers it") {
		t.Errorf("a service is marked that others administer, or without words:\n%s", held)
	}
	order.Account = "444455556666"
	if none := frame(t, NewWizard(env, order), 120, 35); strings.Contains(none, "✓") {
		t.Errorf("an account without delegations has marks:\n%s", none)
	}
}

// TestChooserListsWhatIsMarked ensures that all that is marked is named while the
// filter hides it, and that a click still meets its row below that line.
func TestChooserListsWhatIsMarked(t *testing.T) {
	w := NewWizard(testEnv(sample.Demo()), plan.Order{Direction: catalog.Register, Account: "444455556666"})
	for _, service := range []string{"aws backup", "aws health"} {
		w.Key(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
		for _, r := range service {
			w.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		w.Key(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	}
	got := frame(t, w, 80, 19)
	if !strings.Contains(got, "marked: AWS Backup, AWS Health") || strings.Contains(got, "] AWS Backup") {
		t.Errorf("while choosing it says:\n%s", got)
	}
	w.Key(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	got = frame(t, w, 80, 19)
	for y, line := range strings.Split(got, "\n") {
		if strings.Contains(line, "AWS Audit Manager") {
			w.Mouse(kit.Mouse{X: 10, Y: y})
		}
	}
	if x := w.choice.shown[w.choice.window.Cursor]; x.name != "AWS Audit Manager" {
		t.Errorf("the click chooses %s:\n%s", x.name, got)
	}
}
