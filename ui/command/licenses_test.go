package command_test

import (
	"errors"
	"testing"

	"deputy/ui/command"
)

// TestLicenses ensures that the licenses are printed whole, whatever is wrong
// with the environment, and without asking anybody for anything.
func TestLicenses(t *testing.T) {
	b := newBench(t)
	b.system.Environ = []string{"DEPUTY_PACE=fast", "DEPUTY_SNAPSHOT=missing.json"}
	b.system.ProfileConfig = func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, errors.New("broken") }
	b.system.Backend = nil
	b.run(command.Done, "licenses")
	if b.out != "the license\n\nthe notice\n" || b.err != "" {
		t.Errorf("printed %q, %q", b.out, b.err)
	}
	b.run(command.BadInput, "licenses", "all")
}
