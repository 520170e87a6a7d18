package verdict_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A sweep counts what a lens counts.
func TestSweep(t *testing.T) {
	r := modeltest.Demo()
	for _, q := range lensQuestions {
		lens, err := verdict.NewLens(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for n := range r.Nodes() {
			want := lens.Counts(n.ID)
			if n.Kind == model.KindAccount {
				want[lens.Ruling(n.ID)]++
			}
			p := verdict.NewSweep(q, n.ID)
			for !p.Done() {
				if err := p.Next(r, 4); err != nil {
					t.Fatal(err)
				}
			}
			if p.Counts != want {
				t.Errorf("%s of %s: some at a time they are %v, all at once %v", q.Action, n.Name, p.Counts, want)
			}
		}
	}
	if err := verdict.NewSweep(verdict.Question{Action: "nothing"}, paymentsProd).Next(r, 1); err == nil {
		t.Error("what is no question is asked")
	}
}
