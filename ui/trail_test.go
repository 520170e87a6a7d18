package ui_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/ui"
	"deputy/ui/stage"
)

// walkKeys are what a walk presses: entering keys more often than others, and no
// key that reads again, whose answer would change frames.
var walkKeys = []string{
	"enter", "enter", "enter", "enter", "right", "left", "down", "down", "up", "end", "home", "tab", "shift+tab", "esc", "[", "]",
	"1", "2", "3", "4", "/", "ctrl+p", ":", "?", "A", "U", "a", "v", "C", "w", "t", "f", "s", "p", "x", "L", "ctrl+n", "d", "backspace", "ctrl+g",
}

// TestEscUndoesTheLastEnteringMove walks at random and ensures after each entering
// move that one Esc shows again what was on the screen before it, and at the end
// that enough of them lead to the first place.
func TestEscUndoesTheLastEnteringMove(t *testing.T) {
	entered := 0
	for seed := range uint64(60) {
		if testing.Short() && seed > 3 {
			return
		}
		random := rand.New(rand.NewPCG(seed, 7))
		keys := make([]string, 60)
		for i := range keys {
			keys[i] = walkKeys[random.IntN(len(walkKeys))]
		}
		width := []int{80, 120, 200}[seed%3]
		entered += walkBack(t, keys, width)
	}
	if entered < 100 {
		t.Errorf("the walks entered something %d times only", entered)
	}
}

// walkBack plays keys, each entering one with an Esc and once more, and returns how
// many there were.
func walkBack(t *testing.T, keys []string, width int) (entered int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o := defaults
		o.Now = time.Now
		app := ui.New(ctx, &world{facts: append(managed(fresh()), unfinished(), model.ProfilesFact{Names: []string{"one", "two"}, Current: "one"})}, o)
		s := stage.New(t, app, width, 40)
		defer s.End()
		defer cancel()
		s.Wait(5 * time.Second)
		for i, k := range keys {
			before := body(s)
			depth, choosing := app.At()
			s.Press(k)
			if after, _ := app.At(); after != depth+1 || choosing || k == "]" {
				continue
			}
			entered++
			inside := body(s)
			s.Press("esc")
			if now, _ := app.At(); now > depth { // a filter from before is closed first
				s.Press("esc")
			}
			if got := body(s); got != before {
				t.Fatalf("at %d columns, after %q: Esc after %s does not lead back from\n%s\nto\n%s\nbut to\n%s", width, keys[:i], k, inside, before, got)
			}
			s.Press(k)
		}
		s.Wait(time.Minute) // what the footer says goes
		left := false
		for range 300 {
			if s.Press("esc"); s.Shows("Nothing is open to close: q quits.") {
				left = true
				break
			}
		}
		if depth, _ := app.At(); !left || depth > 0 || !app.AtFirst() {
			t.Fatalf("at %d columns, after %q: 300 times Esc leads to\n%s", width, keys, s.Frame())
		}
	})
	return entered
}

// body returns the frame without the header and the footer.
func body(s *stage.Stage) string {
	lines := strings.Split(s.Frame(), "\n")
	return strings.Join(lines[1:len(lines)-2], "\n")
}

// Esc leads from a place that was searched for to the place before, with its cursor
// and not by way of the search; forward leads there again.
func TestEscUndoesJumps(t *testing.T) {
	on(t, 120, func(s *stage.Stage, _ *world) {
		for _, name := range []string{"log-archive", "checkout-dev"} {
			s.Press("ctrl+p")
			s.Type(name)
			s.Press("enter")
			mustShow(t, s, "/ "+name)
		}
		s.Press("esc")
		mustShow(t, s, "/ log-archive")
		s.Press("esc")
		mustShow(t, s, "Root   r-4x9a")
		s.Press("]", "]")
		mustShow(t, s, "/ checkout-dev")
		s.Press("2", "?", "esc", "esc")
		mustShow(t, s, "/ checkout-dev")
		s.Press("[", "[", "esc")
		mustShow(t, s, "Nothing is open to close: q quits.")
		if s.Shows("Search  ") {
			t.Errorf("Esc leads to a search:\n%s", s.Frame())
		}
	})
}
