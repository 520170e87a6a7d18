package plain_test

import (
	"fmt"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/sample"
	"deputy/model/verdict"
)

// renderLines returns restrictions as text.
func renderLines(r plain.Restrictions) string {
	var b strings.Builder
	if r.Note != "" {
		fmt.Fprintf(&b, "# %s\n", r.Note)
	}
	for _, l := range r.Lines {
		mark := "cannot"
		if l.Kind == plain.NotKnown {
			mark = "!"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, l.Sentence)
		var from []string
		for _, s := range l.Sources {
			if s.Index > 0 {
				from = append(from, fmt.Sprintf("%s[%d] at %s", s.Name, s.Index, s.Place))
			}
		}
		if l.Broader != nil {
			from = append(from, fmt.Sprintf("within %s[%d]", l.Broader.Name, l.Broader.Index))
		}
		fmt.Fprintf(&b, "    %s: %s\n", l.Topic, strings.Join(from, ", "))
	}
	return b.String()
}

// checkLines asks every question of every line. It returns how many it asked,
// and how many lines have no question that they block.
func checkLines(t interface {
	Helper()
	Errorf(string, ...any)
}, r *model.Reading, lines plain.Restrictions,
) (asked, unblocked int) {
	t.Helper()
	for i := range lines.Lines {
		l := &lines.Lines[i]
		if l.Kind == plain.NotKnown {
			continue
		}
		blocked := false
		for _, e := range lines.Questions(r, l) {
			v, err := verdict.Ask(r, e.Question)
			if err != nil {
				t.Errorf("%s: %v", l.Sentence, err)
				continue
			}
			asked++
			blocked = blocked || e.Blocked
			if !l.Agrees(e, &v) {
				t.Errorf("cannot %s %v: of %+v it says blocked %v; the verdict is %v by %v, missing %v, open %v",
					l.Sentence, l.Sources, e.Question, e.Blocked, v.Ruling, v.By, v.Missing, v.Sentences())
			}
		}
		if !blocked {
			unblocked++
		}
	}
	return asked, unblocked
}

func TestDemoLinesAgreeWithTheEvaluator(t *testing.T) {
	r := modeltest.Demo()
	asked := 0
	for n := range r.Nodes() {
		for _, kind := range model.Evaluated() {
			lines := plain.RestrictionsAt(r, n.ID, kind)
			k, unblocked := checkLines(t, r, lines)
			asked += k
			if unblocked > 0 {
				t.Errorf("%s: %d lines have no question that they block:\n%s", n.Name, unblocked, renderLines(lines))
			}
		}
		if t.Failed() {
			return
		}
	}
	if asked < 10_000 {
		t.Errorf("only %d questions were asked", asked)
	}
}

func BenchmarkRestrictions(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	for b.Loop() {
		if lines := plain.RestrictionsAt(r, "444455556666", model.ServiceControlPolicy).Lines; len(lines) < 10 {
			b.Fatal(len(lines))
		}
	}
}
