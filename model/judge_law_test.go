package model_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"deputy/model"

	"pgregory.net/rapid"
)

// lawPlaces are the levels of lawAccount.
var lawPlaces = []model.NodeID{"r-law0", "ou-law0-00000000", "ou-law0-11111111", lawAccount.Node()}

func asked(t *rapid.T, r *model.Reading, q model.Question) model.Verdict {
	v, err := r.Ask(q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A further Deny never widens: what was denied stays so, and what was not
// surely allowed does not become it.
func TestFurtherDenyNeverWidensVerdicts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := drawOrganization(t), drawPrincipal(t, drawQuestion(t))
		kind := rapid.SampledFrom(model.Evaluated()).Draw(t, "kind")
		then, err := r.Suppose(model.Hypothesis{Drafts: []model.Draft{{
			Name: "further", Type: kind, Text: drawDocument(t, []string{"Deny"}, &[]statement{}), Target: rapid.SampledFrom(lawPlaces).Draw(t, "place"),
		}}})
		if err != nil {
			t.Fatal(err)
		}
		before, after := asked(t, r, q), asked(t, then, q)
		if before.Ruling.Denied() && !after.Ruling.Denied() || before.Ruling != model.Allowed && after.Ruling == model.Allowed {
			t.Fatalf("%+v: %v, and with a further Deny %v", q, before.Ruling, after.Ruling)
		}
		for _, by := range before.By {
			if !slices.Contains(after.By, by) {
				t.Fatalf("%+v: with a further Deny %+v is no reason any more", q, by)
			}
		}
	})
}

// A further level never widens, wherever on the path it is.
func TestFurtherLevelNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level := func(i int) string {
			return fmt.Sprintf(`{"id":"%d","policies":[{"name":"a","document":%s},{"name":"b","document":%s}]}`, i,
				drawDocument(t, []string{"Allow", "Deny"}, &[]statement{}), rapid.SampledFrom([]string{full, onlyS3, denyEC2}).Draw(t, "beside"))
		}
		levels := []string{level(1), level(2)}
		further := slices.Insert(slices.Clone(levels), rapid.IntRange(0, 2).Draw(t, "at"), level(3))
		q := drawQuestion(t)
		var context []string
		for _, k := range slices.Sorted(maps.Keys(q.Given)) {
			context = append(context, fmt.Sprintf(`%q:["%s"]`, k, strings.Join(q.Given[k], `","`)))
		}
		judge := func(levels []string) model.Judgement {
			b, err := model.ParseBatchLine(fmt.Appendf(nil, `{"levels":[%s],"request":{"action":%q,"resource":%q,"context":{%s}}}`,
				strings.Join(levels, ","), q.Action, q.Resource, strings.Join(context, ",")))
			if err != nil {
				t.Fatal(err)
			}
			j, err := b.Judge()
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		before, after := judge(levels), judge(further)
		if before.Ruling.Denied() && !after.Ruling.Denied() || before.Ruling != model.Allowed && after.Ruling == model.Allowed ||
			len(after.By) < len(before.By) || len(after.Missing) < len(before.Missing) {
			t.Fatalf("%+v: %v, and with a further level %v", q, before.Ruling, after.Ruling)
		}
	})
}

// Giving what was not given never turns an answer that was sure.
func TestGivingNeverTurnsVerdicts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := drawOrganization(t), drawPrincipal(t, drawQuestion(t))
		before := asked(t, r, q)
		keys := slices.DeleteFunc(slices.Sorted(maps.Keys(lawGiven)), func(k string) bool {
			return q.Given[k] != nil || slices.Contains(q.Absent, k) || slices.ContainsFunc(before.Derived, func(d model.Derived) bool { return d.Key == k })
		})
		if len(keys) == 0 {
			return
		}
		key := rapid.SampledFrom(keys).Draw(t, "key")
		filled := q
		if rapid.Bool().Draw(t, "absent") {
			filled.Absent = append(slices.Clone(q.Absent), key)
		} else {
			filled.Given = maps.Clone(q.Given)
			filled.Given[key] = rapid.SliceOfN(rapid.SampledFrom(lawGiven[key]), 1, 2).Draw(t, "given")
		}
		after := asked(t, r, filled)
		sure := before.Ruling == model.Allowed || before.Ruling.Denied()
		if sure && (before.Ruling == model.Allowed) != (after.Ruling == model.Allowed) || before.Ruling.Denied() && !after.Ruling.Denied() {
			t.Fatalf("%+v is %v, and with %s given %v", q, before.Ruling, key, after.Ruling)
		}
	})
}

// What a line forbids, the statement that is named as broader forbids too.
func TestBroaderForbidsAllOfIt(t *testing.T) {
	broader := 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawOrganization(t)
		for _, kind := range model.Evaluated() {
			for _, l := range r.Restrictions(lawAccount.Node(), kind).Lines {
				if l.Broader == nil {
					continue
				}
				broader++
				for _, e := range l.Questions() {
					if v := asked(t, r, e.Question); e.Blocked && !slices.Contains(v.By, *l.Broader) {
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
