package command_test

import (
	"strings"
	"testing"

	"deputy/ui/command"
)

// FuzzWords ensures that whatever is given as SERVICE and ACCOUNT ends with a
// code of the table, changes nothing, and sends nothing to the terminal that it
// acts on.
func FuzzWords(f *testing.F) {
	for _, seed := range [][2]string{
		{"account-management", tooling},
		{"guardduty.amazonaws.com", "security-tooling"},
		{"telemetry-broker.amazonaws.com", "aws+root@example.com"},
		{"--json", "--enable-access"},
		{"\x1b[31m", "\u202ename"},
		{"--plan=x", "--confirm=1"},
		{"", " "},
	} {
		f.Add(seed[0], seed[1], false)
		f.Add(seed[0], seed[1], true)
	}
	f.Fuzz(func(t *testing.T, service, account string, remove bool) {
		b := newBench(t)
		verb := "register"
		if remove {
			verb = "remove"
		}
		switch code := b.runs(verb, service, account); code {
		case command.Done, command.Denied, command.Unknown:
		case command.BadInput:
			if b.out != "" || strings.Count(b.err, "\n") != 1 {
				t.Errorf("want one line on standard error: %q %q", b.out, b.err)
			}
		default:
			t.Errorf("ends with %d", code)
		}
		b.clean()
		b.calls()
	})
}
