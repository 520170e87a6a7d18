package command_test

import (
	"errors"
	"testing"

	"deputy/ui"
	"deputy/ui/command"
)

// A mistake in the keys or the commands of the configuration stops the screen, and
// nothing else.
func TestBindingsOfTheConfiguration(t *testing.T) {
	b := newBench(t)
	b.terminal = true
	b.system.Bindings = func() (ui.Bindings, error) {
		return ui.Bindings{Keys: map[string][]string{"aks": {"z"}}}, nil
	}
	b.run(command.BadInput, "--no-mouse")
	b.says(b.err, "the configuration has a mistake: no action is called aks: did you mean ask?")
	b.system.Bindings = func() (ui.Bindings, error) { return ui.Bindings{}, errors.New("line 1, column 2: broken") }
	b.run(command.BadInput, "--demo")
	b.says(b.err, "line 1, column 2: broken")
	b.run(command.Done, "delegations")
}
