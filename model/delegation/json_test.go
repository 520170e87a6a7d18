package delegation

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
)

var reportTaken = time.Date(2026, 11, 23, 11, 31, 5, 0, time.FixedZone("CET", 3600))

func reportOf(t *testing.T, r *model.Reading) (Report, map[string]map[string]any) {
	t.Helper()
	var text bytes.Buffer
	if _, err := NewReport(r, reportTaken).WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	var raw struct{ Services []map[string]any }
	if err := json.Unmarshal(text.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]any{}
	for _, service := range raw.Services {
		rows[service["id"].(string)] = service
	}
	return back, rows
}

func TestDelegationReport(t *testing.T) {
	r := tableReading([]model.Principal{"guardduty.amazonaws.com"}, map[model.AccountID][]model.Principal{testAudit: {"guardduty.amazonaws.com", "new.amazonaws.com"}})
	report, rows := reportOf(t, r)
	if report.Organization != "o-4x9acme200" || !report.Taken.Equal(reportTaken) || report.Taken.Location() != time.UTC {
		t.Errorf("head: %s, %s", report.Organization, report.Taken)
	}
	if report.Incomplete() {
		t.Error("a complete reading gives an incomplete report")
	}
	i := slices.IndexFunc(report.Services, func(s ServiceReport) bool { return s.ID == "guardduty" })
	got, err := json.MarshalIndent(report.Services[i], "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "id": "guardduty",
 "name": "Amazon GuardDuty",
 "principals": [
  "guardduty.amazonaws.com"
 ],
 "trustedAccess": "on",
 "holders": [
  {
   "account": "222233334444",
   "name": "audit",
   "principal": "guardduty.amazonaws.com",
   "since": "2024-03-11T09:30:00Z",
   "mechanisms": [
    {
     "name": "organizations",
     "state": "registered"
    },
    {
     "name": "guardduty",
     "state": "unread"
    }
   ]
  }
 ],
 "quota": 1,
 "disagreements": [],
 "known": true
}`
	if string(got) != want {
		t.Errorf("guardduty is written as\n%s\nwant\n%s", got, want)
	}
	if stranger := rows["new.amazonaws.com"]; stranger["known"] != false || stranger["quota"] != nil || stranger["name"] != "new.amazonaws.com" {
		t.Errorf("a principal that the catalogue does not know is written as %v", stranger)
	}
	if backup := rows["backup"]; backup["holders"] == nil || len(backup["holders"].([]any)) != 0 || backup["trustedAccess"] != "off" {
		t.Errorf("a service that nobody holds is written as %v", backup)
	}
}

func TestDelegationReportOfGaps(t *testing.T) {
	report, rows := reportOf(t, model.NewReading())
	if !report.Incomplete() {
		t.Error("an empty reading gives a complete report")
	}
	for id, row := range rows {
		if holders, there := row["holders"]; !there || holders != nil || row["trustedAccess"] != "unknown" || row["gaps"] == nil {
			t.Errorf("%s: unknown is written as %v", id, row)
		}
	}
	r := tableReading(nil, nil)
	r.Apply(model.StatusFact{Part: model.PartTrustedAccess, Target: "", Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "no allow\x1b[31m"}}})
	_, rows = reportOf(t, r)
	if text := rows["backup"]["gaps"].([]any)[0].(string); !strings.Contains(text, "no allow") {
		t.Errorf("the gap is written as %q", text)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestDelegationReportCannotBeWritten(t *testing.T) {
	if _, err := NewReport(model.NewReading(), reportTaken).WriteTo(brokenWriter{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("a full disk gives %v", err)
	}
}
