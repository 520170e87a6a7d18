package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/ui"
	"deputy/ui/stage"
)

// quit ends the program and returns what the screen remembers for the next start.
func quit(t *testing.T, w *world, s *stage.Stage) []byte {
	t.Helper()
	s.Press("q")
	kept := wanted[model.WantSave](w)
	if len(kept) == 0 || len(kept[len(kept)-1].Screen) == 0 || kept[len(kept)-1].Done == nil {
		t.Fatalf("the end keeps %d times", len(kept))
	}
	return kept[len(kept)-1].Screen
}

// again starts the program with what was remembered, a saved reading before it.
func again(t *testing.T, text []byte, o ui.Options, then func(scene)) {
	t.Helper()
	facts := append(saved(time.Hour), model.ScreenFact{Text: text})
	inBubble(t, &world{facts: append(facts, fresh()...)}, o, then)
}

// The next start is where the last one ended: place, tab, folds, the question that
// stays on, the bookmarks and the places of before.
func TestResume(t *testing.T) {
	var text []byte
	w := &world{facts: fresh()}
	inBubble(t, w, defaults, func(p scene) {
		s := p.s
		s.Press("2", "ctrl+p")
		s.Type("denyregions")
		s.Press("enter", "b", "a")
		s.Type("s3:PutBucketPolicy")
		s.Press("ctrl+n", "ctrl+p")
		s.Type("payments-prod")
		s.Press("enter", "tab")
		text = quit(p.t, w, s)
	})
	again(t, text, defaults, func(p scene) {
		t, s := p.t, p.s
		mustShow(t, s, "payments-prod   444455556666", "[SCPs", "lens s3:PutBucketPolicy", "checkout-prod")
		s.Press("B")
		mustShow(t, s, "Bookmarks", "DenyRegions")
		s.Press("enter")
		mustShow(t, s, "SCP · ", "DenyRegions")
		s.Press("b")
		mustShow(t, s, "Bookmark removed.")
		s.Press("B")
		mustShow(t, s, "There are no bookmarks yet")
	})
	again(t, text, ui.Options{Goto: "search-prod", Mouse: true, Pace: defaults.Pace}, func(p scene) {
		mustShow(p.t, p.s, "Root / Workloads / Prod / search-prod")
	})
}

// A bookmark is kept at once, and the list of accounts comes back as a list.
func TestBookmarkIsKeptAtOnce(t *testing.T) {
	var text []byte
	w := &world{facts: fresh()}
	inBubble(t, w, defaults, func(p scene) {
		p.s.Press("t", "b")
		kept := wanted[model.WantSave](w)
		if len(kept) != 1 || kept[0].Snapshot != nil || !strings.Contains(string(kept[0].Screen), `"bookmarks"`) {
			p.t.Fatalf("kept %+v", kept)
		}
		text = kept[0].Screen
	})
	again(t, text, defaults, func(p scene) { mustShow(p.t, p.s, "OU path", "63 accounts") })
}

// What was remembered of a place that is gone, by another program or in a form of
// later moves nothing and loses nothing but itself.
func TestResumeOfNothing(t *testing.T) {
	for text, says := range map[string]string{
		`{"screen":"Organization","place":{"Node":"999999999999"},"inside":true}`: "Root   r-4x9a",
		`{"screen":"No such screen","place":{}}`:                                  "Root   r-4x9a",
		`{"later":{"a":1},"screen":"Policies","place":{},"tab":99}`:               "29",
		`{"screen":`: "cannot read the place",
		`[]`:         "cannot read the place",
	} {
		again(t, []byte(text), defaults, func(p scene) {
			mustShow(p.t, p.s, says)
			p.s.Press("down")
			if p.s.Quit {
				p.t.Error("the program ended")
			}
		})
	}
}

// A user who has begun to walk is not moved to where they were before.
func TestResumeDoesNotMoveTheCursor(t *testing.T) {
	text := []byte(`{"screen":"Organization","place":{"Node":"444455556666"},"inside":true}`)
	w := &world{facts: []model.Fact{model.ScreenFact{Text: text}}}
	inBubble(t, w, defaults, func(p scene) {
		p.s.Press("down")
		for f := range slices.Values(fresh()) {
			w.late <- f
		}
		p.s.Wait(time.Second)
		mustShow(p.t, p.s, "Root   r-4x9a")
	})
}

// How the lists are sorted, their columns and the questions that were asked come
// back with the next start; the configuration's columns hold until others are chosen.
func TestResumeOfChoices(t *testing.T) {
	var text []byte
	w := &world{facts: fresh()}
	inBubble(t, w, defaults, func(p scene) {
		p.s.Press("t", "s", "s", "S", "a")
		p.s.Type("ec2:RunInstances")
		p.s.Press("enter", "ctrl+g", "esc")
		text = quit(p.t, w, p.s)
	})
	again(t, text, defaults, func(p scene) {
		mustShow(p.t, p.s, "state ▴")
		p.s.Press("a", "ctrl+u", "up")
		mustShow(p.t, p.s, "ec2:RunInstances")
	})
	o := defaults
	o.Columns = []string{"email"}
	again(t, []byte(`{"list":true}`), o, func(p scene) {
		mustShow(p.t, p.s, "e-mail", "aws+acme-root@example.com")
		if p.s.Shows("joined") {
			p.t.Errorf("a column that was not chosen is shown:\n%s", p.s.Frame())
		}
	})
}

// A finding cannot be bookmarked: it may be gone, and the list would not show it.
func TestFindingIsNoBookmark(t *testing.T) {
	w := &world{facts: fresh()}
	inBubble(t, w, defaults, func(p scene) {
		p.s.Press("4", "b")
		mustShow(p.t, p.s, "You cannot bookmark this")
		p.s.Press("B")
		mustShow(p.t, p.s, "There are no bookmarks yet")
	})
}
