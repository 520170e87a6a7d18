package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
)

// parts counts the jobs that were taken over.
func parts(s *stage.Stage) int {
	n := 0
	for _, m := range s.Sent {
		if strings.HasSuffix(fmt.Sprintf("%T", m), ".workMsg") {
			n++
		}
	}
	return n
}

// slow returns options with a clock that goes on at each look, as if the machine
// were slow.
func slow() ui.Options {
	o, looks := defaults, 0
	o.Now = func() time.Time {
		looks++
		return time.Now().Add(time.Duration(looks*400) * time.Microsecond)
	}
	return o
}

// A question that stays on is answered for many accounts in parts, and again once
// facts came.
func TestLensBetweenKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{facts: []model.Fact{model.SavedFact{Snapshot: sample.Large(6_000, 80, 40)}}, late: make(chan model.Fact)}
		s := play(t, w, slow(), 120, 40)
		defer s.End()
		s.Press("a")
		s.Type("s3:PutObject")
		before := parts(s)
		s.Press("ctrl+n")
		if n := parts(s) - before; n < 3 || !s.Shows("✓1 ±5999") {
			t.Errorf("after %d parts the frame is\n%s", n, s.Frame())
		}
		s.Press("v")
		if !s.Shows(" accounts: Not blocked if the request sets") || s.Shows(" asking ") {
			t.Errorf("the list is\n%s", s.Frame())
		}
		s.Press("esc")
		w.late <- model.AccountsFact{Accounts: []model.Node{{ID: "999999999999", Kind: model.KindAccount, Name: "late", Parent: "r-lrg0"}}}
		s.Wait(time.Minute)
		if !s.Shows("✓1 ±6000") {
			t.Errorf("after another account came the frame is\n%s", s.Frame())
		}
		s.Press("L")
		if s.Shows("±6000") {
			t.Errorf("turned off, the frame is\n%s", s.Frame())
		}
	})
}

// A question about many accounts is answered in parts, between which keys find
// their way; the owner of a resource is found once the accounts are gathered.
func TestWorkBetweenKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, &world{facts: []model.Fact{model.SavedFact{Snapshot: sample.Large(6_000, 80, 40)}}}, slow(), 120, 40)
		defer s.End()
		s.Press("a")
		s.Type("s3:PutObjec")
		before := parts(s)
		s.Type("t")
		if n := parts(s) - before; n < 3 || !s.Shows("5,999 accounts: ") || s.Shows(" asking ") {
			t.Errorf("after %d parts the frame is\n%s", n, s.Frame())
		}
		s.Press("tab", "tab")
		s.Type("mobile-prod")
		if !s.Shows("mobile-prod-0") {
			t.Errorf("the owner is not found:\n%s", s.Frame())
		}
	})
}
