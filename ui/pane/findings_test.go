package pane

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/finding"
	"deputy/model/sample"
	"deputy/ui/kit"
)

// managed returns the demo organization as its management account reads it, with
// the survey of exemptions done.
func managed() *Env {
	env := demo()
	env.Reading.Apply(model.CallerFact{Caller: sample.Demo().Caller})
	return surveyed(env)
}

// surveyed returns the environment with the survey of exemptions done.
func surveyed(env *Env) *Env {
	for job := env.SurveyJob(); job != nil; job = env.SurveyJob() {
		job()()
	}
	return env
}

// to moves the cursor on a finding of a kind, the first whose title has a word.
func to(t testing.TB, f *Findings, code, word string) *finding.Finding {
	t.Helper()
	f.Update()
	for i, x := range f.Shown {
		if x.Code == code && strings.Contains(x.Title, word) {
			f.Window.To(i)
			return x.Finding
		}
	}
	t.Fatalf("there is no finding of %s about %q", code, word)
	return nil
}

func TestFindingFrames(t *testing.T) {
	env := managed()
	denied, empty := surveyed(deniedPolicies()), emptyEnv()
	empty.Reading.Apply(model.StatusFact{Part: model.PartTrustedAccess, Status: model.Status{Progress: model.Waiting}})
	denied.Reading.Apply(model.StatusFact{Part: model.PartTrustedAccess, Status: failed("organizations:ListAWSServiceAccessForOrganization", "")})
	for _, c := range []struct {
		name string
		w, h int
	}{{"80x19", 80, 19}, {"120x35", 120, 35}, {"160x35", 160, 35}} {
		keep(t, "severity-"+c.name, NewFindings(env), c.w, c.h)
		f := NewFindings(env)
		f.Do(kit.Sort)
		keep(t, "kind-"+c.name, f, c.w, c.h)
		f.Do(kit.Filter)
		press(f, "license")
		keep(t, "filtered-"+c.name, f, c.w, c.h)
		keep(t, "unread-"+c.name, NewFindings(emptyEnv()), c.w, c.h)
		keep(t, "loading-"+c.name, NewFindings(empty), c.w, c.h)
		keep(t, "denied-"+c.name, NewFindings(denied), c.w, c.h)
	}
	keep(t, "half-loaded", NewFindings(halfLoaded()), 120, 35)
	for _, v := range sample.Hostile() {
		keep(t, "hostile-"+strings.ReplaceAll(v.Name, " ", "-"), NewFindings(surveyed(testEnv(v.Snapshot))), 120, 35)
	}
}

func TestFindingPageFrames(t *testing.T) {
	f := NewFindings(managed())
	page := NewFinding(f.env, f.Selected)
	for _, x := range []struct{ code, word string }{
		{"delegate-inactive", "licensing"},
		{"nobody-delegated", "Account Management"},
		{"disagreement", "Storage Lens"},
		{"policy-problem", ""},
		{"delegate-power", ""},
		{"quota-used", ""},
	} {
		to(t, f, x.code, x.word)
		keep(t, x.code+"-80x19", page, 80, 19)
		keep(t, x.code+"-99x35", page, 99, 35)
	}
	denied := NewFindings(deniedPolicies())
	to(t, denied, "policy-unattached", "")
	keep(t, "not-judged", NewFinding(denied.env, denied.Selected), 99, 35)
}

func TestAFindingLeadsToItsPlaceAndItsPlan(t *testing.T) {
	f := NewFindings(managed())
	place := func(code, word string) kit.Intent { to(t, f, code, word); return f.Do(kit.Open) }
	if got := place("delegate-inactive", ""); got != (NodeOpened{"335854285905"}) {
		t.Errorf("Enter on a delegate gives %#v", got)
	}
	if got := place("policy-unattached", ""); got != (PolicyShown{"p-q4k7bn7x"}) {
		t.Errorf("Enter on a policy gives %#v", got)
	}
	if got := place("nobody-delegated", "Security Hub"); got != (ServiceShown{Service: "security-hub"}) {
		t.Errorf("Enter on a service gives %#v", got)
	}
	to(t, f, "quota-used", "")
	if ok, why := f.Can(kit.Open); ok || why == "" {
		t.Errorf("a note on the whole organization can be gone to: %v %q", ok, why)
	}
	x := to(t, f, "nobody-delegated", "Account Management")
	got, _ := f.Do(kit.Delegate).(PlanWanted)
	if got.Order.Account != "839919193859" || got.Order.Service != "account-management" || got.Order.Direction != catalog.Register {
		t.Errorf("d on %s asks for %+v", x.Title, got.Order)
	}
	if ok, _ := f.Can(kit.Undelegate); ok {
		t.Error("x would remove what is to be registered")
	}
	to(t, f, "delegate-inactive", "")
	if got, _ := f.Do(kit.Undelegate).(PlanWanted); got.Order.Direction != catalog.Remove || got.Order.Service != "license-manager" {
		t.Errorf("x on a suspended delegate asks for %+v", got.Order)
	}
	to(t, f, "policy-size", "")
	if ok, why := f.Can(kit.Delegate); ok || !strings.Contains(why, "no plan") {
		t.Errorf("d on a policy: %v %q", ok, why)
	}
}

func TestTheCursorStaysOnItsFinding(t *testing.T) {
	env := managed()
	f := NewFindings(env)
	x := to(t, f, "policy-size", "")
	s := sample.Demo()
	s.Accounts[2].State = model.StateSuspended
	env.Reading.Apply(model.AccountsFact{Accounts: s.Accounts})
	if f.all.of == env.Inspection() {
		t.Fatal("the accounts changed, and no findings were looked for")
	}
	if got := f.Selected(); got == x || got.Title != x.Title {
		t.Errorf("the cursor is on %q", got.Title)
	}
}

func TestALargeOrganizationIsLookedThroughOnceASecondWhileRead(t *testing.T) {
	env := testEnv(sample.Large(inspectAtOnce, 10, 10))
	inspection := func() *finding.Inspection {
		for job := env.InspectionJob(); job != nil; job = env.InspectionJob() {
			job()()
		}
		return env.Inspection()
	}
	env.Reading.Apply(model.StatusFact{Part: model.PartDocument, Status: model.Status{Progress: model.Partial}})
	was := inspection()
	env.Reading.Apply(model.StatusFact{Part: model.PartAccounts, Status: model.Status{Progress: model.Partial}})
	if inspection() != was {
		t.Error("each fact that arrives has findings looked for")
	}
	env.Now = env.Now.Add(inspectEvery)
	if inspection() == was {
		t.Error("after a second the findings are those of before")
	}
	was = inspection()
	for _, p := range []model.Part{model.PartDocument, model.PartAccounts} {
		env.Reading.Apply(model.StatusFact{Part: p, Status: model.Status{Progress: model.Complete, At: time.Unix(3, 0)}})
	}
	if inspection() == was {
		t.Error("the reading is complete, and the findings are those of before")
	}
}

func TestAFindingCanBeTakenAlong(t *testing.T) {
	f := NewFindings(managed())
	to(t, f, "delegate-inactive", "")
	if got, _ := f.Do(kit.CopyText).(Copied); !strings.Contains(got.Text, "Plan: Remove licensing-old (335854285905)") {
		t.Errorf("c copies %q", got.Text)
	}
	if got, _ := f.Do(kit.Copy).(Copied); got.Text != "335854285905" {
		t.Errorf("y copies %q", got.Text)
	}
}

func BenchmarkFindingsDown(b *testing.B) {
	f := NewFindings(testEnv(sample.Large(5000, 2000, 2000)))
	frame(b, f, 120, 35)
	for b.Loop() {
		f.Do(kit.Down)
		f.View(kit.Size{W: 120, H: 35}, true)
	}
}

// TestFindingsOfALargeOrganizationComeBetweenKeys ensures that the screen of findings
// does not wait for them, says so, and then goes where it was to go.
func TestFindingsOfALargeOrganizationComeBetweenKeys(t *testing.T) {
	env := testEnv(sample.Large(inspectAtOnce, 10, 10))
	f := NewFindings(env)
	if view := frame(t, f, 120, 35); !strings.Contains(view, "looking for findings") || strings.Contains(view, "No problems") {
		t.Errorf("before findings were looked for:\n%s", view)
	}
	for job := env.InspectionJob(); job != nil; job = env.InspectionJob() {
		job()()
	}
	second := findingIDs(env.Inspection())[1]
	other := &Env{Look: env.Look, Reading: env.Reading}
	g := NewFindings(other)
	if !g.GoTo(Place{Finding: second}) || g.Place().Finding != second {
		t.Error("the place is lost while the findings are not known")
	}
	other.inspected = env.inspected
	if frame(t, g, 120, 35); g.Selected() == nil || g.Place().Finding != second {
		t.Errorf("the cursor is on %+v", g.Selected())
	}
}
