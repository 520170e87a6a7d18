package plain_test

import (
	"cmp"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// withoutIdleStatements returns the reading with an empty action list in each
// idle statement, and how many there are.
func withoutIdleStatements(t *rapid.T, r *model.Reading) (*model.Reading, int) {
	s, n := r.Freeze(time.Time{}), 0
	for _, p := range s.Policies {
		idle := plain.NewIdleFinder(r).Of(p.ID)
		if len(idle) == 0 {
			continue
		}
		var d struct {
			Version   string
			Statement []map[string]any
		}
		if err := json.Unmarshal([]byte(s.Documents[p.ID].Text), &d); err != nil {
			t.Fatal(err)
		}
		for _, x := range idle {
			delete(d.Statement[x.Index-1], "NotAction")
			d.Statement[x.Index-1]["Action"] = []string{}
			n++
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		s.Documents[p.ID] = model.Document{Text: string(text)}
	}
	out := model.NewReading()
	out.Apply(model.SavedFact{Snapshot: s})
	return out, n
}

// Without its idle statements an organization denies exactly the same.
func TestIdleStatementsDoNotMatter(t *testing.T) {
	idle := 0
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.DrawOrganization(t)
		without, n := withoutIdleStatements(t, r)
		idle += n
		if n == 0 {
			return
		}
		for range 10 {
			q := modeltest.DrawQuestion(t)
			q.Resource = cmp.Or(q.Resource, "*") // Of one that is not given, its owner's keys are not known.
			before, err := verdict.Ask(r, q)
			if err != nil {
				t.Fatal(err)
			}
			after, err := verdict.Ask(without, q)
			if err != nil {
				t.Fatal(err)
			}
			// What is denied either way may look open before: an Allow that a
			// Deny covers still asks for what is not given.
			if (before.Ruling == verdict.Allowed) != (after.Ruling == verdict.Allowed) || before.Ruling.Denied() && !after.Ruling.Denied() {
				t.Fatalf("%+v is %v, without the idle statements %v", q, before.Ruling, after.Ruling)
			}
		}
	})
	if idle == 0 {
		t.Error("no statement was idle")
	}
}
