package model_test

import (
	"testing"
	"time"

	"deputy/model"
)

// What a later reading brings is added to what was saved, each event once; a reading
// that did not come to its end changes nothing of the period.
func TestHistoryGoesOn(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 9, n, 0, 0, 0, 0, time.UTC) }
	event := func(id string, n int) model.ChangeEvent { return model.ChangeEvent{ID: id, At: day(n)} }
	saved := model.NewReading()
	saved.Apply(model.HistoryFact{Events: []model.ChangeEvent{event("a", 1), event("b", 3)}})
	if s := saved.Freeze(day(4)); s.History != nil {
		t.Errorf("a reading that did not end is saved: %+v", s.History)
	}
	saved.Apply(model.HistoryFact{From: day(1), To: day(4)})
	saved.Apply(model.StatusFact{Part: model.PartHistory, Status: model.Status{Progress: model.Complete}})
	gap := model.Gap{Operation: "cloudtrail:LookupEvents", Target: "eu-west-1", Cause: "no"}
	saved.Apply(model.StatusFact{Part: model.PartHistory, Target: "eu-west-1", Status: model.Status{Progress: model.Failed, Gap: &gap}})

	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: saved.Freeze(day(4))})
	h, status := r.History()
	if status.Progress != model.Saved || !status.At.Equal(day(4)) || len(h.Events) != 2 || h.Events[0].ID != "b" || len(h.Gaps) != 1 || len(r.Gaps()) != 0 {
		t.Fatalf("restored: %+v, %+v, gaps of the reading %v", h, status, r.Gaps())
	}
	r.Begin()
	r.Apply(model.StatusFact{Part: model.PartHistory, Status: model.Status{Progress: model.Waiting}})
	r.Apply(model.HistoryFact{Events: []model.ChangeEvent{event("b", 3), event("c", 5)}})
	if h := r.Freeze(day(6)).History; h == nil || !h.To.Equal(day(4)) || len(h.Events) != 3 {
		t.Errorf("while it is read again: %+v", h)
	}
	r.Apply(model.HistoryFact{From: day(2), To: day(6)})
	r.Apply(model.StatusFact{Part: model.PartHistory, Status: model.Status{Progress: model.Complete}})
	if h, _ := r.History(); !h.From.Equal(day(1)) || !h.To.Equal(day(6)) || len(h.Events) != 3 || len(h.Gaps) != 0 {
		t.Errorf("read again: %+v", h)
	}
}
