package management_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
	"deputy/model/sample"
)

// ofTheDemo returns the tally of the demo's events, and the judge of its organization.
func ofTheDemo(t *testing.T) (*management.Tally, *management.Judge) {
	t.Helper()
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	judge := management.NewJudge(r)
	tally := management.NewTally(judge, nil)
	for _, text := range sample.Events(time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)) {
		e, err := cloudtrail.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		tally.Add(&e)
	}
	return tally, judge
}

// saved returns a report as it comes back after it was saved.
func saved(t *testing.T, r *management.Report, daily []*management.Daily, most int) (out *management.Saved, size int) {
	t.Helper()
	text, err := json.Marshal(management.Save(r, daily, most))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out, len(text)
}

// A report that was saved says the same, but for all IDs except the first of each row.
func TestSavedReportSaysTheSame(t *testing.T) {
	tally, judge := ofTheDemo(t)
	r := tally.Report(30, "2026-11-23")
	back, size := saved(t, r, tally.Daily(r), 10_000)
	if size > 60_000 {
		t.Errorf("it takes %d bytes", size)
	}
	again, err := back.Tally(judge)
	if err != nil {
		t.Fatal(err)
	}
	without := cmp.Options{
		cmpopts.IgnoreFields(management.Use{}, "EventIDs"),
	}
	if diff := cmp.Diff(r, again.Report(30, "2026-11-23"), without); diff != "" {
		t.Errorf("the report is another one (-saved +restored):\n%s", diff)
	}
	if diff := cmp.Diff(tally.Daily(r), again.Daily(r), cmpopts.IgnoreFields(management.Daily{}, "EventIDs")); diff != "" {
		t.Errorf("the rows are other ones (-saved +restored):\n%s", diff)
	}
}

// With fewer rows the figures stay, and the report says that rows are missing.
func TestSavedReportIsCapped(t *testing.T) {
	tally, judge := ofTheDemo(t)
	r := tally.Report(30, "2026-11-23")
	back, _ := saved(t, r, tally.Daily(r), 20)
	again, err := back.Tally(judge)
	if err != nil {
		t.Fatal(err)
	}
	x := again.Report(30, "2026-11-23")
	if x.Changes != r.Changes || x.Elsewhere != r.Elsewhere || x.Services != r.Services || x.Events != r.Events || x.Beyond == 0 || len(again.Daily(x)) != 20 {
		t.Errorf("%d changes, %v elsewhere, %d beyond, %d rows; before %d and %v", x.Changes, x.Elsewhere, x.Beyond, len(again.Daily(x)), r.Changes, r.Elsewhere)
	}
}

// What is damaged, or was judged by other rules, is not shown.
func TestSavedReportIsChecked(t *testing.T) {
	tally, judge := ofTheDemo(t)
	r := tally.Report(30, "2026-11-23")
	for what, damage := range map[string]func(*management.Saved){
		"other rules":        func(s *management.Saved) { s.Catalogue = "2020-01-01/0" },
		"other organization": func(s *management.Saved) { s.Management = "999988887777" },
		"no digest":          func(s *management.Saved) { s.Digest = "" },
		"short row":          func(s *management.Saved) { s.Rows[0] = s.Rows[0][:3] },
		"no caller":          func(s *management.Saved) { s.Callers = nil },
		"no names":           func(s *management.Saved) { s.Names = s.Names[:1] },
		"no judgements":      func(s *management.Saved) { s.Judgements = nil },
		"wild kind":          func(s *management.Saved) { s.Rows[0][3] = 77 },
	} {
		back, _ := saved(t, r, tally.Daily(r), 100)
		damage(back)
		if _, err := back.Tally(judge); err == nil {
			t.Errorf("%s: it is shown", what)
		}
	}
}
