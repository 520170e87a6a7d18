package verdict_test

import (
	"slices"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// Asking some accounts at a time counts what asking all at once does.
func TestPoll(t *testing.T) {
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

// Of many changes the first are kept, and all are counted.
func TestShiftKeepsTheFirst(t *testing.T) {
	r := modeltest.Demo()
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}`
	d, _ := model.NewDraft("No queues", text, "r-4x9a")
	f := foresee(t, r, model.Edits{Drafts: []model.Draft{d}})
	q := verdict.Question{Action: "sqs:DeleteQueue", Resource: "*"}
	all := shiftOf(t, f, q)
	some := f.NewImpact(q, 5)
	for !some.Done() {
		if err := some.Next(f, 3); err != nil {
			t.Fatal(err)
		}
	}
	if some.Changes != all.Changes || some.Asked != all.Asked || len(some.Changed) != 5 || all.Changes < 20 {
		t.Fatalf("%d of %d change, of which %d are kept; in all it is %d of %d", some.Changes, some.Asked, len(some.Changed), all.Changes, all.Asked)
	}
	for i, c := range some.Changed {
		if c != all.Changed[i] {
			t.Errorf("change %d is %s, and of all %s", i, c.Account.Name, all.Changed[i].Account.Name)
		}
	}
	if reach := f.Reach(q); reach < all.Asked {
		t.Errorf("it reaches at most %d accounts, and %d are asked", reach, all.Asked)
	}
}

// A lens that is made of some accounts at a time is the one that is made of all
// at once.
func TestLooking(t *testing.T) {
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
