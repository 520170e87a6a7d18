package command_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"

	"deputy/model"
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
		"delegations extra":                      `"extra" is one word too many`,
		"--pace 0":                               "1 to 100",
		"--pace 101":                             "1 to 100",
		"--pace fast":                            "invalid",
		"--demo --profile x":                     "--demo takes no --profile",
		"--demo --endpoint-url http://x":         "--demo takes no --endpoint-url",
		"register guardduty":                     "ACCOUNT is missing",
		"register":                               "SERVICE is missing",
		"snapshot":                               "FILE is missing",
		"register gaurdduty 222233334444":        "did you mean guardduty?",
		"register guardduty.amazonaws.co 1":      "did you mean guardduty?",
		"register nosuch.amazonaws.com 1":        "no delegable service",
		"register config nobody-is-called-so":    `"nobody-is-called-so"`,
		"register config 222233334444 --plan x":  "go with --execute",
		"register config 222233334444 --execute": "--execute needs --plan",
		"remove config 222233334444 --execute --plan x --confirm security-tooling": "--confirm takes the account's ID",
		"remove config 222233334444 --execute --plan x --json":                     "--json is for reading a plan",
		"register config 222233334444 --region eu-west-1":                          "not delegated by Region",
		"delegations --snapshot missing.json":                                      "missing.json",
		"emulate":                                                                  "--listen",
		"emulate --listen 0.0.0.0:8080":                                            "loopback only",
		"emulate --listen 10.0.0.1:8080":                                           "loopback only",
		"emulate --listen example.com:80":                                          "loopback only",
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

// TestVersion ensures that the version is one line.
func TestVersion(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "--version")
	if b.out != "deputy version v0.0.0-test\n" {
		t.Errorf("printed %q", b.out)
	}
}

// TestLicenses ensures that the licenses are printed whole, whatever is wrong
// with the environment, and without asking anybody for anything.
func TestLicenses(t *testing.T) {
	b := newBench(t)
	b.world.Environ = []string{"DEPUTY_PACE=fast", "DEPUTY_SNAPSHOT=missing.json"}
	b.world.ProfileConfig = func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, errors.New("broken") }
	b.world.Backend = nil
	b.run(command.Done, "licenses")
	if b.out != "the license\n\nthe notice\n" || b.err != "" {
		t.Errorf("printed %q, %q", b.out, b.err)
	}
	b.run(command.BadInput, "licenses", "all")
}

// TestCompletion ensures that the shell is offered commands and services.
func TestCompletion(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "__complete", "lic")
	b.says(b.out, "licenses\tPrint deputy's license")
	b.run(command.Done, "__complete", "register", "guard")
	b.says(b.out, "guardduty\tAmazon GuardDuty")
	b.run(command.Done, "completion", "bash")
	b.says(b.out, "deputy")
}

// TestEnvironment ensures that variables stand in for flags, and flags go
// before them.
func TestEnvironment(t *testing.T) {
	b := newBench(t)
	b.world.Environ = []string{"DEPUTY_PACE=20", "DEPUTY_CHANGE_PROFILE=writer"}
	b.run(command.Done, "delegations", "--profile", "reader", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:1")
	want := command.Settings{
		Profile: "reader", ChangeProfile: "writer", Region: "eu-west-1", Endpoint: "http://127.0.0.1:1", Pace: 20,
	}
	if b.settings != want {
		t.Errorf("settings are %+v", b.settings)
	}
	b.run(command.Done, "delegations", "--pace", "70")
	if b.settings.Pace != 70 {
		t.Errorf("--pace 70 gives %d", b.settings.Pace)
	}
	b.world.Environ = []string{"DEPUTY_PACE=fast"}
	b.run(command.BadInput, "delegations")
	b.says(b.err, "DEPUTY_PACE")
	b.world.Environ = []string{"DEPUTY_PACE=400"}
	b.run(command.BadInput, "delegations")
	b.says(b.err, "DEPUTY_PACE")
}

// TestProfileConfig ensures that deputy's own file counts where neither flag
// nor variable says otherwise, for the profile in use.
func TestProfileConfig(t *testing.T) {
	b := newBench(t)
	var asked []string
	b.world.ProfileConfig = func(profile string) (command.ProfileConfig, error) {
		asked = append(asked, profile)
		return command.ProfileConfig{Pace: 10, ChangeProfile: "writer"}, nil
	}
	b.run(command.Done, "delegations")
	if b.settings.Pace != 10 || b.settings.ChangeProfile != "writer" {
		t.Errorf("settings are %+v", b.settings)
	}
	b.world.Environ = []string{"AWS_PROFILE=audit"}
	b.run(command.Done, "delegations", "--pace", "30", "--change-profile", "other")
	if b.settings.Pace != 30 || b.settings.ChangeProfile != "other" {
		t.Errorf("settings are %+v", b.settings)
	}
	b.run(command.Done, "delegations", "--demo")
	if got := strings.Join(asked, " "); got != "default audit" {
		t.Errorf("asked for %q", got)
	}
}

// TestDelegations keeps the table, and ensures that what could not be read is
// said and gives 5.
func TestDelegations(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "delegations")
	golden.RequireEqual(t, b.out)
	b.fake.gaps[model.PartDelegations] = model.Gap{Kind: model.FailureDenied, Operation: "organizations:ListDelegatedServicesForAccount", Cause: "not allowed", Mend: "have it allowed"}
	b.run(command.Unknown, "delegations")
	b.says(b.out, "unknown", "Not read")
	b.says(b.err, "organizations:ListDelegatedServicesForAccount: not allowed")
}

// TestDelegationsJSON ensures that the JSON is whole and holds no character
// that a terminal acts on.
func TestDelegationsJSON(t *testing.T) {
	b := newBench(t)
	const name = "evil\u009b31m\u202ename\x1b]0;x\a"
	for i, a := range b.fake.snapshot.Accounts {
		if a.ID == tooling {
			b.fake.snapshot.Accounts[i].Name = name
		}
	}
	b.run(command.Done, "delegations", "--json")
	var report model.DelegationReport
	if err := json.Unmarshal([]byte(b.out), &report); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range report.Services {
		for _, h := range s.Holders {
			found = found || h.Name == name
		}
	}
	if !found {
		t.Error("the name did not come through")
	}
	text := b.out
	b.run(command.Done, "delegations")
	b.says(b.out, "evil<U+009B>31m<U+202E>name^[]0;x^G")
	for _, r := range text + b.out {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e {
			t.Fatalf("%U reached the terminal", r)
		}
	}
}

// TestSnapshot ensures that everything is read and saved, zipped where the name
// says so, and that a gap is saved as well and gives 5.
func TestSnapshot(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	plain, zipped := filepath.Join(dir, "a.json"), filepath.Join(dir, "a.json.gz")
	b.run(command.Done, "snapshot", plain)
	b.says(b.out, "a.json: o-4x9acme2k7, 63 accounts, 24 OUs")
	if s := savedBackend(t, plain); !s.Complete || !s.Taken.Equal(benchTime) {
		t.Errorf("saved %+v", s)
	}
	b.run(command.Done, "snapshot", zipped)
	if d := cmp.Diff(savedBackend(t, plain), savedBackend(t, zipped)); d != "" {
		t.Errorf("zipped, the reading differs:\n%s", d)
	}
	b.fake.gaps[model.PartTrustedAccess] = model.Gap{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "not allowed"}
	b.run(command.Unknown, "snapshot", plain)
	if s := savedBackend(t, plain); s.Complete || len(s.Gaps) != 1 {
		t.Errorf("saved %+v", s)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("files left: %v, %v", left, err)
	}
	b.run(command.Failed, "snapshot", filepath.Join(dir, "no", "where.json"))
}

// TestDiff ensures that what changed between two saved readings is told, and
// that what could not be compared gives 5.
func TestDiff(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	before, after, gap := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json.gz"), filepath.Join(dir, "c.json")
	b.run(command.Done, "snapshot", before)
	s := b.fake.snapshot
	s.Delegations = append(s.Delegations, model.Delegation{Account: tooling, Principal: "account.amazonaws.com", Since: benchTime})
	s.Accounts[3].Name = "renamed\u009b"
	b.run(command.Done, "snapshot", after)
	b.run(command.Done, "diff", before, after)
	golden.RequireEqual(t, b.out)
	b.run(command.Done, "diff", after, after)
	b.says(b.out, "Nothing that was compared differs.")
	b.run(command.Done, "diff", "--json", before, after)
	if !json.Valid([]byte(b.out)) {
		t.Errorf("not JSON: %s", b.out)
	}
	b.says(b.out, `"kind": "delegation"`, `"change": "added"`)
	b.clean()
	b.fake.gaps[model.PartTrustedAccess] = model.Gap{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "not allowed"}
	b.run(command.Unknown, "snapshot", gap)
	b.run(command.Unknown, "diff", before, gap)
	b.says(b.out, "Not compared")
	b.run(command.BadInput, "diff", before, filepath.Join(dir, "missing.json"))
	b.says(b.err, "missing.json")
}

// saved reads a saved reading back, and checks that nobody else may read it.
func savedBackend(t *testing.T, path string) *model.Snapshot {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	s, err := model.DecodeSnapshot(f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSaved ensures that a saved reading answers offline and is never changed,
// and that a rehearsal gets a copy of it.
func TestSaved(t *testing.T) {
	b, path := newBench(t), filepath.Join(t.TempDir(), "a.json")
	b.run(command.Done, "snapshot", path)
	b.fake.snapshot = nil // nobody may ask the backend
	b.run(command.Done, "delegations", "--snapshot", path)
	b.says(b.out, "security-tooling 222233334444")
	b.run(command.Unknown, "register", "account-management", tooling, "--snapshot", path)
	b.says(b.err, "incomplete")
	b.run(command.Denied, "register", "account-management", tooling, "--snapshot", path, "--execute", "--plan", "x", "--confirm", tooling)
	b.says(b.err, "rehearse")
	b.run(command.Done, "register", "account-management", tooling, "--demo", "--snapshot", path)
	if b.settings.Snapshot == nil || !b.settings.Demo {
		t.Errorf("settings are %+v", b.settings)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(command.BadInput, "delegations", "--snapshot", path)
}

// TestPrompts ensures that what only a person can do ends a command with the
// way out, and that an MFA code is asked for on a terminal.
func TestPrompts(t *testing.T) {
	for name, c := range map[string]struct {
		prompt   model.Prompt
		terminal bool
		code     command.Code
		says     string
	}{
		"login":                  {model.Prompt{Kind: model.PromptLogin, Text: "The session of profile p has expired.", Run: []string{"aws", "sso", "login", "--profile", "p"}}, true, command.Failed, "aws sso login --profile p"},
		"retry":                  {model.Prompt{Kind: model.PromptRetry, Gap: &model.Gap{Operation: "sts:GetCallerIdentity", Cause: "no credentials", Mend: "log in"}}, true, command.Failed, "no credentials. log in"},
		"MFA without a terminal": {model.Prompt{Kind: model.PromptMFA, Text: "The code:"}, false, command.Failed, "no terminal to ask on"},
		"MFA":                    {model.Prompt{Kind: model.PromptMFA, Text: "The code:"}, true, command.Done, "The code: "},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.fake.prompt, b.terminal, b.stdin = &c.prompt, c.terminal, "123456\n"
			b.run(c.code, "delegations")
			b.says(b.err, c.says)
		})
	}
}

// TestEmulate ensures that the address is told once it listens.
func TestEmulate(t *testing.T) {
	for _, address := range []string{"127.0.0.1:8080", "localhost:0", "[::1]:80", "127.0.0.9:1"} {
		b := newBench(t)
		b.run(command.Done, "emulate", "--listen", address)
		b.says(b.out, "http://"+address)
	}
}
