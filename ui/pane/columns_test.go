package pane

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/ui/kit"
)

// names returns the names of the accounts that are shown.
func (a *Accounts) names() []string {
	var all []string
	for _, x := range a.Shown {
		all = append(all, x.name)
	}
	return all
}

// TestListsTurnRound ensures that S shows each list in the other direction, and that
// another column begins in its own.
func TestListsTurnRound(t *testing.T) {
	env := demo()
	a, p, f := NewAccounts(env), NewPolicies(env), NewFindings(env)
	for name, list := range map[string]struct {
		pane kit.Pane
		rows func() []string
	}{
		"accounts": {a, a.names},
		"policies": {p, func() (all []string) {
			for _, x := range p.Shown {
				all = append(all, x.Name)
			}
			return all
		}},
		"findings": {f, func() (all []string) {
			for _, x := range f.Shown {
				all = append(all, x.id)
			}
			return all
		}},
	} {
		frame(t, list.pane, 120, 35)
		for range 3 {
			before := list.rows()
			list.pane.Do(kit.Reverse)
			if !strings.Contains(frame(t, list.pane, 120, 35), "▴") {
				t.Errorf("%s: no heading tells that the direction is the other one", name)
			}
			turned := list.rows()
			slices.Reverse(turned)
			if !slices.Equal(before, turned) {
				t.Errorf("%s: in the other direction the rows are %q", name, turned)
			}
			list.pane.Do(kit.Sort)
			if strings.Contains(frame(t, list.pane, 120, 35), "▴") {
				t.Errorf("%s: another column is in the other direction too", name)
			}
		}
	}
}

// TestChosenColumns ensures that the list shows the columns that are chosen, tags
// among them, and finds its own again.
func TestChosenColumns(t *testing.T) {
	env := demo()
	a, c := NewAccounts(env), NewColumns(env)
	work(c)
	choose := func(title string) {
		t.Helper()
		c.Do(kit.Home)
		for i, name := range c.names {
			if accountTitle(name) == title {
				for range i {
					c.Do(kit.Down)
				}
				c.Do(kit.Open)
				return
			}
		}
		t.Fatalf("no column is called %s: %q", title, c.names)
	}
	choose("e-mail")
	choose("team")
	if !slices.Equal(env.Lists.Accounts.Columns, []string{"email", "tag:team"}) {
		t.Errorf("chosen are %q", env.Lists.Accounts.Columns)
	}
	got := frame(t, a, 120, 35)
	if head := strings.Split(got, "\n")[1]; strings.Join(strings.Fields(head), " ") != "name ▾ e-mail team" {
		t.Errorf("the columns are %q", head)
	}
	if !strings.Contains(got, "security") || !strings.Contains(got, "aws+audit@example.com") {
		t.Errorf("the tags and e-mails are not there:\n%s", got)
	}
	keep(t, "choice", c, 80, 19)
	keep(t, "list", a, 120, 19)
	choose("e-mail")
	c.Do(kit.Assume)
	if env.Lists.Accounts.Columns != nil {
		t.Errorf("%q stay chosen", env.Lists.Accounts.Columns)
	}
}

// TestPathsAndEMailsAreWholeWhereThereIsRoom ensures that nothing in the list is cut
// beside empty space.
func TestPathsAndEMailsAreWholeWhereThereIsRoom(t *testing.T) {
	env := demo()
	for _, width := range []int{130, 170, 200} {
		got := frame(t, NewAccounts(env), width, 70)
		for n := range env.Reading.Accounts() {
			if width >= 170 && !strings.Contains(got, n.Email) {
				t.Errorf("at %d columns %s is cut", width, n.Email)
			}
			if path := strings.TrimPrefix(env.Reading.PathName(n.Parent), "Root / "); !strings.Contains(got, path) {
				t.Errorf("at %d columns %s is cut", width, path)
			}
		}
	}
	if got := frame(t, NewAccounts(env), 110, 70); !strings.Contains(got, "… / Regulated / Card Vault") {
		t.Errorf("a path that does not fit loses its end:\n%s", got)
	}
}

// TestTagsOfVisibleAccountsAreAskedFor ensures that a column of tags asks for the tags
// of one account after the other, each once.
func TestTagsOfVisibleAccountsAreAskedFor(t *testing.T) {
	env := demo()
	env.Reading = model.NewReading()
	env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{{ID: "1", Kind: model.KindAccount, Name: "a"}, {ID: "2", Kind: model.KindAccount, Name: "b"}}})
	a := NewAccounts(env)
	frame(t, a, 80, 10)
	if w := a.Needs(); w != nil {
		t.Errorf("without a column of tags %v is asked for", w)
	}
	env.Lists.Accounts.Columns = []string{"tag:team"}
	frame(t, a, 80, 10)
	if w := a.Needs(); len(w) != 1 || w[0] != (model.WantTags{Target: "1"}) {
		t.Errorf("first %v is asked for", w)
	}
	env.Reading.Apply(model.StatusFact{Part: model.PartTags, Target: "1", Status: model.Status{Progress: model.Waiting}})
	if w := a.Needs(); w != nil {
		t.Errorf("while one is on its way %v is asked for", w)
	}
	env.Reading.Apply(model.StatusFact{Part: model.PartTags, Target: "1", Status: model.Status{Progress: model.Complete}})
	if w := a.Needs(); len(w) != 1 || w[0] != (model.WantTags{Target: "2"}) {
		t.Errorf("then %v is asked for", w)
	}
}
