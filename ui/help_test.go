package ui_test

import (
	"strings"
	"testing"

	"deputy/ui/stage"
)

// The help shows the keys of the place first, in as many columns as there is room
// for, and typing narrows it.
func TestHelpIsOfThePlace(t *testing.T) {
	for width, columns := range map[int]int{80: 1, 120: 2, 200: 3} {
		on(t, width, func(s *stage.Stage, _ *world) {
			s.Press("2", "?")
			lines := strings.Split(s.Frame(), "\n")
			if !strings.HasPrefix(lines[3], " Here") || !s.Shows("Filter the list") {
				t.Errorf("at %d columns the help does not begin with the place's keys:\n%s", width, s.Frame())
			}
			if got := strings.Contains(lines[4][min(len(lines[4]), width/columns):], "  "); columns > 1 && !got {
				t.Errorf("at %d columns the help has not %d columns:\n%s", width, columns, s.Frame())
			}
			s.Press("/")
			s.Type("terraform")
			mustShow(t, s, "Copy the plan's Terraform import block")
			if s.Shows("Quit deputy") {
				t.Errorf("typing does not narrow the help:\n%s", s.Frame())
			}
			s.Press("esc")
			mustShow(t, s, "Here")
			s.Press("esc")
			mustShow(t, s, "25 SCPs  4 RCPs")
		})
	}
}
