package pane

import (
	"strings"
	"testing"
	"unicode"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/stage"
	"deputy/ui/widget"
)

// policyNamed returns the ID of the policy with a name.
func policyNamed(t testing.TB, env *Env, name string) model.PolicyID {
	t.Helper()
	for _, kind := range model.Evaluated() {
		for _, p := range env.Reading.Policies(kind) {
			if p.Name == name {
				return p.ID
			}
		}
	}
	t.Fatalf("no policy is called %q", name)
	return ""
}

// document returns the pane of one policy's document.
func document(env *Env, id model.PolicyID) *Document {
	return NewDocument(env, func() model.PolicyID { return id })
}

func TestDocumentFrames(t *testing.T) {
	env := demo()
	id := policyNamed(t, env, "KeepLogging")
	for _, c := range []struct {
		name string
		w, h int
	}{{"80x19", 80, 19}, {"79x35", 79, 35}, {"69x55", 69, 55}, {"30x20", 30, 20}} {
		keep(t, "formatted-"+c.name, document(env, id), c.w, c.h)
		raw := document(env, id)
		raw.Do(kit.Raw)
		keep(t, "stored-"+c.name, raw, c.w, c.h)
		found := document(env, id)
		frame(t, found, c.w, c.h)
		found.Do(kit.FindIn)
		press(found, "CLOUDTRAIL")
		found.Key(stage.Key("enter"))
		found.Do(kit.FindNext)
		keep(t, "found-"+c.name, found, c.w, c.h)
	}
	keep(t, "rcp", document(env, policyNamed(t, env, "RCPOrgPerimeter")), 79, 35)
	keep(t, "managed-by-aws", document(env, model.FullAWSAccess), 79, 35)
	keep(t, "attached-nowhere", document(env, policyNamed(t, env, "OldRegions2021")), 79, 35)
	keep(t, "unknown-policy", document(env, "p-unknown000"), 79, 10)
	hostile := testEnv(sample.Hostile()[0].Snapshot)
	for _, p := range hostile.Reading.Policies(model.ServiceControlPolicy) {
		keep(t, "hostile-"+string(p.ID), document(hostile, p.ID), 69, 25)
	}
}

func TestDocumentStates(t *testing.T) {
	env := halfLoaded()
	for _, p := range env.Reading.Policies(model.ServiceControlPolicy) {
		switch p.Name {
		case "CardVaultAllow":
			keep(t, "denied", document(env, p.ID), 79, 20)
		case "ApprovedServices":
			keep(t, "unread", document(env, p.ID), 79, 20)
			env.Reading.Apply(model.StatusFact{Part: model.PartDocument, Target: string(p.ID), Status: model.Status{Progress: model.Waiting}})
			keep(t, "arriving", document(env, p.ID), 79, 20)
		}
	}
	saved := emptyEnv()
	saved.Reading.Apply(model.SavedFact{Snapshot: sample.Demo()})
	keep(t, "saved", document(saved, policyNamed(t, saved, "DenyLeave")), 79, 20)
}

// However many problems a text has, the user can read all of them, and the statements
// that decide are highlighted too.
func TestEveryProblemIsListed(t *testing.T) {
	env := demo()
	id := policyNamed(t, env, "DenyLeave")
	text := `{"Version":"2012-10-17","Statement":[` + strings.Repeat(`{"Sid":"","Effect":"Deny","Action":"s3:*"},`, 120) + `{"Action":"ec2:*","Resource":"*"}]}`
	env.Reading.Apply(model.DocumentFact{Policy: id, Document: model.Document{Text: text}})
	d := document(env, id)
	if got := frame(t, d, 80, 40); !strings.Contains(got, "and 112 more errors, below the text") {
		t.Errorf("the list above the text does not say that there is more:\n%s", got)
	}
	d.Highlight([]scp.Span{{Start: 0, End: len(text)}})
	frame(t, d, 80, 40)
	d.Do(kit.End)
	if got := frame(t, d, 80, 40); !strings.Contains(got, "The statement has no Effect") {
		t.Errorf("the last problems are not below the text:\n%s", got)
	}
}

// n and N go through the lines that have problems, around the ends.
func TestProblemsAreJumpedTo(t *testing.T) {
	env := demo()
	id := policyNamed(t, env, "DenyLeave")
	text := `{"Version":"2012-10-17","Statement":[{"Sid":"First","Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::one"},` +
		strings.Repeat(`{"Effect":"Deny","Action":"s3:*","Resource":"*"},`, 40) + `{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincpalArn":"x"}}}]}`
	env.Reading.Apply(model.DocumentFact{Policy: id, Document: model.Document{Text: text}})
	d := document(env, id)
	sees := func(does string, want, not string) {
		t.Helper()
		got := frame(t, d, 80, 24)
		if !strings.Contains(got, want) || not != "" && strings.Contains(got, not) {
			t.Errorf("%s does not show %q, or shows %q:\n%s", does, want, not, got)
		}
	}
	sees("opening", "! warning: “s3:PutObject” acts on", `"aws:PrincpalArn": "x"`)
	if ok, _ := d.Can(kit.FindNext); !ok || d.Label(kit.FindNext) != "next problem" {
		t.Error("n does not lead to the next problem")
	}
	d.Do(kit.FindNext)
	sees("n", "arn:aws:s3:::one", `"aws:PrincpalArn": "x"`)
	d.Do(kit.FindNext)
	sees("n again", `"aws:PrincpalArn": "x"`, "")
	d.Do(kit.FindNext)
	sees("n at the last problem", "arn:aws:s3:::one", `"aws:PrincpalArn": "x"`)
	d.Do(kit.FindPrevious)
	sees("N", `"aws:PrincpalArn": "x"`, "")
	d.Do(kit.FindIn)
	press(d, "First")
	d.Key(stage.Key("enter"))
	if d.Label(kit.FindNext) != "" {
		t.Error("n leads to problems while the text is searched")
	}
}

func TestLitStatementsAreShown(t *testing.T) {
	env := demo()
	id := policyNamed(t, env, "ApprovedServices")
	d := document(env, id)
	statements := env.policySummary(id).document.Statements
	last := statements[len(statements)-1].Sid
	d.Highlight([]scp.Span{last.Span})
	if text := frame(t, d, 80, 19); !strings.Contains(text, last.Value) {
		t.Errorf("the lit statement is not visible:\n%s", text)
	}
	if d.top == 0 {
		t.Error("the document did not scroll to what is lit")
	}
}

func TestCopyTakesTheTextAsStored(t *testing.T) {
	env := demo()
	id := policyNamed(t, env, "DenyLeave")
	got, ok := document(env, id).Do(kit.CopyText).(Copied)
	if stored, _ := env.Reading.Document(id); !ok || got.Text != stored.Text {
		t.Errorf("what is copied differs from what is stored:\n%s", got.Text)
	}
	if ok, why := document(env, "p-unknown000").Can(kit.CopyText); ok || why == "" {
		t.Error("a document that is not here can be copied")
	}
}

func TestTheDocumentIsLaidOutOnceForEachWidth(t *testing.T) {
	env := demo()
	d := document(env, policyNamed(t, env, "ApprovedServices"))
	frame(t, d, 80, 19)
	first := d.layout
	d.Do(kit.Down)
	env.Frame++
	frame(t, d, 80, 19)
	if d.layout != first {
		t.Error("scrolling laid the document out again")
	}
	frame(t, d, 79, 19)
	if d.layout == first {
		t.Error("another width kept the old lines")
	}
}

// squeezed removes white space, which formatting may change.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// FuzzLayout lays any text out: every line fits, the lines hold the whole text
// in order, and places in the stored text lead to the same characters.
func FuzzLayout(f *testing.F) {
	for _, s := range []*model.Snapshot{sample.Demo(), sample.Hostile()[0].Snapshot} {
		for _, d := range s.Documents {
			f.Add(d.Text, 60)
			f.Add(d.Text, 17)
		}
	}
	f.Add("{\"a\":\t[1, 2,\r\n {\"宽宽宽宽宽宽宽宽宽宽宽\": \"\x1b[31m\u202e\"}]}", 20)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if len(text) > 20_000 {
			return
		}
		width = 16 + (width%150+150)%150
		for _, formatted := range []bool{true, false} {
			l := newLayout(text, formatted, width)
			if got, want := squeezed(l.text), squeezed(text); got != want {
				t.Fatalf("formatting changed the text from %q to %q", want, got)
			}
			checkLines(t, l, width)
			for i, o := range l.offsets {
				s := l.shown(scp.Span{Start: o.start, End: o.end})
				if l.text[s.Start:s.End] != text[o.start:o.end] {
					t.Fatalf("token %d %q is shown as %q", i, text[o.start:o.end], l.text[s.Start:s.End])
				}
			}
		}
	})
}

func checkLines(t *testing.T, l *layout, width int) {
	t.Helper()
	var all strings.Builder
	at := 0
	for i, line := range l.lines {
		part := l.text[line.start:line.end]
		if line.start < at {
			t.Fatalf("line %d goes back from %d to %d", i, at, line.start)
		}
		if n := line.indent + widget.Width(widget.Clean(part)); n > width && len([]rune(part)) > 1 && isNarrow(part) {
			t.Fatalf("line %d has %d cells of %d: %q", i, n, width, part)
		}
		at = line.end
		all.WriteString(squeezed(part)) // apart: broken characters must not join across lines
	}
	if got, want := all.String(), squeezed(l.text); got != want {
		t.Fatalf("the lines hold %q instead of %q", got, want)
	}
}

// isNarrow reports whether no characters of a text join: for those that do, terminals
// and measures differ, and the line that draws them cuts.
func isNarrow(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.M, unicode.Cf) || r > 0x3000 })
}

func BenchmarkDocumentScroll(b *testing.B) {
	env := demo()
	d := document(env, policyNamed(b, env, "ApprovedServices"))
	frame(b, d, 79, 35)
	for b.Loop() {
		d.Do(kit.Down)
		d.View(kit.Size{W: 79, H: 35}, true)
	}
}

func BenchmarkLayout(b *testing.B) {
	env := demo()
	text, _ := env.Reading.Document(policyNamed(b, env, "ApprovedServices"))
	for b.Loop() {
		newLayout(text.Text, true, 75)
	}
}
