package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"deputy/ui/stage"
)

// TestTheBodyIsUsed ensures that no screen leaves most of a large terminal empty: it
// measures the share of the body's cells that carry ink. The floors stand somewhat
// below what is there; calm is meant, emptiness is not.
func TestTheBodyIsUsed(t *testing.T) {
	sizes := []struct{ w, h int }{{120, 40}, {200, 60}}
	for _, c := range []struct {
		name   string
		act    func(*stage.Stage)
		floors [2]int // per cent, at each of the sizes
	}{
		{"Organization, root", func(*stage.Stage) {}, [2]int{30, 18}},
		{"Organization, account", func(s *stage.Stage) { find(s, "payments-prod") }, [2]int{37, 25}},
		{"Organization, accounts", func(s *stage.Stage) { s.Press("t") }, [2]int{45, 30}},
		{"Policies", func(s *stage.Stage) { s.Press("2") }, [2]int{31, 17}},
		{"Delegations", func(s *stage.Stage) { s.Press("3") }, [2]int{39, 29}},
		{"Findings", func(s *stage.Stage) { s.Press("4") }, [2]int{44, 20}},
	} {
		for i, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", c.name, size.w, size.h), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := play(t, &world{facts: saved(10 * time.Minute)}, defaults, size.w, size.h)
					defer s.End()
					c.act(s)
					s.Wait(time.Second)
					share := ink(s.Frame())
					t.Logf("%d %% of the body", share)
					if share < c.floors[i] {
						t.Errorf("only %d %% of the body carry ink; %d are expected:\n%s", share, c.floors[i], s.Frame())
					}
				})
			})
		}
	}
}

// ink returns the share of the cells between header and footer that carry a
// character, in per cent. The rules between panes do not count.
func ink(frame string) int {
	lines := strings.Split(strings.TrimSuffix(frame, "\n"), "\n")
	width := len([]rune(lines[2]))
	body, full := lines[3:len(lines)-2], 0
	for _, l := range body {
		for _, c := range l {
			if !unicode.IsSpace(c) && c != '│' {
				full++
			}
		}
	}
	return 100 * full / (width * len(body))
}
