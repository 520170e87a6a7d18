package plan_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// steps returns the steps of a confirmed plan with two registrations.
func steps(p string) []plan.Step {
	var all []plan.Step
	for i, principal := range []model.Principal{"config.amazonaws.com", "config-multiaccountsetup.amazonaws.com"} {
		all = append(all, plan.Step{
			Action: catalog.ActionRegister, Caller: modeltest.Management, API: "organizations", Operation: "RegisterDelegatedAdministrator",
			Parameters: catalog.Parameters{{Name: "AccountId", Value: string(modeltest.Tooling)}, {Name: "ServicePrincipal", Value: string(principal)}},
			Principal:  principal, Account: modeltest.Tooling, Plan: p, Number: i + 1, Of: 2, Reason: "OPS-7 <\x1b>",
		})
	}
	return all
}

var asker = model.Caller{Account: modeltest.Management, ARN: "arn:aws:iam::111122223333:user/jo", Partition: "aws"}

func intent(s plan.Step) plan.JournalEntry {
	return plan.NewIntent(s, asker, "o-4x9acme2k7", modeltest.Noon)
}

func outcome(s plan.Step, r plan.Result) plan.JournalEntry {
	return plan.NewOutcome(s, asker, "o-4x9acme2k7", plan.Outcome{Result: r, At: modeltest.Noon.Add(time.Second), RequestID: "req-1"})
}

func journal(t testing.TB, entries ...plan.JournalEntry) string {
	t.Helper()
	var b strings.Builder
	for _, e := range entries {
		line, err := plan.EncodeEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(line)
	}
	return b.String()
}

func TestJournalForm(t *testing.T) {
	got := journal(t, intent(steps("d1")[0]))
	want := `{"v":1,"time":"2026-11-23T12:00:00Z","plan":"d1","step":1,"of":2,"phase":"intent","organization":"o-4x9acme2k7",` +
		`"partition":"aws","caller":"arn:aws:iam::111122223333:user/jo","service":"organizations","operation":"RegisterDelegatedAdministrator",` +
		`"parameters":{"AccountId":"222233334444","ServicePrincipal":"config.amazonaws.com"},` +
		`"inverse":"aws organizations deregister-delegated-administrator --account-id 222233334444 --service-principal config.amazonaws.com",` +
		`"reason":"OPS-7 <\u001b>"}` + "\n"
	if got != want {
		t.Errorf("the intent is\n%snot\n%s", got, want)
	}
	failed := plan.NewOutcome(steps("d1")[0], asker, "o-4x9acme2k7", plan.Outcome{
		Result: plan.ResultFailed, At: modeltest.Noon,
		Failure: &model.Failure{Operation: "organizations:RegisterDelegatedAdministrator", Cause: "no"}, RequestID: "req-9",
	})
	for _, part := range []string{`"phase":"outcome"`, `"outcome":"failed"`, `"error":"organizations:RegisterDelegatedAdministrator: no"`, `"requestId":"req-9"`} {
		if got := journal(t, failed); !strings.Contains(got, part) {
			t.Errorf("the outcome has no %s: %s", part, got)
		}
	}
}

func TestJournalRoundTrip(t *testing.T) {
	s := steps("d1")
	entries := []plan.JournalEntry{intent(s[0]), outcome(s[0], plan.ResultNotVisible), intent(s[1]), outcome(s[1], plan.ResultUnknown)}
	text := journal(t, entries...)
	got, torn, err := plan.DecodeJournal(strings.NewReader(text))
	if diff := cmp.Diff(entries, got); diff != "" || torn || err != nil {
		t.Errorf("torn %v, %v, %s", torn, err, diff)
	}
	for i, e := range got {
		step, err := plan.StepOf(e)
		if diff := cmp.Diff(s[i/2], step); diff != "" || err != nil {
			t.Errorf("step %d: %v, %s", i, err, diff)
		}
	}
	// Cut off anywhere, it keeps every line that was whole.
	for n := range len(text) {
		got, torn, err := plan.DecodeJournal(strings.NewReader(text[:n]))
		whole := strings.Count(text[:n], "\n")
		rest := n - strings.LastIndex(text[:n], "\n") - 1
		if n > 0 && text[n] == '\n' {
			whole++ // only the newline is missing
			rest = 0
		}
		if err != nil || len(got) != whole || torn != (rest > 0) {
			t.Fatalf("cut at %d: %d entries, torn %v, %v", n, len(got), torn, err)
		}
	}
}

func TestJournalOddLines(t *testing.T) {
	line := journal(t, intent(steps("d1")[0]))
	for name, c := range map[string]struct {
		text    string
		entries int
		torn    bool
		err     error
	}{
		"a torn line that was ended later": {line[:80] + "\n" + line, 1, false, nil},
		"zeros after a power cut":          {line + strings.Repeat("\x00", 30), 1, false, nil},
		"zeros that were ended later":      {line[:50] + "\x00\x00\n" + line, 1, false, nil},
		"empty lines":                      {"\n" + line + "\r\n" + line, 2, false, nil},
		"an unknown field":                 {strings.Replace(line, `{"v"`, `{"mood":[1],"v"`, 1), 1, false, nil},
		"garbage":                          {line + "garbage\n" + line, 1, false, codec.ErrDamaged},
		"garbage at the end":               {line + "garbage", 1, true, nil},
		"two in a line":                    {line[:len(line)-1] + line, 0, false, codec.ErrDamaged},
		"a newer version":                  {strings.Replace(line, `"v":1`, `"v":2`, 1) + line, 0, false, codec.ErrNewerVersion},
		"no version":                       {strings.Replace(line, `"v":1`, `"v":0`, 1), 0, false, codec.ErrDamaged},
		"an unknown phase":                 {strings.Replace(line, "intent", "dream", 1), 0, false, codec.ErrDamaged},
		"an unknown outcome":               {strings.Replace(line, `"intent"`, `"outcome","outcome":"so so"`, 1), 0, false, codec.ErrDamaged},
		"a key that appears twice":         {strings.Replace(line, `"step":1`, `"step":1,"step":2`, 1), 0, false, codec.ErrDamaged},
		"a key twice, in another case":     {strings.Replace(line, `"step":1`, `"step":1,"Step":2`, 1), 0, false, codec.ErrDamaged},
		"a wrong type":                     {strings.Replace(line, `"step":1`, `"step":"1"`, 1), 0, false, codec.ErrDamaged},
		"parameters that are a list":       {strings.Replace(line, `"parameters":{`, `"parameters":[{`, 1), 0, false, codec.ErrDamaged},
	} {
		entries, torn, err := plan.DecodeJournal(strings.NewReader(c.text))
		if len(entries) != c.entries || torn != c.torn || !errors.Is(err, c.err) {
			t.Errorf("%s: %d entries, torn %v, %v", name, len(entries), torn, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the error has two lines: %v", name, err)
		}
	}
}

// labels names entries in short.
func labels(entries []plan.JournalEntry) string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Plan+"/"+string(rune('0'+e.Step))+" "+string(e.Phase)+" "+e.Outcome)
	}
	return strings.Join(all, ", ")
}

func TestUnfinished(t *testing.T) {
	a, b := steps("a"), steps("b")
	back, _ := a[0].Inverse()
	back.Plan, back.Of = "back", 1
	access := plan.Step{
		Action: catalog.ActionEnableAccess, API: "organizations", Operation: "EnableAWSServiceAccess", Principal: a[0].Principal,
		Parameters: catalog.Parameters{{Name: "ServicePrincipal", Value: string(a[0].Principal)}}, Plan: "c", Number: 1, Of: 1,
	}
	done, failed, unknown := plan.ResultDone, plan.ResultFailed, plan.ResultUnknown
	for name, c := range map[string]struct {
		entries []plan.JournalEntry
		want    string
		last    string
	}{
		"nothing":                    {nil, "", ""},
		"all done":                   {[]plan.JournalEntry{intent(a[0]), outcome(a[0], done), intent(a[1]), outcome(a[1], done)}, "", "a/1 outcome done, a/2 outcome done"},
		"stopped in a call":          {[]plan.JournalEntry{intent(a[0])}, "a/1 intent ", ""},
		"stopped in the second call": {[]plan.JournalEntry{intent(a[0]), outcome(a[0], done), intent(a[1])}, "a/2 intent ", "a/1 outcome done"},
		"stopped between two calls":  {[]plan.JournalEntry{intent(a[0]), outcome(a[0], done)}, "a/1 outcome done", "a/1 outcome done"},
		"failed at once":             {[]plan.JournalEntry{intent(a[0]), outcome(a[0], failed)}, "", ""},
		"failed half way":            {[]plan.JournalEntry{intent(a[0]), outcome(a[0], done), intent(a[1]), outcome(a[1], failed)}, "a/2 outcome failed", "a/1 outcome done"},
		"outcome unknown":            {[]plan.JournalEntry{intent(a[0]), outcome(a[0], unknown)}, "a/1 outcome unknown", ""},
		"unknown, then read back":    {[]plan.JournalEntry{intent(a[1]), outcome(a[1], unknown), outcome(a[1], done)}, "", "a/2 outcome done"},
		"crash, then read back":      {[]plan.JournalEntry{intent(a[0]), outcome(a[0], failed)}, "", ""},
		"crash, then done again":     {[]plan.JournalEntry{intent(a[0]), intent(b[0]), outcome(b[0], done), intent(b[1]), outcome(b[1], done)}, "", "b/1 outcome done, b/2 outcome done"},
		"crash, then taken back":     {[]plan.JournalEntry{intent(a[0]), intent(back), outcome(back, done)}, "", "back/1 outcome done"},
		"crash, then something else": {[]plan.JournalEntry{intent(a[0]), intent(access), outcome(access, done)}, "a/1 intent ", "c/1 outcome done"},
		"the same plan twice":        {[]plan.JournalEntry{intent(a[0]), outcome(a[0], failed), intent(a[0])}, "a/1 intent ", ""},
		"half done, then a new plan": {[]plan.JournalEntry{intent(a[0]), outcome(a[0], done), intent(access), outcome(access, done)}, "", "c/1 outcome done"},
		"the intent's line was lost": {[]plan.JournalEntry{outcome(a[1], done)}, "", "a/2 outcome done"},
		"a failed plan after a done": {[]plan.JournalEntry{intent(access), outcome(access, done), intent(a[0]), outcome(a[0], failed)}, "", "c/1 outcome done"},
	} {
		if got := labels(plan.Unfinished(c.entries)); got != c.want {
			t.Errorf("%s: unfinished is %q, not %q", name, got, c.want)
		}
		if got := labels(plan.LastChange(c.entries)); got != c.last {
			t.Errorf("%s: the last change is %q, not %q", name, got, c.last)
		}
	}
}

func TestStepOfUnknownOperation(t *testing.T) {
	e := intent(steps("d1")[0])
	e.Operation = "MoveAccount"
	if _, err := plan.StepOf(e); err == nil || !strings.Contains(err.Error(), "MoveAccount") {
		t.Errorf("got %v", err)
	}
}

func FuzzDecodeJournal(f *testing.F) {
	s := steps("d1")
	f.Add([]byte(journal(f, intent(s[0]), outcome(s[0], plan.ResultUnknown))))
	f.Add([]byte(journal(f, intent(s[0]))[:120] + "\n" + journal(f, intent(s[1]))))
	f.Add([]byte(strings.Replace(journal(f, intent(s[0])), `"plan":`, `"order":{"direction":"register","account":"444455556666","principals":[],"also":[]},"plan":`, 1)))
	f.Add([]byte(strings.Replace(journal(f, intent(s[0])), `"plan":`, `"order":{"account":"444455556666"},"plan":`, 1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, _, err := plan.DecodeJournal(bytes.NewReader(text))
		if err != nil && strings.ContainsAny(err.Error(), "\n\r\x1b") {
			t.Fatalf("the error is not one line: %q", err)
		}
		again, torn, err := plan.DecodeJournal(strings.NewReader(journal(t, entries...)))
		// An order with an empty list is the one without: of all.
		if diff := cmp.Diff(entries, again, cmpopts.EquateEmpty()); diff != "" || torn || err != nil {
			t.Fatalf("torn %v, %v, %s", torn, err, diff)
		}
		plan.Unfinished(entries)
		for _, e := range plan.LastChange(entries) {
			if e.Phase != plan.Settled || e.Outcome != "done" {
				t.Fatalf("the last change has %+v", e)
			}
		}
	})
}
