package pane

import (
	"fmt"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui/kit"
)

// useEnv returns the demo organization, asked by its management account.
func useEnv() *Env {
	env := testEnv(sample.Demo())
	env.Reading.Apply(model.CallerFact{Caller: sample.Demo().Caller})
	return env
}

// manyEvents returns events of the last days by some hundred roles.
func manyEvents(n int, now time.Time) []model.EventsFact {
	var pages []model.EventsFact
	for i := 0; i < n; i += 50 {
		page := model.EventsFact{Region: "eu-west-1"}
		for k := i; k < i+50; k++ {
			at := now.Add(-time.Duration(k) * 20 * time.Second)
			page.Events = append(page.Events, fmt.Sprintf(`{"eventID":"%08x-0000-4000-8000-000000000000","eventName":%q,"eventSource":"ec2.amazonaws.com","awsRegion":"eu-west-1","eventTime":%q,"readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"111122223333","requestParameters":{"x":"%d"},"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Role%d/s","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/Role%d"}}}}`,
				k, []string{"RunInstances", "StartInstances", "CreateTags", "CreateVpc"}[k%4], at.Format(time.RFC3339), k, k%303, k%303))
		}
		pages = append(pages, page)
	}
	return pages
}

// Events are counted in jobs and in parts: while they come, a key does not wait until
// all of them are counted.
func TestEventsAreCountedInParts(t *testing.T) {
	env := useEnv()
	page := NewManagementUse(env)
	page.Do(kit.ReadEvents)
	noted(env, manyEvents(5_000, env.Now))
	if env.use.result != nil {
		t.Error("events are counted while a key waits")
	}
	parts := 0
	for job := page.Work(); job != nil; job = page.Work() {
		take := job()
		if env.use.result != nil {
			t.Error("a job touches what is on the screen")
		}
		take()
		parts++
	}
	if r := env.use.result; r == nil || r.report.Changes != 5_000 || parts != 5 {
		t.Errorf("%d parts make %+v", parts, r)
	}
}

// noted hands pages of events over, the last ones.
func noted(env *Env, pages []model.EventsFact) {
	for _, f := range pages {
		env.NoteEvents(f)
	}
	env.NoteEvents(model.StatusFact{Part: model.PartEvents, Status: model.Status{Progress: model.Complete}})
}

// BenchmarkUseOfManyEvents measures the keys of the page with 100,000 events. None may
// take 50 ms.
func BenchmarkUseOfManyEvents(b *testing.B) {
	env := useEnv()
	page := NewManagementUse(env)
	page.Do(kit.ReadEvents)
	noted(env, manyEvents(100_000, env.Now))
	var longest, taking time.Duration
	for job := page.Work(); job != nil; job = page.Work() {
		take, began := job(), time.Now()
		take()
		taking = max(taking, time.Since(began))
	}
	if r := env.use.result; r.report.Changes != 100_000 || len(r.daily) < 20_000 {
		b.Fatalf("%d changes in %d rows", r.report.Changes, len(r.daily))
	}
	for b.Loop() {
		page = NewManagementUse(env)
		for _, c := range []kit.Command{kit.None, kit.Down, kit.End, kit.Home, kit.Open, kit.PageDown, kit.End, kit.Open, kit.Close, kit.Close} {
			began := time.Now()
			page.Do(c)
			page.View(kit.Size{W: 120, H: 40}, true)
			longest = max(longest, time.Since(began))
		}
	}
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest-key")
	b.ReportMetric(float64(taking.Microseconds())/1000, "ms/longest-take")
}
