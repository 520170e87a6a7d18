package ui_test

import (
	"testing"
	"time"

	"deputy/ui/stage"
)

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
