package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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
	"deputy/model/sample"
)

// withEvents returns the emulator with so many events in a Region, one a minute,
// every third of which only reads.
func withEvents(n int, region string, faults emulator.Faults) *emulator.Server {
	return emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithEvents(func(now time.Time) []string {
		var events []string
		for i := range n {
			events = append(events, fmt.Sprintf(`{"eventID":"%s-%d","eventName":"X","eventSource":"x.amazonaws.com","awsRegion":%q,"eventTime":%q,"readOnly":%t}`,
				region, i, region, now.UTC().Add(-time.Duration(i)*time.Minute).Format(time.RFC3339), i%3 == 0))
		}
		return events
	}))
}

// eventsIn returns the IDs of the events that came for a Region.
func eventsIn(facts []model.Fact, region model.Region) (ids []string) {
	for _, f := range facts {
		if f, ok := f.(model.EventsFact); ok && f.Region == region {
			for _, text := range f.Events {
				var e struct{ EventID string }
				_ = json.Unmarshal([]byte(text), &e) // Then there is no ID.
				ids = append(ids, e.EventID)
			}
		}
	}
	return ids
}

func lastDays(days int) model.WantEvents {
	now := time.Now()
	return model.WantEvents{From: now.AddDate(0, 0, -days), To: now, Reads: true}
}

// Every page of every enabled Region is read, each event once, and the empty pages
// in between are no end.
func TestEventsAreReadToTheEnd(t *testing.T) {
	for _, reads := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			want := lastDays(1)
			want.Reads = reads
			r, facts := read(t, unpaced(withEvents(125, "eu-west-1", emulator.Faults{EmptyPages: true})), want)
			ids := eventsIn(facts, "eu-west-1")
			slices.Sort(ids)
			if expected := map[bool]int{true: 125, false: 83}[reads]; len(slices.Compact(ids)) != expected {
				t.Errorf("reads %t: %d events, want %d", reads, len(ids), expected)
			}
			for _, region := range []string{"", "eu-west-1", "us-east-1"} {
				if s := r.Status(model.PartEvents, region); s.Progress != model.Complete {
					t.Errorf("%q is %+v", region, s)
				}
			}
		})
	}
}

// Two calls a second for a Region is what AWS allows. deputy takes half of it after
// the first seconds, so AWS never throttles it.
func TestEventsKeepToTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := withEvents(1000, "eu-west-1", emulator.Faults{Limits: emulator.Limits{Documented: true}})
		began := time.Now()
		_, facts := read(t, paced(server, 50), lastDays(1))
		for _, f := range facts {
			if c, ok := f.(model.CallFact); ok && c.Call.Throttled > 0 {
				t.Errorf("%s was throttled", c.Call.Operation)
			}
		}
		if n, took := len(eventsIn(facts, "eu-west-1")), time.Since(began); n != 1000 || took < 9*time.Second || took > 30*time.Second {
			t.Errorf("%d events in %v", n, took)
		}
	})
}

// A Region that may not be read is a gap, with the permission that it needs, and
// the others are read.
func TestEventsDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := withEvents(10, "eu-west-1", emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudtrail:LookupEvents"}}})
		r, _ := read(t, unpaced(server), lastDays(1))
		gap := r.Status(model.PartEvents, "eu-west-1").Gap
		if gap == nil || gap.Operation != "cloudtrail:LookupEvents" || !strings.Contains(gap.Sentence(), "cloudtrail:LookupEvents") {
			t.Errorf("the gap is %+v", gap)
		}
	})
}

// Reading goes on where it stopped.
func TestEventsGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := lastDays(1)
		want.Regions = []model.Region{"eu-west-1"}
		want.Until = map[model.Region]time.Time{"eu-west-1": want.To.Add(-100 * time.Minute)}
		_, facts := read(t, unpaced(withEvents(125, "eu-west-1", emulator.Faults{})), want)
		if ids := eventsIn(facts, "eu-west-1"); len(ids) < 25 || len(ids) > 26 || ids[len(ids)-1] != "eu-west-1-124" {
			t.Errorf("%v", ids)
		}
	})
}

// The zero want stops the reading: what was asked for still comes, nothing more is
// asked for, and the part is unread. The next want goes on.
func TestEventsAreStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := withEvents(1000, "eu-west-1", emulator.Faults{Latency: time.Second})
		wants := make(chan model.Want, 4)
		wants <- lastDays(1)
		var facts []model.Fact
		r, came := model.NewReading(), unpaced(server).Read(t.Context(), wants)
		for f := range came {
			r.Apply(f)
			facts = append(facts, f)
			if page, ok := f.(model.EventsFact); ok && page.Region == "eu-west-1" && len(eventsIn(facts, "eu-west-1")) == 200 {
				wants <- model.WantEvents{}
				close(wants)
			}
		}
		if n := len(eventsIn(facts, "eu-west-1")); n < 200 || n > 250 {
			t.Errorf("%d events were read", n)
		}
		for region, want := range map[string]model.Progress{"": model.Unread, "eu-west-1": model.Unread, "us-east-1": model.Complete} {
			if s := r.Status(model.PartEvents, region); s.Progress != want {
				t.Errorf("%q is %+v", region, s)
			}
		}
	})
}

// The request is the one that AWS's own client sends.
func TestLookupEventsOnTheWire(t *testing.T) {
	var sent []*http.Request
	var bodies [][]byte
	transport := asked(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		sent, bodies = append(sent, r), append(bodies, body)
		return replier{status: http.StatusOK, body: `{"Events":[]}`}.answer(r), nil
	})
	s, f := open(t.Context(), &Options{Transport: transport, Keys: &demoKeys}, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	from, to := time.Unix(1700000000, 0), time.Unix(1700086400, 0)
	e := &eventReader{want: model.WantEvents{From: from, To: to}}
	token := "next"
	if _, err := lookUp(t.Context(), s, "eu-west-1", e.parameters(to, &token)); err != nil {
		t.Fatal(err)
	}
	_, err := cloudtrail.NewFromConfig(s.in("eu-west-1")).LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{
		StartTime: &from, EndTime: sdk.Time(to.Add(time.Second)), MaxResults: sdk.Int32(50), NextToken: &token,
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyReadOnly, AttributeValue: sdk.String("false")}},
	})
	if err != nil || len(sent) != 2 {
		t.Fatal(err, len(sent))
	}
	for _, name := range []string{"X-Amz-Target", "Content-Type"} {
		if ours, theirs := sent[0].Header.Get(name), sent[1].Header.Get(name); ours != theirs {
			t.Errorf("%s: %s, want %s", name, ours, theirs)
		}
	}
	if ours, theirs := sent[0].Method+sent[0].URL.String(), sent[1].Method+sent[1].URL.String(); ours != theirs {
		t.Errorf("%s, want %s", ours, theirs)
	}
	var ours, theirs any
	if json.Unmarshal(bodies[0], &ours) != nil || json.Unmarshal(bodies[1], &theirs) != nil {
		t.Fatal("the bodies are not JSON")
	}
	a, _ := json.Marshal(ours)
	b, _ := json.Marshal(theirs)
	if !bytes.Equal(a, b) {
		t.Errorf("%s, want %s", a, b)
	}
}

// An answer without the list is none of AWS's.
func TestLookupEventsOfAStranger(t *testing.T) {
	s, f := open(t.Context(), &Options{Transport: replier{200, nil, `{}`}, Keys: &demoKeys}, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	if _, err := lookUp(t.Context(), s, "eu-west-1", nil); err == nil || !strings.Contains(err.Error(), "Events") {
		t.Errorf("%v", err)
	}
}
