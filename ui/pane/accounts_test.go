package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/sample"
	"deputy/ui/kit"
	"deputy/ui/stage"
)

// press types a text into a pane.
func press(p kit.Typist, text string) {
	for _, r := range text {
		p.Key(stage.Key(string(r)))
	}
}

func TestAccountFrames(t *testing.T) {
	for _, c := range []struct {
		name string
		w, h int
	}{{"80x19", 80, 19}, {"120x35", 120, 35}, {"200x55", 200, 55}} {
		env := demo()
		keep(t, "names-"+c.name, NewAccounts(env), c.w, c.h)
		a := NewAccounts(env)
		a.Do(kit.Sort)
		a.Do(kit.Sort)
		keep(t, "states-"+c.name, a, c.w, c.h)
		a.Do(kit.Filter)
		press(a, "prod data")
		keep(t, "filtered-"+c.name, a, c.w, c.h)
		press(a, "nothing of the kind")
		keep(t, "no-match-"+c.name, a, c.w, c.h)
	}
	keep(t, "empty", NewAccounts(emptyEnv()), 80, 19)
	keep(t, "hostile", NewAccounts(testEnv(sample.Hostile()[0].Snapshot)), 120, 35)
	denied := emptyEnv()
	denied.Reading.Apply(model.StatusFact{Part: model.PartAccounts, Status: failed("organizations:ListAccounts", "")})
	keep(t, "denied", NewAccounts(denied), 80, 19)
}

// failed returns the status of a part that was denied.
func failed(operation, target string) model.Status {
	return model.Status{Progress: model.Failed, Gap: &model.Gap{
		Kind: model.FailureDenied, Operation: operation, Target: target,
		Cause: "User: arn:aws:sts::222233334444:assumed-role/OrgReader/jo is not authorized to perform: " + operation +
			" with an explicit deny in a service control policy",
		Fix: "An administrator of the management account can allow " + operation + " in that SCP.",
	}}
}

func TestAccountsKeepTheirCursorWhileOthersArrive(t *testing.T) {
	env := emptyEnv()
	all := sample.Demo().Accounts
	env.Reading.Apply(model.AccountsFact{Accounts: all[40:]})
	a := NewAccounts(env)
	frame(t, a, 80, 19)
	for range 7 {
		a.Do(kit.Down)
	}
	was := a.Selected().ID
	row := a.Window.Cursor - a.Window.Top
	env.Reading.Apply(model.AccountsFact{Accounts: all[:40]})
	frame(t, a, 80, 19)
	if a.Selected().ID != was {
		t.Errorf("the cursor went from %s to %s", was, a.Selected().ID)
	}
	if now := a.Window.Cursor - a.Window.Top; now != row {
		t.Errorf("the account under the cursor went from row %d to row %d", row, now)
	}
}

func TestAccountOrders(t *testing.T) {
	env := demo()
	a := NewAccounts(env)
	want := map[accountOrder]func(a, b *model.Node) bool{
		byID:     func(a, b *model.Node) bool { return a.ID <= b.ID },
		byEmail:  func(a, b *model.Node) bool { return strings.ToLower(a.Email) <= strings.ToLower(b.Email) },
		byJoined: func(a, b *model.Node) bool { return !a.Joined.Before(b.Joined) },
	}
	for range byDelegations {
		frame(t, a, 120, 100)
		if ordered := want[a.all.order]; ordered != nil {
			for i := range len(a.Shown) - 1 {
				if !ordered(a.Shown[i].node, a.Shown[i+1].node) {
					t.Errorf("order %d: %s stands before %s", a.all.order, a.Shown[i].node.Name, a.Shown[i+1].node.Name)
				}
			}
		}
		a.Do(kit.Sort)
	}
	if a.all.order != byName {
		t.Errorf("after all orders the list is in order %d", a.all.order)
	}
}

func TestAccountFilterFindsEveryColumn(t *testing.T) {
	env := demo()
	n := named(t, env, "payments-prod")
	for _, text := range []string{"PAYMENTS-prod", string(n.ID), "payments-prod@example.com", "workloads / prod payments", "active payments-p"} {
		a := NewAccounts(env)
		a.Do(kit.Filter)
		press(a, text)
		if a.Selected() != n {
			t.Errorf("%q does not find payments-prod:\n%s", text, frame(t, a, 100, 12))
		}
	}
}

func TestGoToLetsGoOfAFilterThatHides(t *testing.T) {
	env := demo()
	a := NewAccounts(env)
	a.Do(kit.Filter)
	press(a, "sandbox")
	a.Key(stage.Key("enter"))
	n := named(t, env, "payments-prod")
	if !a.GoTo(Place{Node: n.ID}) || a.Selected() != n {
		t.Fatalf("the list does not go to payments-prod")
	}
	if a.GoTo(Place{Node: named(t, env, "Workloads").ID}) {
		t.Error("the list of accounts claims to show an OU")
	}
}

func BenchmarkAccountsDown(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		b.Run(phrase.Thousands(n), func(b *testing.B) {
			a := NewAccounts(testEnv(sample.Large(n, n/25, 50)))
			frame(b, a, 120, 35)
			for b.Loop() {
				a.Do(kit.Down)
				a.View(kit.Size{W: 120, H: 35}, true)
			}
		})
	}
}

func BenchmarkAccountsFilter(b *testing.B) {
	a := NewAccounts(testEnv(sample.Large(50_000, 2000, 50)))
	frame(b, a, 120, 35)
	a.Do(kit.Filter)
	for b.Loop() {
		press(a, "a")
		a.View(kit.Size{W: 120, H: 35}, true)
		a.Key(stage.Key("backspace"))
	}
}

func BenchmarkAccountsSort(b *testing.B) {
	a := NewAccounts(testEnv(sample.Large(50_000, 2000, 50)))
	for b.Loop() {
		a.Do(kit.Sort)
	}
}
