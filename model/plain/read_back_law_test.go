package plain_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// failer is what reports a fault, of a test or of a property.
type failer interface {
	Helper()
	Errorf(string, ...any)
}

// checkWords reads the words of lines back and asks the evaluator about each
// request that they make. It returns how many it asked.
func checkWords(t failer, r *model.Reading, all plain.Restrictions) (asked int) {
	t.Helper()
	in := all.ScopeOf(r)
	for i := range all.Lines {
		l := &all.Lines[i]
		for _, e := range all.ReadBack(l, in) {
			v, err := verdict.Ask(r, e.Question)
			asked++
			if err != nil || !l.Agrees(e, &v) {
				t.Errorf("cannot %s; exempt %q: the words say of %+v blocked %v; the verdict is %v by %v, %v", l.What, l.Exempt, e.Question, e.Blocked, v.Ruling, v.By, err)
			}
		}
		for who, either := range all.PermissionSets(l, in) {
			asked++
			if !slices.ContainsFunc(either, func(e plain.Expectation) bool {
				v, err := verdict.Ask(r, e.Question)
				return err == nil && l.Agrees(e, &v)
			}) {
				t.Errorf("cannot %s: %s is not exempt", l.What, who)
			}
		}
		for words, ways := range all.ActionGroups(l, in) {
			if strings.Contains(words, "anything in ") { // a pattern, which has no single way
				continue
			}
			asked++
			if !slices.ContainsFunc(ways, func(way []verdict.Question) bool { return allForbidden(r, l, way) }) {
				t.Errorf("cannot %s: no way to %q is forbidden", l.What, words)
			}
		}
	}
	return asked
}

// allForbidden reports whether a line's statements forbid each request of one way to
// do something.
func allForbidden(r *model.Reading, l *plain.Restriction, way []verdict.Question) bool {
	return len(way) > 0 && !slices.ContainsFunc(way, func(q verdict.Question) bool {
		v, err := verdict.Ask(r, q)
		return err != nil || !l.Agrees(plain.Expectation{Question: q, Blocked: true}, &v)
	})
}

// Whatever the policies, the evaluator confirms what the words say of who is
// exempt, of Regions and tags, and of what is done.
func TestWordsReadBackAgreeWithTheEvaluator(t *testing.T) {
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		for _, kind := range model.Evaluated() {
			asked += checkWords(t, r, plain.RestrictionsAt(r, modeltest.LawAccount.Node(), kind))
		}
	})
	if asked == 0 {
		t.Error("no words were read")
	}
}

// The same holds for the accounts of the demo organization.
func TestWordsOfTheDemoReadBack(t *testing.T) {
	r := modeltest.Demo()
	asked := 0
	for _, n := range []model.NodeID{paymentsProd, "919433658047", sandbox, "222233334444"} {
		for _, kind := range model.Evaluated() {
			asked += checkWords(t, r, plain.RestrictionsAt(r, n, kind))
		}
	}
	if asked < 150 {
		t.Errorf("only %d requests were made of words", asked)
	}
}
