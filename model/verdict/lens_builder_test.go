package verdict_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// A lens made of some accounts at a time is the one that is made at once.
func TestLensBuilder(t *testing.T) {
	r := modeltest.Demo()
	r.Apply(model.AccountsFact{Accounts: []model.Node{{ID: "777777777777", Kind: model.KindAccount, Name: "lost", Parent: "ou-4x9a-unknown0"}}})
	for _, q := range lensQuestions {
		want, err := verdict.NewLens(r, q)
		if err != nil {
			t.Fatal(err)
		}
		l := verdict.NewLensBuilder(r, q)
		for !l.Done() {
			if err := l.Next(r, 7); err != nil {
				t.Fatal(err)
			}
		}
		got := l.Lens()
		for n := range r.Nodes() {
			if got.Ruling(n.ID) != want.Ruling(n.ID) || got.Counts(n.ID) != want.Counts(n.ID) || got.DecidedAt(n.ID) != want.DecidedAt(n.ID) {
				t.Errorf("%s at %s: in parts it is %v, %v, from here %v; at once %v, %v, %v", q.Action, n.Name,
					got.Ruling(n.ID), got.Counts(n.ID), got.DecidedAt(n.ID), want.Ruling(n.ID), want.Counts(n.ID), want.DecidedAt(n.ID))
			}
		}
		a, b := verdict.Groups(r, got), verdict.Groups(r, want)
		if !slices.EqualFunc(a, b, func(a, b verdict.LensGroup) bool { return a.Ruling == b.Ruling && slices.Equal(a.Accounts, b.Accounts) }) {
			t.Errorf("%s is grouped as\n%v\nand not as\n%v", q.Action, a, b)
		}
	}
	if err := verdict.NewLensBuilder(r, verdict.Question{Action: "nothing"}).Next(r, 1); err == nil {
		t.Error("what is no question is asked")
	}
}
