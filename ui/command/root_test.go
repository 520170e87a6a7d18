package command_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/ui/command"
)

// TestHelp keeps what the help says.
func TestHelp(t *testing.T) {
	for _, name := range []string{"", "can", "why", "delegations", "register", "remove", "snapshot", "diff", "emulate", "licenses"} {
		t.Run("Help"+name, func(t *testing.T) {
			b := newBench(t)
			b.run(command.Done, append(strings.Fields(name), "--help")...)
			golden.RequireEqual(t, b.out)
		})
	}
}

// TestBadInput ensures that whatever is wrong gives one line that says what to
// do, and exit code 2.
func TestBadInput(t *testing.T) {
	for line, says := range map[string]string{
		"delegation":                             "did you mean delegations?",
		"frobnicate":                             "deputy --help",
		"--demmo":                                "did you mean --demo?",
		"delegations --jsn":                      "did you mean --json?",
		"delegations --frobnicate":               "deputy delegations --help",
		"delegations extra":                      `"extra" is one argument too many`,
		"--pace 0":                               "1 to 100",
		"--pace 101":                             "1 to 100",
		"--pace fast":                            "invalid",
		"--demo --profile x":                     "--demo does not take --profile",
		"--demo --endpoint-url http://x":         "--demo does not take --endpoint-url",
		"register guardduty":                     "ACCOUNT is missing",
		"register":                               "SERVICE is missing",
		"snapshot":                               "FILE is missing",
		"register gaurdduty 222233334444":        "did you mean guardduty?",
		"register guardduty.amazonaws.co 1":      "did you mean guardduty?",
		"register nosuch.example 1":              "no delegable service",
		"register config nobody-is-called-so":    `"nobody-is-called-so"`,
		"register config 222233334444 --plan x":  "need --execute",
		"register config 222233334444 --execute": "--execute needs --plan",
		"remove config 222233334444 --execute --plan x --confirm security-tooling": "--confirm takes the account's ID",
		"remove config 222233334444 --execute --plan x --json":                     "--json prints a plan",
		"register config 222233334444 --region eu-west-1":                          "not delegated by Region",
		"delegations --snapshot missing.json":                                      "missing.json",
		"emulate":                                                                  "--listen",
		"emulate --listen 0.0.0.0:8080":                                            "only loopback addresses",
		"emulate --listen 10.0.0.1:8080":                                           "only loopback addresses",
		"emulate --listen example.com:80":                                          "only loopback addresses",
		"emulate --listen 127.0.0.1":                                               "an address and a port",
		"emulate --listen 127.0.0.1:0 --faults missing.json":                       "missing.json",
		"":       "the screen needs a terminal",
		"--demo": "the screen needs a terminal",
	} {
		t.Run(line, func(t *testing.T) {
			b := newBench(t)
			b.run(command.BadInput, strings.Fields(line)...)
			b.says(b.err, says)
		})
	}
}

// TestCompletion ensures that the shell is offered commands and services.
func TestCompletion(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "__complete", "lic")
	b.says(b.out, "licenses\tPrint the licenses of deputy")
	b.run(command.Done, "__complete", "register", "guard")
	b.says(b.out, "guardduty\tAmazon GuardDuty")
	b.run(command.Done, "completion", "bash")
	b.says(b.out, "deputy")
}
