package ui_test

import (
	"testing"
	"time"

	"deputy/ui/stage"
)

// TestColumnsAreChosenFromTheList ensures that the columns are chosen from the list
// of accounts, that the choice stays, and that elsewhere the key says where.
func TestColumnsAreChosenFromTheList(t *testing.T) {
	on(t, 120, func(s *stage.Stage, _ *world) {
		s.Press("O")
		if !s.Shows("Only the list of accounts has columns") {
			t.Errorf("on the tree the key says nothing:\n%s", s.Frame())
		}
		s.Press("t", "O", "enter", "esc")
		s.Wait(time.Second)
		if !s.Shows("Acme Root mgmt") || s.Shows("OU path") || !s.Shows("ID") {
			t.Errorf("the ID alone was chosen:\n%s", s.Frame())
		}
		s.Press("t", "t", "S")
		if !s.Shows("▴") || s.Shows("OU path") {
			t.Errorf("the choice is lost, or S does not turn the list round:\n%s", s.Frame())
		}
	})
}

// TestAFindingOfTheHomeOpens ensures that Enter on a line of the home opens that
// finding, at every width, and that the way back leads to the home.
func TestAFindingOfTheHomeOpens(t *testing.T) {
	for _, width := range []int{80, 120, 200} {
		on(t, width, func(s *stage.Stage, _ *world) {
			s.Wait(time.Second)
			s.Press("enter", "down", "enter")
			if !s.Shows("exemption-open") {
				t.Errorf("at %d columns the second finding does not open:\n%s", width, s.Frame())
			}
			s.Press("[")
			if !s.Shows("Needs attention") {
				t.Errorf("at %d columns the way back leads elsewhere:\n%s", width, s.Frame())
			}
		})
	}
}

// TestThreePanesStandSideBySide ensures that a wide terminal shows the tree, the
// node, and beside its overview what policies forbid there, which the overview then
// leaves out; and that the list of accounts, which takes that room, does not lose it.
func TestThreePanesStandSideBySide(t *testing.T) {
	on(t, 200, func(s *stage.Stage, _ *world) {
		find(s, "payments-prod")
		for _, text := range []string{"SCPs in force", "What this account cannot do", "what each level adds", "What nobody can do to its resources"} {
			if !s.Shows(text) {
				t.Errorf("%q is not there:\n%s", text, s.Frame())
			}
		}
		s.Press("t")
		if !s.Shows("What this account cannot do") || s.Shows("what each level adds") {
			t.Errorf("beside the list the overview does not say what the account cannot do:\n%s", s.Frame())
		}
	})
}
