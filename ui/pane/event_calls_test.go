package pane

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/export"
	"deputy/model/recorded"
	"deputy/model/sample"
	"deputy/ui/kit"
	"deputy/ui/stage"
)

// judgedDemo is what the built-in events come to if us-marketing were in
// Workloads/Prod. One principal has a name that no terminal should get.
var judgedDemo = sync.OnceValue(func() recorded.Judged {
	edits := model.Edits{Moves: []model.Move{{Node: "232569997668", Parent: "ou-4x9a-iqh17pvk"}}}
	pass, err := recorded.NewPass(recorded.Want{Snapshot: sample.Demo(), Edits: edits})
	if err != nil {
		panic(err)
	}
	files, _ := filepath.Glob("../../model/recorded/testdata/events/*/*/*/*/*/*/*/*.json") // No file is no call: the tests see that.
	counter := pass.Counter()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		hostile := strings.ReplaceAll(string(text), "AWSReservedSSO_Analyst_", `AWSReservedSSO_分析\u001b[31m_`)
		err = cloudtrail.Read(strings.NewReader(hostile), func(e *cloudtrail.Event) error { counter.Add(e); return nil }, func(s cloudtrail.Skipped) { counter.Skip(s.String()) })
		if err != nil {
			panic(err)
		}
	}
	return pass.Judged([]string{"b.json: unexpected end."})
})

// eventEnv returns an environment of the demo organization with judged events.
func eventEnv() *Env {
	env := demo()
	judged := judgedDemo()
	env.Events = Events{Paths: []string{"AWSLogs"}, Judged: &judged, Version: 1, Wanted: 1, Runs: 1}
	return env
}

// TestEventCalls ensures that the list has every call that the what-if changes, can
// be narrowed and taken along, and asks about the call under the cursor.
func TestEventCalls(t *testing.T) {
	p := NewEventCalls(eventEnv())
	for _, width := range []int{60, 80, 120, 200} {
		text := frame(t, p, width, 20)
		for _, want := range []string{"36 newly denied, 0 newly allowed", "✗ denied      10  us-marketing", "? depends      3"} {
			if !strings.Contains(text, want) && width >= 80 {
				t.Errorf("at %d columns the list lacks %q:\n%s", width, want, text)
			}
		}
	}
	if i, ok := p.Do(kit.Open).(EventAsked); !ok || i.ID != "5e000000-0000-4000-8000-000000000001" {
		t.Errorf("opening the first call asks for %+v", i)
	}
	p.Do(kit.Filter)
	for _, key := range strings.Split("deletetags", "") {
		p.Key(stage.Key(key))
	}
	text, err := export.Encode(p.Export(), export.Markdown)
	if err != nil || !strings.Contains(string(text), "RequireTags, statement 3 at Prod") || strings.Contains(string(text), "athena") {
		t.Errorf("the narrowed list is taken along as (%v)\n%s", err, text)
	}
	if !strings.Contains(string(text), "actions that the change can deny have no call in these events") {
		t.Errorf("what is taken along does not say what the events cannot show:\n%s", text)
	}
}

// TestEventCallsEmpty ensures that an empty list says why, and what could not be read.
func TestEventCallsEmpty(t *testing.T) {
	env := eventEnv()
	env.Events.Wanted = 0
	text := frame(t, NewEventCalls(env), 100, 20)
	for _, want := range []string{"Nothing is changed.", "128 read, 128 judged, 0 skipped", "14 calls by AWS, 1 of them not by a known statement", "! b.json: unexpected end."} {
		if !strings.Contains(text, want) {
			t.Errorf("without a change the list lacks %q:\n%s", want, text)
		}
	}
	env.Events = Events{Paths: []string{"AWSLogs"}, Failure: "no such file"}
	if text := frame(t, NewEventCalls(env), 100, 20); !strings.Contains(text, "The events could not be judged: no such file.") {
		t.Errorf("after a failure the list is\n%s", text)
	}
}

// TestRestrictionUse ensures that an unfolded restriction says what its statements
// denied in the events, and how much of that in the account.
func TestRestrictionUse(t *testing.T) {
	env := eventEnv()
	l := newPolicyLevels(env, func() *model.Node { return named(t, env, "payments-prod") }, model.ServiceControlPolicy)
	view := func() string { return frame(t, l, 130, 90) }
	view()
	for range 30 {
		l.Do(kit.Open)
		if strings.Contains(view(), "It denied 12 of the 128 calls in these events: by 3 principals, from 2026-09-14 to 2026-09-25; 12 of them in this account.") {
			return
		}
		l.Do(kit.Down)
	}
	t.Errorf("no restriction says what it denied:\n%s", view())
}
