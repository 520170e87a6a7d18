package command_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"deputy/ui/command"
)

// TestAppearance ensures that the flag goes before the variable, and that before
// the configuration, and that mistakes end the program with 2.
func TestAppearance(t *testing.T) {
	const accent, light = "38;2;255;0;128", "38;2;101;109;118" // the user's own, and the light theme's muted
	environment := []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "CLICOLOR_FORCE=1"}
	b := newBench(t)
	b.system.Environ = environment
	b.system.Appearance = func() (command.Appearance, error) {
		return command.Appearance{Theme: "dark", Colours: map[string]string{"accent": "#ff0080"}}, nil
	}
	for _, c := range []struct {
		args, environment []string
		light             bool
	}{
		{[]string{"--demo"}, nil, false},
		{[]string{"--demo"}, []string{"DEPUTY_THEME=light"}, true},
		{[]string{"--demo", "--theme", "dark"}, []string{"DEPUTY_THEME=light"}, false},
	} {
		b.system.Environ = slices.Concat(environment, c.environment)
		s := b.open(c.args...)
		s.until("Workloads")
		s.press("q")
		s.ends(command.Done)
		if raw := s.raw.String(); !strings.Contains(raw, accent) || strings.Contains(raw, light) != c.light {
			t.Errorf("%v %v: light is %t", c.args, c.environment, strings.Contains(raw, light))
		}
	}
	b.terminal = true
	b.run(command.BadInput, "--demo", "--theme", "pink")
	b.says(b.err, `there is no theme "pink": give dark, light or auto`)
	b.system.Appearance = func() (command.Appearance, error) { return command.Appearance{Columns: []string{"id", "mail"}}, nil }
	b.run(command.BadInput, "--demo")
	b.says(b.err, `the column "mail"`, "email", "tag:KEY")
	b.system.Appearance = func() (command.Appearance, error) { return command.Appearance{}, errors.New("broken") }
	b.run(command.BadInput, "--demo")
	b.says(b.err, "broken")
}
