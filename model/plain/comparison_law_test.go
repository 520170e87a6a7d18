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

// The evaluator confirms that what a comparison finds on both sides is
// forbidden on both; and no line of a side is lost.
func TestWhatBothSidesShareIsForbiddenOnBoth(t *testing.T) {
	shared := 0
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		sides := rapid.Permutation([]model.NodeID{modeltest.LawAccount.Node(), "333333333333", "444444444444", "555555555555"}).Draw(t, "sides")
		a, b := sides[0], model.AccountID(sides[1])
		for _, kind := range model.Evaluated() {
			c := plain.Compare(r, a, b.Node(), kind)
			lines := plain.RestrictionsAt(r, a, kind)
			for _, l := range lines.Lines {
				only := slices.ContainsFunc(c.OnlyA, func(o plain.Restriction) bool { return sameLine(&o, &l) })
				both := slices.ContainsFunc(c.Both, func(s plain.Shared) bool { return sameLine(&s.A, &l) })
				if !only && !both {
					t.Fatalf("cannot %s: neither on one side nor on both", l.Sentence)
				}
				if only || hasVariable(r, &l) {
					continue // A variable may stand for each account's own.
				}
				shared++
				for _, e := range lines.Questions(r, &l) {
					q := e.Question
					q.Account, q.ResourceAccount = b, b
					for _, key := range derivedKeys[kind] {
						q = withoutKey(q, key)
					}
					if v := modeltest.Asked(t, r, q); e.Blocked && !v.Ruling.Denied() {
						t.Fatalf("cannot %s, on both sides; but in %s %+v is %v", l.Sentence, b, q, v.Ruling)
					}
				}
			}
		}
	})
	if shared == 0 {
		t.Error("nothing was shared")
	}
}

// derivedKeys are the keys that follow from the account.
var derivedKeys = map[model.PolicyType][]string{
	model.ServiceControlPolicy:  {"aws:PrincipalAccount", "aws:PrincipalOrgPaths"},
	model.ResourceControlPolicy: {"aws:ResourceAccount", "aws:ResourceOrgPaths"},
}

// hasVariable reports whether a statement of the line has a policy variable,
// which the line may put into words, such as "the principal's account".
func hasVariable(r *model.Reading, l *plain.Restriction) bool {
	return slices.ContainsFunc(l.Sources, func(s verdict.Reason) bool {
		d := r.ParsedDocument(s.Policy, s.Type)
		return d != nil && strings.Contains(d.Text[s.Span.Start:s.Span.End], "${")
	})
}

func sameLine(a, b *plain.Restriction) bool {
	return a.Kind == b.Kind && a.Sentence == b.Sentence && slices.Equal(a.Sources, b.Sources)
}

// withoutKey returns the question without a key, so that it follows from the
// account.
func withoutKey(q verdict.Question, key string) verdict.Question {
	given := map[string][]string{}
	for k, v := range q.Given {
		if !strings.EqualFold(k, key) {
			given[k] = v
		}
	}
	q.Given = given
	q.Absent = slices.DeleteFunc(slices.Clone(q.Absent), func(k string) bool { return strings.EqualFold(k, key) })
	return q
}
