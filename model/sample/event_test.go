package sample_test

import (
	"slices"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
	"deputy/model/sample"
)

// The events tell the story of the demo: what three delegations that are missing
// would cover, and what those that exist cover already.
func TestEventsTellTheStory(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 30, 0, 0, time.UTC)
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	tally, ids := management.NewTally(management.NewJudge(r), nil), map[string]bool{}
	for _, text := range sample.Events(now) {
		e, err := cloudtrail.Parse(text)
		if err != nil || e.At().After(now) || now.Sub(e.At()) > 91*24*time.Hour || ids[e.ID] {
			t.Fatalf("%v: %s", err, text)
		}
		ids[e.ID] = true
		tally.Add(&e)
	}
	report := tally.Report(0, "")
	var missing, delegated []model.ServiceID
	for _, o := range report.Offers {
		if len(o.Delegates) == 0 {
			missing = append(missing, o.Service)
		} else {
			delegated = append(delegated, o.Service)
		}
	}
	slices.Sort(missing)
	if want := []model.ServiceID{"account-management", "private-marketplace", "security-hub"}; !slices.Equal(missing, want) {
		t.Errorf("without a delegated administrator: %v, want %v", missing, want)
	}
	if len(delegated) < 3 || report.Elsewhere.Low >= report.Elsewhere.High || len(report.Roots) != 1 || report.Failed == 0 || report.Services == 0 || report.Reads == 0 {
		t.Errorf("delegated %v; %+v", delegated, report)
	}
}
