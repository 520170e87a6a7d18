package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// demoEvents are CloudTrail events of accounts of the built-in organization.
const demoEvents = "../../model/recorded/testdata/events"

// TestScreenEvents ensures that the events of --events are judged on the screen: what
// a what-if would change, whose calls these are, and what the events cannot show.
func TestScreenEvents(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "reading.json")
	for _, args := range [][]string{{"--demo"}, {"--snapshot", saved}} {
		t.Run(args[0], func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			if args[0] == "--snapshot" {
				b.run(command.Done, "--demo", "snapshot", saved)
			}
			b.system.Environ = []string{"TERM=xterm-256color", "LANG=C.UTF-8"}
			s := b.open(append(args, "--events", demoEvents, "--goto", "us-marketing")...)
			s.until("us-marketing     ")
			s.press("w")
			s.until("Move us-marketing elsewhere")
			s.press("\r")
			s.until("Move us-marketing to")
			s.press("Workloads/Prod")
			s.until("Root / Workloads")
			s.press("\r")
			s.until("if us-marketing were in Prod")
			s.until("36 calls by 2 principals in 1 account would be denied")
			s.until("3 calls by 1 principal in 1 account would be denied or not")
			s.until("Of 128 events, 128 were judged")
			s.press("E")
			s.until("36 newly denied, 0 newly allowed, 3 depend")
			s.press("/athena\r\r")
			s.until("Asked as if us-marketing were in Prod.")
			s.until("AWSReservedSSO_Analyst_8c2d3e4f5a6b7081")
			s.until("Denied at Root by DenyRegions, statement 1")
			s.press("\x03")
			s.ends(command.Done)
		})
	}
}

// TestScreenEventsRefused ensures that a path that is not there, and standard input,
// are refused before the screen opens.
func TestScreenEventsRefused(t *testing.T) {
	for path, want := range map[string]string{"no-such-folder": "no such file", "-": "standard input"} {
		b := newBench(t)
		b.system.Environ = []string{"TERM=xterm-256color"}
		b.terminal = true
		if b.run(command.BadInput, "--demo", "--events", path); !strings.Contains(b.err, want) {
			t.Errorf("--events %s: %s", path, b.err)
		}
	}
}

// TestScreenEventUse ensures that the page of a policy says what its statements denied
// in the events.
func TestScreenEventUse(t *testing.T) {
	b, _ := whole(t, emulator.Faults{}, managementAccount)
	b.system.Environ = []string{"TERM=xterm-256color", "LANG=C.UTF-8"}
	s := b.open("--demo", "--events", demoEvents, "--goto", "DenyRegions")
	s.until("Statement 1 denied 12 of the 128 calls in these events: by 3 principals, from 2026-09-14 to 2026-09-25.")
	s.press("\x03")
	s.ends(command.Done)
}
