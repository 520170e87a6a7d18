package verdict_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// lawPlaces are the levels of modeltest.LawAccount.
var lawPlaces = []model.NodeID{"r-law0", "ou-law0-00000000", "ou-law0-11111111", modeltest.LawAccount.Node()}

// Another Deny never permits more: what was denied stays denied, and what was
// not certainly allowed does not become so.
func TestFurtherDenyNeverWidensVerdicts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		kind := rapid.SampledFrom(model.Evaluated()).Draw(t, "kind")
		then, err := r.WithEdits(model.Edits{Drafts: []model.Draft{{
			Name: "further", Type: kind, Text: modeltest.DrawDocument(t, []string{"Deny"}, &[]modeltest.Statement{}), Target: rapid.SampledFrom(lawPlaces).Draw(t, "place"),
		}}})
		if err != nil {
			t.Fatal(err)
		}
		before, after := modeltest.Asked(t, r, q), modeltest.Asked(t, then, q)
		if before.Ruling.Denied() && !after.Ruling.Denied() || before.Ruling != verdict.Allowed && after.Ruling == verdict.Allowed {
			t.Fatalf("%+v: %v, and with a further Deny %v", q, before.Ruling, after.Ruling)
		}
		for _, by := range before.By {
			if !slices.Contains(after.By, by) {
				t.Fatalf("%+v: with a further Deny %+v is no reason any more", q, by)
			}
		}
	})
}

// Another level never permits more, wherever on the path it is.
func TestFurtherLevelNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level := func(i int) string {
			return fmt.Sprintf(`{"id":"%d","policies":[{"name":"a","document":%s},{"name":"b","document":%s}]}`, i,
				modeltest.DrawDocument(t, []string{"Allow", "Deny"}, &[]modeltest.Statement{}), rapid.SampledFrom([]string{modeltest.Full, modeltest.OnlyS3, modeltest.DenyEC2}).Draw(t, "beside"))
		}
		levels := []string{level(1), level(2)}
		further := slices.Insert(slices.Clone(levels), rapid.IntRange(0, 2).Draw(t, "at"), level(3))
		q := modeltest.DrawQuestion(t)
		var context []string
		for _, k := range slices.Sorted(maps.Keys(q.Given)) {
			context = append(context, fmt.Sprintf(`%q:["%s"]`, k, strings.Join(q.Given[k], `","`)))
		}
		judge := func(levels []string) verdict.Judgement {
			b, err := verdict.ParseBatchLine(fmt.Appendf(nil, `{"levels":[%s],"request":{"action":%q,"resource":%q,"context":{%s}}}`,
				strings.Join(levels, ","), q.Action, q.Resource, strings.Join(context, ",")))
			if err != nil {
				t.Fatal(err)
			}
			j, err := b.Judge(&verdict.BatchDocuments{})
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		before, after := judge(levels), judge(further)
		if before.Ruling.Denied() && !after.Ruling.Denied() || before.Ruling != verdict.Allowed && after.Ruling == verdict.Allowed ||
			len(after.By) < len(before.By) || len(after.Missing) < len(before.Missing) {
			t.Fatalf("%+v: %v, and with a further level %v", q, before.Ruling, after.Ruling)
		}
	})
}

// Giving a key that was open never reverses an answer that was certain.
func TestGivingAKeyNeverReversesVerdicts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		before := modeltest.Asked(t, r, q)
		keys := slices.DeleteFunc(slices.Sorted(maps.Keys(modeltest.LawGiven)), func(k string) bool {
			return q.Given[k] != nil || slices.Contains(q.Absent, k) || slices.ContainsFunc(before.Derived, func(d verdict.Derived) bool { return d.Key == k })
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
			filled.Given[key] = rapid.SliceOfN(rapid.SampledFrom(modeltest.LawGiven[key]), 1, 2).Draw(t, "given")
		}
		after := modeltest.Asked(t, r, filled)
		sure := before.Ruling == verdict.Allowed || before.Ruling.Denied()
		if sure && (before.Ruling == verdict.Allowed) != (after.Ruling == verdict.Allowed) || before.Ruling.Denied() && !after.Ruling.Denied() {
			t.Fatalf("%+v is %v, and with %s given %v", q, before.Ruling, key, after.Ruling)
		}
	})
}
