package aws

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/history"
	"deputy/model/plan"
	"deputy/model/sample"
)

func withDemoEvents(faults emulator.Faults) *emulator.Server {
	return emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithEvents(sample.Events))
}

// lastChanges returns the words of the changes of a reading, the newest first.
func lastChanges(r *model.Reading) (words []string) {
	h, _ := r.History()
	l := history.New(h, nil)
	for i := range l.Changes {
		words = append(words, l.Words(&l.Changes[i], r))
	}
	return words
}

// The changes come from the Region of AWS Organizations and, for the services' own
// calls, from every enabled Region; calls that failed or only read do not come. Each
// event name is asked for, and nothing else.
func TestHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)))
		server := withDemoEvents(emulator.Faults{EmptyPages: true})
		want := model.NewWantHistory(time.Now(), model.HistoryDays)
		r, _ := read(t, unpaced(server), model.WantTree{}, want)
		h, status := r.History()
		if status.Progress != model.Complete || !h.To.Equal(want.To) || !h.From.Equal(want.From) || len(h.Gaps) > 0 {
			t.Errorf("%+v from %s to %s, gaps %v", status, h.From, h.To, h.Gaps)
		}
		got := lastChanges(r)
		for _, words := range []string{
			"security-tooling registered for AWS Security Hub in eu-west-1", "security-tooling removed from AWS Security Hub in eu-west-1",
			"monitoring registered for telemetry-broker.amazonaws.com", "Account hackathon-2025 closed", "SCP StagingCandidate created",
			"OU Workloads Prod created in Policy Staging", "Account bluebird-archive invited",
		} {
			if !slices.Contains(got, words) {
				t.Errorf("not there: %s", words)
			}
		}
		for _, words := range got {
			if strings.HasPrefix(words, "Creation of") || strings.Contains(words, "OldRegions2021 deleted") {
				t.Errorf("AWS refused it: %s", words)
			}
		}
		looked := 0
		for _, c := range server.Journal() {
			if c.Operation != "LookupEvents" {
				continue
			}
			looked++
			if !strings.Contains(string(c.Parameters), `"AttributeKey":"EventName"`) || !strings.Contains(string(c.Parameters), `"MaxResults":50`) {
				t.Fatalf("it asks for %s", c.Parameters)
			}
		}
		if regions := 5; looked < len(history.OrganizationNames())+regions*len(history.ServiceNames()) {
			t.Errorf("%d calls", looked)
		}
	})
}

// A Region that may not be read is a gap with the permission that it needs; it is
// asked once, and the others are read.
func TestHistoryDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := withDemoEvents(emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudtrail:LookupEvents"}}})
		r, _ := read(t, unpaced(server), model.NewWantHistory(time.Now(), 90))
		h, status := r.History()
		if status.Progress != model.Complete || len(h.Gaps) != 5 || !strings.Contains(h.Gaps[0].Sentence(), "cloudtrail:LookupEvents") {
			t.Errorf("%+v, %d gaps: %v", status, len(h.Gaps), h.Gaps)
		}
		if n := len(slices.DeleteFunc(server.Journal(), func(c emulator.Call) bool { return c.Operation != "LookupEvents" })); n != 5 {
			t.Errorf("%d calls", n)
		}
		if s := r.Freeze(time.Now()); slices.ContainsFunc(s.Gaps, func(g model.Gap) bool { return g.Operation == "cloudtrail:LookupEvents" }) {
			t.Error("what is read on demand makes the reading incomplete")
		}
	})
}

// Throttled calls are made again, at the limit of each Region.
func TestHistoryKeepsToTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r, facts := read(t, paced(withDemoEvents(emulator.Faults{Limits: emulator.Limits{Documented: true}}), 50), model.NewWantHistory(time.Now(), 90))
		for _, f := range facts {
			if c, ok := f.(model.CallFact); ok && c.Call.Throttled > 0 {
				t.Fatalf("%s was throttled", c.Call.Operation)
			}
		}
		if _, status := r.History(); status.Progress != model.Complete || time.Since(began) > 2*time.Minute {
			t.Errorf("%+v after %s", status, time.Since(began))
		}
	})
}

// The event history of another account than the management account is not asked.
func TestHistoryOfAnotherAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := withDemoEvents(emulator.Faults{})
		keys := Keys{ID: "AKIA222233334444DEMO", Secret: "x"}
		r, _ := read(t, New(Options{Transport: server.Transport(), Keys: &keys}), model.NewWantHistory(time.Now(), 90))
		_, status := r.History()
		if status.Gap == nil || !strings.Contains(status.Gap.Sentence(), "Use credentials of the management account") {
			t.Errorf("%+v", status)
		}
		for _, c := range server.Journal() {
			if c.Operation == "LookupEvents" {
				t.Fatal("it was asked")
			}
		}
	})
}

// What deputy changes is in the history as its own, by the ID of the request, once it
// is read again.
func TestHistoryHasTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := unpaced(withDemoEvents(emulator.Faults{}))
		step := stepOf("EnableAWSServiceAccess")
		step.Plan = "0123456789abcdef"
		read(t, b, model.WantTree{})
		if o := b.Execute(t.Context(), step); o.Result != plan.ResultDone {
			t.Fatalf("%+v", o)
		}
		r, facts := read(t, b, model.WantTree{}, model.NewWantHistory(time.Now(), 90))
		var journal []plan.JournalEntry
		for _, f := range facts {
			if f, ok := f.(plan.JournalFact); ok {
				journal = f.Steps
			}
		}
		h, _ := r.History()
		l := history.New(h, journal)
		if c := l.Changes[0]; l.Words(&c, r) != "Trusted access for Amazon Macie switched on" || c.Plan != step.Plan || c.Event.Request == "" || c.Who() != "role OrgAdmin" {
			t.Errorf("%s by %s, plan %q: %+v", l.Words(&c, r), c.Who(), c.Plan, c.Event)
		}
	})
}

// The request is the one that AWS's own client sends.
func TestHistoryOnTheWire(t *testing.T) {
	var bodies []string
	transport := asked(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		return replier{status: http.StatusOK, body: `{"Events":[]}`}.answer(r), err
	})
	s, f := open(t.Context(), &Options{Transport: transport, Keys: &demoKeys}, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	from, to, token := time.Unix(1700000000, 0), time.Unix(1700086400, 0), "next"
	h := &historyReader{want: model.WantHistory{From: from, To: to}}
	if _, err := lookUp(t.Context(), s, "eu-west-1", h.parameters("AttachPolicy", &token)); err != nil {
		t.Fatal(err)
	}
	_, err := cloudtrail.NewFromConfig(s.in("eu-west-1")).LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{
		StartTime: &from, EndTime: sdk.Time(to.Add(time.Second)), MaxResults: sdk.Int32(50), NextToken: &token,
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: sdk.String("AttachPolicy")}},
	})
	if err != nil || len(bodies) != 2 {
		t.Fatal(err, len(bodies))
	}
	var ours, theirs any
	if json.Unmarshal([]byte(bodies[0]), &ours) != nil || json.Unmarshal([]byte(bodies[1]), &theirs) != nil || !reflect.DeepEqual(ours, theirs) {
		t.Errorf("%s, want %s", bodies[0], bodies[1])
	}
}
