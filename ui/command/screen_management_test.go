package command_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// TestScreenEventsOfTheManagementAccount ensures that the page of the management
// account has the figures of the command, of the same files, also offline.
func TestScreenEventsOfTheManagementAccount(t *testing.T) {
	folder, saved := logFiles(t), filepath.Join(t.TempDir(), "reading.json")
	b, _ := whole(t, emulator.Faults{}, managementAccount)
	b.run(command.Done, "--demo", "snapshot", saved)
	for _, args := range [][]string{{"--demo"}, {"--snapshot", saved}} {
		t.Run(args[0], func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			b.run(command.Done, append(args, "management-account", "--json", "--events", folder)...)
			figures := figuresOf(t, b)
			b.system.Environ = []string{"TERM=xterm-256color", "LANG=C.UTF-8"}
			s := b.open(append(args, "--events", folder, "--goto", "management-account")...)
			s.until("events in files")
			s.until(fmt.Sprintf("Of %v changes in 30 days", figures["changes"]))
			s.until(fmt.Sprintf("%v to %v could have been made elsewhere", figures["elsewhereLow"], figures["elsewhereHigh"]))
			s.press("t")
			s.until("changes in 90 days")
			s.press("q")
			s.ends(command.Done)
		})
	}
}
