package management_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
)

// The rows of the days add up to the figures of the report, and name the events.
func TestDaysAddUp(t *testing.T) {
	refused := event("5", "guardduty", "CreateIPSet", "2026-11-03", "{}")
	refused.ErrorCode = "AccessDenied"
	read := event("6", "guardduty", "GetDetector", "2026-11-03", "")
	read.ReadOnly = "true"
	tally := management.NewTally(management.NewJudge(reading()), nil)
	for _, e := range []*cloudtrail.Event{
		event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}"), event("2", "guardduty", "CreateIPSet", "2026-11-01", "{}"),
		event("3", "organizations", "CreateAccount", "2026-11-03", "{}"), event("4", "guardduty", "CreateIPSet", "2026-10-01", "{}"), refused, read,
	} {
		tally.Add(e)
	}
	r := tally.Report(3, "")
	rows := tally.Daily(r)
	changes, failed, reads := 0, 0, 0
	for _, d := range rows {
		changes, failed, reads = changes+d.Changes, failed+d.Failed, reads+d.Reads
		if (d.Judgement == nil) != (d.Reads > 0) {
			t.Errorf("%s is judged %v", d.Action, d.Judgement)
		}
	}
	if len(rows) != 4 || changes != r.Changes || failed != r.Failed || reads != r.Reads {
		t.Errorf("%d rows with %d changes, %d failed, %d reads; the report has %+v", len(rows), changes, failed, reads, r)
	}
	if last := rows[len(rows)-1]; last.Day != "2026-11-01" || last.Changes != 2 || !slices.Equal(last.EventIDs, []string{"1", "2"}) {
		t.Errorf("the earliest day comes last: %+v", last)
	}
}

// Delegates that become known later are in the next report, and the figures stay.
func TestRejudge(t *testing.T) {
	tally := management.NewTally(management.NewJudge(reading()), nil)
	tally.Add(event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}"))
	if o := tally.Report(0, "").Offers; len(o) != 1 || o[0].Certain || len(o[0].Delegates) > 0 {
		t.Fatalf("nothing is read: %+v", o)
	}
	tally.Rejudge(management.NewJudge(reading(
		model.AdministratorsFact{Principal: "guardduty.amazonaws.com", Accounts: []model.Node{{ID: member.Node(), Kind: model.KindAccount}}},
		model.StatusFact{Part: model.PartAdministrators, Target: "guardduty.amazonaws.com", Status: model.Status{Progress: model.Complete}},
	)))
	tally.Add(event("2", "guardduty", "CreateIPSet", "2026-11-02", "{}"))
	if o := tally.Report(0, "").Offers; len(o) != 1 || !o[0].Certain || len(o[0].Delegates) != 1 || o[0].Calls != 2 {
		t.Errorf("the delegations are read: %+v", o[0])
	}
}
