package plain_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// Whatever the policies, the evaluator confirms each line.
func TestLinesAgreeWithTheEvaluator(t *testing.T) {
	lines, unblocked, asked := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		for _, kind := range model.Evaluated() {
			all := plain.RestrictionsAt(r, modeltest.LawAccount.Node(), kind)
			a, s := checkLines(t, r, all)
			lines, unblocked, asked = lines+len(all.Lines), unblocked+s, asked+a
		}
	})
	if unblocked*10 > lines || asked < lines*5 {
		t.Errorf("of %d lines %d have no question that they block; %d questions in all", lines, unblocked, asked)
	}
}

// Whatever is denied, a line names the statement that denies it, or the level
// where nothing allows it.
func TestLinesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		var lines []plain.Restriction
		for _, kind := range model.Evaluated() {
			lines = append(lines, plain.RestrictionsAt(r, modeltest.LawAccount.Node(), kind).Lines...)
		}
		for range 5 {
			v, err := verdict.Ask(r, modeltest.DrawQuestion(t))
			if err != nil {
				t.Fatal(err)
			}
			for _, by := range v.By {
				if !slices.ContainsFunc(lines, func(l plain.Restriction) bool { return l.Kind == plain.Forbidden && slices.Contains(l.Sources, by) }) {
					t.Fatalf("%v denies %+v, and no line says so", by, v.Question)
				}
			}
			for _, m := range v.Missing {
				if !slices.ContainsFunc(lines, func(l plain.Restriction) bool {
					return l.Kind == plain.NotAllowed && slices.Contains(l.Levels, m.Level)
				}) {
					t.Fatalf("%s allows nothing of %+v, and no line says so", m.Level, v.Question)
				}
			}
		}
	})
}

// What a line forbids, the statement named as broader also forbids.
func TestBroaderForbidsAllOfIt(t *testing.T) {
	broader := 0
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		for _, kind := range model.Evaluated() {
			lines := plain.RestrictionsAt(r, modeltest.LawAccount.Node(), kind)
			for _, l := range lines.Lines {
				if l.Broader == nil {
					continue
				}
				broader++
				for _, e := range lines.Questions(r, &l) {
					if v := modeltest.Asked(t, r, e.Question); e.Blocked && !slices.Contains(v.By, *l.Broader) {
						t.Fatalf("cannot %s; but %+v does not forbid %+v", l.Sentence, *l.Broader, e.Question)
					}
				}
			}
		}
	})
	if broader == 0 {
		t.Error("no line had a broader one")
	}
}
