package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deputy/ui"
)

// Keys of the configuration replace those of an action, in the footer and in the
// help too.
func TestKeysOfTheConfiguration(t *testing.T) {
	o := defaults
	o.Bindings.Keys = map[string][]string{"ask": {"ctrl+r"}, "findings": {"F", "9"}}
	if err := o.Bindings.Check(); err != nil {
		t.Fatal(err)
	}
	inBubble(t, &world{facts: fresh()}, o, func(p scene) {
		s := p.s
		mustShow(t, s, "Ctrl+R ask")
		s.Press("a", "4")
		if s.Shows("Do SCPs and RCPs block this?") || s.Shows("recommended next:") {
			t.Errorf("the keys of before still work:\n%s", s.Frame())
		}
		s.Press("F")
		mustShow(t, s, "delegable services with trusted access on")
		s.Press("1", "ctrl+r")
		mustShow(t, s, "Do SCPs and RCPs block this?")
		s.Press("esc", "?", "/")
		s.Type("findings")
		mustShow(t, s, "F 9 ")
	})
}

// Mistakes in the bindings are told in one sentence.
func TestBindingsWithMistakes(t *testing.T) {
	own := func(c ...ui.OwnCommand) ui.Bindings { return ui.Bindings{Commands: c} }
	keys := func(name string, ks ...string) ui.Bindings {
		return ui.Bindings{Keys: map[string][]string{name: ks}}
	}
	ls := []string{"ls"}
	for _, c := range []struct {
		b    ui.Bindings
		says string
	}{
		{keys("aks", "z"), "no action is called aks: did you mean ask?"},
		{keys("nothing-like-it", "z"), "no action is called nothing-like-it: the help"},
		{keys("ask", "q"), "the key q is bound to ask and to quit: give one of them another key"},
		{keys("ask", "hyper+q"), `the keys of ask: "hyper+q" is not a key`},
		{keys("ask", "ctrl+c"), "the keys of ask: ctrl+c always quits"},
		{keys("ask", ""), `"" is not a key`},
		{keys("remove", "ctrl+x"), ""},
		{keys("remove", "="), "the key = is bound to remove and to"},
		{keys("filter", "ctrl+f"), "the key ctrl+f is bound to filter and to page-down"},
		{keys("find", "ctrl+s"), ""},
		{ui.Bindings{Keys: map[string][]string{"ask": {"q"}, "quit": {"Q"}}}, ""},
		{keys("ask"), ""},
		{own(ui.OwnCommand{Name: "list", Key: "a", Run: ls}), "the key a is bound to list and to ask"},
		{own(ui.OwnCommand{Name: "list", Key: "z", Run: ls}, ui.OwnCommand{Name: "more", Key: "z", Run: ls}), "the key z is bound to list and to more"},
		{own(ui.OwnCommand{Name: "ask", Run: ls}), "the command ask has the name of an action"},
		{own(ui.OwnCommand{Name: "Bad Name", Run: ls}), `the command "Bad Name" needs a name`},
		{own(ui.OwnCommand{Name: "list"}), "the command list runs nothing"},
		{own(ui.OwnCommand{Name: "list", Key: "f7", Run: ls}), ""},
	} {
		err := c.b.Check()
		if (err == nil) != (c.says == "") || err != nil && (!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("of %+v it says %v, not %q", c.b, err, c.says)
		}
	}
}

// A command of the user's is shown with its variables before it first runs, runs at
// once from then on, and its failure is told.
func TestOwnCommands(t *testing.T) {
	o := defaults
	o.Bindings.Commands = []ui.OwnCommand{
		{Name: "describe", Key: "z", Run: []string{"aws", "describe", "--id", "$ACCOUNT_ID", "a b"}},
		{Name: "policy-of", Run: []string{"cat", "${POLICY_ID}"}},
	}
	var ran []string
	var with []string
	fails := errors.New("exit status 3")
	o.Run = func(_ context.Context, run, variables []string, then func(error) tea.Msg) tea.Cmd {
		ran, with = run, variables
		return func() tea.Msg { return then(fails) }
	}
	inBubble(t, &world{facts: managed(fresh())}, o, func(p scene) {
		s := p.s
		s.Press("z")
		mustShow(t, s, "describe needs $ACCOUNT_ID, and no account is chosen here.")
		s.Paste("444455556666")
		s.Press("z")
		mustShow(t, s, "Run describe?", "aws describe --id 444455556666 'a b'", "ACCOUNT_ID=444455556666", "OU_ID=ou-4x9a-", "Enter run", "Esc cancel")
		s.Press("esc")
		if ran != nil {
			t.Fatalf("it ran unconfirmed: %q", ran)
		}
		s.Press("z", "enter")
		mustShow(t, s, "describe failed: exit status 3", "payments-prod   444455556666")
		if !slices.Equal(ran, []string{"aws", "describe", "--id", "444455556666", "a b"}) || !slices.Contains(with, "ACCOUNT_ID=444455556666") {
			t.Errorf("it ran %q with %q", ran, with)
		}
		ran, fails = nil, nil
		s.Press("z")
		mustShow(t, s, "describe has ended.")
		if ran == nil {
			t.Error("it asks again")
		}
		s.Press(":")
		s.Type("policy-of")
		mustShow(t, s, "policy-of needs $POLICY_ID")
	})
	o.ReadOnly, o.Bindings.Commands[1].ReadOnly, ran = "It was started with --read-only.", true, nil
	inBubble(t, &world{facts: managed(fresh())}, o, func(p scene) {
		s := p.s
		s.Paste("444455556666")
		s.Press("z")
		mustShow(t, s, "describe may change something, and deputy is read-only now")
		s.Press("2", "enter", ":")
		s.Type("policy-of")
		s.Press("enter", "enter")
		if len(ran) != 2 || !strings.HasPrefix(ran[1], "p-") {
			t.Errorf("a command that changes nothing ran %q", ran)
		}
	})
}

// A command knows of deputy's variables what deputy says, and nothing that was set
// outside.
func TestEnvironmentOfOwnCommands(t *testing.T) {
	got := ui.Environment([]string{"HOME=/home/jo", "ACCOUNT_ID=111122223333", "PROFILES=a"}, []string{"OU_ID=ou-4x9a-1"})
	if want := []string{"HOME=/home/jo", "PROFILES=a", "OU_ID=ou-4x9a-1"}; !slices.Equal(got, want) {
		t.Errorf("a command gets %q, not %q", got, want)
	}
}

// Texts that name a key name the one of the configuration, and what runs the action
// in the palette where it has none.
func TestTextsNameBoundKeys(t *testing.T) {
	o := defaults
	o.Bindings.Keys = map[string][]string{"ask": {"f2"}, "search": {"f3"}, "activity": {"f4"}, "mouse": {}, "lens": {"ctrl+e"}}
	inBubble(t, &world{facts: managed(fresh())}, o, func(p scene) {
		s := p.s
		mustShow(t, s, "f3 search", "f4 activity")
		s.Press(":")
		s.Type("mouse")
		s.Press("enter")
		mustShow(t, s, "press :mouse to select text with it")
		s.Press("=")
		mustShow(t, s, "press f2 to ask one")
	})
}
