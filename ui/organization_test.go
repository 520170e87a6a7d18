package ui_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/ui/stage"
)

// find goes to an account by name: through the flat list and its filter.
func find(s *stage.Stage, name string) {
	s.Press("t", "f")
	s.Type(name)
	s.Press("enter", "t")
	s.Wait(time.Second)
}

func TestOrganizationFrames(t *testing.T) {
	facts := saved(10 * time.Minute)
	for name, act := range map[string]func(*stage.Stage){
		"tree":     func(*stage.Stage) {},
		"account":  func(s *stage.Stage) { find(s, "payments-prod"); s.Press("enter") },
		"ladder":   func(s *stage.Stage) { find(s, "payments-prod"); s.Press("enter", "tab", "down") },
		"document": func(s *stage.Stage) { onRung(s, "  DenyRegions"); s.Press("enter") },
		"line":     func(s *stage.Stage) { find(s, "payments-prod"); s.Press("enter", "tab", "enter") },
		"found": func(s *stage.Stage) {
			onRung(s, "  DenyRegions")
			s.Press("enter", "f")
			s.Type("iam")
			s.Press("enter", "n")
		},
		"accounts":        func(s *stage.Stage) { s.Press("t") },
		"accounts-filter": func(s *stage.Stage) { s.Press("t", "f"); s.Type("prod") },
		"policies":        func(s *stage.Stage) { s.Press("2", "down", "down") },
		"policy":          func(s *stage.Stage) { s.Press("2", "down", "down", "enter", "t") },
	} {
		t.Run(name, func(t *testing.T) { frames(t, facts, defaults, act) })
	}
}

// on plays a story on the saved demo organization.
func on(t *testing.T, width int, story func(s *stage.Stage, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{facts: saved(10 * time.Minute)}
		s := play(t, w, defaults, width, 40)
		defer s.End()
		story(s, w)
	})
}

func TestWhatTheCursorRestsOnIsRead(t *testing.T) {
	on(t, 120, func(s *stage.Stage, w *world) {
		s.Wait(time.Second)
		w.wants = nil
		s.Press("down", "down", "down")
		s.Wait(time.Second)
		var ladders []model.NodeID
		for _, want := range w.wants {
			if l, ok := want.(model.WantLadder); ok {
				ladders = append(ladders, l.Node)
			}
		}
		if len(ladders) != 1 || !strings.HasPrefix(string(ladders[0]), "ou-") {
			t.Errorf("three moves in a hurry ask for the ladders of %v; only the last node's is wanted", ladders)
		}
	})
}

// Only the findings need them, so that nothing is asked of IAM before.
func TestRootAccessIsReadForTheFindingsAlone(t *testing.T) {
	on(t, 120, func(s *stage.Stage, w *world) {
		s.Wait(time.Second)
		if asked := wanted[model.WantRootAccess](w); len(asked) != 0 {
			t.Error("root access is asked for before the findings are shown")
		}
		s.Press("4", "down", "1", "4")
		s.Wait(time.Second)
		if asked := wanted[model.WantRootAccess](w); len(asked) != 1 {
			t.Errorf("the findings ask for root access %d times in one run", len(asked))
		}
		if asked := wanted[model.WantHandshakes](w); len(asked) != 1 {
			t.Errorf("the findings ask for handshakes %d times in one run", len(asked))
		}
	})
}

func TestTheWayIntoADocumentAndOut(t *testing.T) {
	for _, width := range []int{80, 120, 200} {
		on(t, width, func(s *stage.Stage, _ *world) {
			find(s, "payments-prod")
			s.Press("enter", "tab", "enter", "down")
			before := s.Frame()
			s.Press("enter")
			if !s.Shows(`"Statement"`) {
				t.Fatalf("at %d columns Enter does not open the document:\n%s", width, s.Frame())
			}
			s.Press("esc")
			if s.Frame() != before {
				t.Errorf("at %d columns Esc does not lead back to the ladder:\n%s", width, s.Frame())
			}
			s.Press("esc", "up")
			if s.Shows(`"Statement"`) && width < 180 {
				t.Errorf("at %d columns the document is still there:\n%s", width, s.Frame())
			}
		})
	}
}

func TestTheFlatListKeepsTheAccount(t *testing.T) {
	on(t, 200, func(s *stage.Stage, _ *world) {
		find(s, "ledger-prod")
		if !s.Shows("Regulated / ledger-prod") {
			t.Fatalf("the account found in the list is not shown beside the tree:\n%s", s.Frame())
		}
		s.Press("t")
		s.Press("esc")
		s.Press("t", "t")
		if !s.Shows("Regulated / ledger-prod") {
			t.Errorf("changing the list's form lost the account:\n%s", s.Frame())
		}
	})
}

// onRung moves the cursor to a rung of payments-prod, below what is told in
// plain words.
func onRung(s *stage.Stage, text string) {
	find(s, "payments-prod")
	s.Press("enter", "tab", "end")
	for range 40 {
		if s.Shows("▌" + text) {
			return
		}
		s.Press("up")
	}
}

func TestALevelOfTheLadderLeadsToItsNode(t *testing.T) {
	on(t, 120, func(s *stage.Stage, _ *world) {
		onRung(s, "Root ")
		s.Press("enter")
		s.Wait(time.Second)
		if !strings.Contains(s.Frame(), "│ Root   r-4x9a") {
			t.Errorf("Enter on the root's level does not show the root:\n%s", s.Frame())
		}
	})
}

func TestTypingInADocumentDoesNotMoveTheProgram(t *testing.T) {
	on(t, 120, func(s *stage.Stage, _ *world) {
		s.Press("2", "enter", "f")
		s.Type("q12tx")
		if s.Quit || !s.Shows("find q12tx") {
			t.Errorf("typed letters acted as keys:\n%s", s.Frame())
		}
	})
}
