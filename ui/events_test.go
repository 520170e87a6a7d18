package ui_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/recorded"
	"deputy/ui/stage"
)

// passes returns what was asked about events.
func (w *world) passes() (all []recorded.Want) {
	for _, want := range w.wants {
		if p, ok := want.(recorded.Want); ok {
			all = append(all, p)
		}
	}
	return all
}

// campaign is a call in us-east-1 of an account that may be there.
const campaign = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::232569997668:assumed-role/CampaignDeploy/x","accountId":"232569997668",` +
	`"sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::232569997668:role/CampaignDeploy","accountId":"232569997668","userName":"CampaignDeploy"}}},` +
	`"eventTime":"2026-09-14T08:00:00Z","eventSource":"cloudformation.amazonaws.com","eventName":"UpdateStack","awsRegion":"us-east-1",` +
	`"eventID":"e-1","eventType":"AwsApiCall","recipientAccountId":"232569997668"}`

// judged returns what the call comes to as it is wanted.
func judged(t *testing.T, want recorded.Want) recorded.Judged {
	t.Helper()
	pass, err := recorded.NewPass(want)
	if err != nil {
		t.Fatal(err)
	}
	e, err := cloudtrail.Parse(campaign)
	if err != nil {
		t.Fatal(err)
	}
	pass.Counter().Add(&e)
	return pass.Judged(nil)
}

// withEvents puts the program with a saved reading and events on a stage.
func withEvents(t *testing.T, w *world) *stage.Stage {
	t.Helper()
	w.facts, w.late = saved(time.Minute), make(chan model.Fact)
	o := defaults
	o.Offline, o.Events = true, []string{"AWSLogs"}
	return play(t, w, o, 120, 40)
}

// move adds the change that moves us-marketing to Workloads/Prod.
func move(s *stage.Stage) {
	s.Press("/")
	s.Type("us-marketing")
	s.Press("enter", "w", "enter")
	s.Type("Workloads/Prod")
	s.Press("enter")
}

// Events are asked for once the organization is there, and again for each change of
// the what-if; what comes for a change that is gone does not count.
func TestEventsFollowWhatIf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := withEvents(t, w)
		defer s.End()
		s.Wait(time.Second)
		all := w.passes()
		if len(all) != 1 || !all[0].Edits.Empty() || all[0].Snapshot == nil || strings.Join(all[0].Paths, " ") != "AWSLogs" {
			t.Fatalf("asked for events: %+v", all)
		}
		w.late <- judged(t, all[0])
		move(s)
		s.Wait(time.Second)
		if all = w.passes(); len(all) != 2 || len(all[1].Edits.Moves) != 1 {
			t.Fatalf("with a change, %d readings were asked for", len(all))
		}
		stale := judged(t, all[1])
		stale.Token = all[0].Token
		w.late <- stale
		s.Wait(time.Second)
		if s.Shows("1 call by 1 principal") {
			t.Error("what came for another question counts")
		}
		w.late <- judged(t, all[1])
		s.Wait(time.Second)
		if !s.Shows("1 call by 1 principal in 1 account would be denied") || !s.Shows("Of 1 event, 1 was judged") {
			t.Errorf("the what-if is\n%s", s.Frame())
		}
		s.Press("x", "E")
		s.Wait(time.Second)
		if len(w.passes()) != 2 || !s.Shows("Nothing is changed.") {
			t.Errorf("without a change %d readings were asked for, and the list is\n%s", len(w.passes()), s.Frame())
		}
	})
}

// The reading of events shows how far it is, can be stopped, and begins again only
// when it is asked for.
func TestEventsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := withEvents(t, w)
		defer s.End()
		move(s)
		s.Wait(time.Second)
		asked := w.passes()
		w.late <- recorded.Progress{Token: asked[len(asked)-1].Token, Events: 450_000, Files: 4, Of: 10, Bytes: 45, Size: 100}
		s.Wait(time.Second)
		if !s.Shows("reading events 45 %") || !s.Shows("450,000 events, 4 of 10 files") {
			t.Errorf("while events are read the frame is\n%s", s.Frame())
		}
		s.Press("X")
		s.Wait(time.Second)
		now := w.passes()
		if len(now) != len(asked)+1 || len(now[len(now)-1].Paths) > 0 || !s.Shows("was stopped") || s.Shows("reading events") {
			t.Errorf("stopped, the frame is\n%s", s.Frame())
		}
		late := judged(t, asked[len(asked)-1])
		w.late <- late
		s.Wait(time.Second)
		if s.Shows("1 call by 1 principal") {
			t.Error("what comes after the stop counts")
		}
		s.Press("E", "r")
		s.Wait(time.Second)
		if again := w.passes(); len(again) != len(now)+1 || len(again[len(again)-1].Edits.Moves) != 1 || !s.Shows("reading events 0 %") {
			t.Errorf("asked for again, the frame is\n%s", s.Frame())
		}
	})
}
