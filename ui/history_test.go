package ui_test

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
)

// historyFacts are an event history with one change.
func historyFacts() []model.Fact {
	return []model.Fact{
		model.HistoryFact{Events: []model.ChangeEvent{{
			ID: "e1", At: began.Add(-time.Hour), Service: "organizations", Operation: "RegisterDelegatedAdministrator", Region: "us-east-1",
			By: "role Ci", Caller: "arn:aws:iam::111122223333:role/Ci",
			Values: []model.EventValue{{Name: "accountId", Value: "222233334444"}, {Name: "servicePrincipal", Value: "guardduty.amazonaws.com"}},
		}}},
		model.HistoryFact{From: began.AddDate(0, 0, -90), To: began},
		model.StatusFact{Part: model.PartHistory, Status: model.Status{Progress: model.Complete, At: began}},
	}
}

// Nothing of the event history is read before somebody asks for it; then it is read
// once, shown, and saved with the reading.
func TestHistoryIsReadOnDemand(t *testing.T) {
	for name, facts := range map[string][]model.Fact{"a whole reading": whole(), "a young saved reading": append(saved(10*time.Minute), fresh()...)} {
		w := &world{facts: facts, late: make(chan model.Fact)}
		inBubble(t, w, defaults, func(p scene) {
			t, s := p.t, p.s
			s.Wait(time.Second)
			s.Press("3", "4", "2", "1")
			if n := len(wanted[model.WantHistory](w)); n != 0 {
				t.Fatalf("%s: it is read before anybody has asked: %d", name, n)
			}
			s.Press("H")
			s.Wait(time.Second)
			want := wanted[model.WantHistory](w)
			if len(want) != 1 || want[0].To.Sub(want[0].From) != 90*24*time.Hour {
				t.Fatalf("%s: wanted %+v", name, want)
			}
			w.late <- model.StatusFact{Part: model.PartHistory, Status: model.Status{Progress: model.Partial, Done: 3, Total: 9}}
			s.Wait(time.Second)
			mustShow(t, s, "3 of 9 event names")
			for _, f := range historyFacts() {
				w.late <- f
			}
			s.Wait(time.Second)
			mustShow(t, s, "security-tooling registered for Amazon GuardDuty")
			mustShow(t, s, "role Ci")
			kept := wanted[model.WantSave](w)
			if len(kept) == 0 || kept[len(kept)-1].Snapshot.History == nil || len(kept[len(kept)-1].Snapshot.History.Events) != 1 {
				t.Errorf("%s: it is not saved with the reading", name)
			}
			s.Press("esc", "H")
			if n := len(wanted[model.WantHistory](w)); n != 1 {
				t.Errorf("%s: it is read %d times", name, n)
			}
			s.Press("r")
			s.Wait(time.Second)
			if n := len(wanted[model.WantHistory](w)); n != 2 {
				t.Errorf("%s: r reads it again, not %d times", name, n)
			}
			s.Press("enter")
			mustShow(t, s, "Who registered them, and when")
		})
	}
}

// The home says how to read what happened, and then shows it.
func TestHistoryOnTheHome(t *testing.T) {
	w := &world{facts: whole(), late: make(chan model.Fact)}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Wait(time.Second)
		s.Resize(200, 60)
		mustShow(t, s, "Who changed what in the last 90 days is in CloudTrail.")
		for _, f := range historyFacts() {
			w.late <- f
		}
		s.Wait(time.Second)
		if frame := s.Frame(); !strings.Contains(frame, "security-tooling registered for Amazon GuardDuty (role Ci)") || strings.Contains(frame, "Who changed what") {
			t.Error(frame)
		}
	})
}
