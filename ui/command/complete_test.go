package command_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/search"
	"deputy/ui"
	"deputy/ui/command"
)

// completed returns what the shell is offered at the end of a command line, and the
// directive. Nothing may be read of AWS for it.
func completed(t *testing.T, saved *model.Snapshot, args ...string) (offers []string, directive int) {
	t.Helper()
	b := newBench(t)
	b.system.Names = func(context.Context, command.Settings) (*model.Snapshot, error) { return saved, nil }
	b.system.Profiles = func() []string { return []string{"default", "org admin"} }
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		t.Errorf("deputy %s reads the organization", strings.Join(args, " "))
		return nil, errors.New("no")
	}
	b.run(command.Done, append([]string{"__complete"}, args...)...)
	lines := strings.Split(strings.TrimSuffix(b.out, "\n"), "\n")
	code, ok := strings.CutPrefix(lines[len(lines)-1], ":")
	directive, err := strconv.Atoi(code)
	if !ok || err != nil {
		t.Fatalf("deputy %s ends with %q", strings.Join(args, " "), lines[len(lines)-1])
	}
	return lines[:len(lines)-1], directive
}

// The names of the organization, services, actions and flags complete.
func TestComplete(t *testing.T) {
	const noSpace, noFiles = 2, 4
	for _, c := range []struct {
		args   []string
		first  string // of the offers
		number int    // of offers; 0 for any
		open   bool
	}{
		{[]string{"can", "payments-p"}, "payments-prod\t" + payments, 1, false},
		{[]string{"can", "4444"}, payments + "\tpayments-prod", 1, false},
		{[]string{"can", payments, "s3:PutBucketPol"}, "s3:PutBucketPolicy\tpermissions management", 1, false},
		{[]string{"can", payments, "guarddut"}, "guardduty:\tAmazon GuardDuty", 1, true},
		{[]string{"can", "--principal", "ro"}, "role/\ta role, with its path if it has one", 2, false},
		{[]string{"can", "--set", "aws:RequestedReg"}, "aws:RequestedRegion=\tglobal", 1, true},
		{[]string{"can", "--set", "aws:RequestedRegion=eu-central-1"}, "aws:RequestedRegion=eu-central-1", 1, false},
		{[]string{"can", "--absent", "aws:SourceVpc"}, "aws:SourceVpc\tglobal", 0, false},
		{[]string{"can", "--resource-account", "security-tooling-"}, "security-tooling-test\t674712001744", 1, false},
		{[]string{"register", "guard"}, "guardduty\tAmazon GuardDuty", 1, false},
		{[]string{"register", "guardduty,inspec"}, "guardduty,inspector\tAmazon Inspector", 1, false},
		{[]string{"register", "telemetry-broker."}, "telemetry-broker.amazonaws.com", 1, false},
		{[]string{"register", "guardduty", "aud"}, "audit\t566061915816", 1, false},
		{[]string{"register", "security-hub", "audit", "--feature", ""}, "SecurityHub\tSecurity Hub CSPM", 2, false},
		{[]string{"register", "guardduty", "audit", "--region", "eu-central-1"}, "eu-central-1", 1, false},
		{[]string{"register", "guardduty", "audit", "--confirm", "2222"}, tooling + "\tsecurity-tooling", 1, false},
		{[]string{"remove", "guardduty", ""}, "security-tooling\t" + tooling, 1, false},
		{[]string{"tree", "Workloads/Prod/Data/Regulated/C"}, "Workloads/Prod/Data/Regulated/Card Vault\tou-4x9a-ogdvbz3p", 2, false},
		{[]string{"scps", "workloads/prod/fr"}, "", -1, false},
		{[]string{"scps", "fraud"}, "fraud-prod\t571141165648", 1, false},
		{[]string{"accounts", "--in", "Sand"}, "Sandbox", 0, false},
		{[]string{"policy", "NoPub"}, "NoPublicS3\tSCP  ", 1, false},
		{[]string{"policy", "p-ujz"}, "p-ujzde8gx\tSCP  DenyRegions", 1, false},
		{[]string{"--goto", "find"}, "findings\tscreen", 1, false},
		{[]string{"tree", "--format", ""}, "csv", 5, false},
		{[]string{"lint", "--format", "s"}, "sarif", 1, false},
		{[]string{"findings", "--fail-on", ""}, "high", 3, false},
		{[]string{"--theme", ""}, "auto", 3, false},
		{[]string{"findings", "--fail"}, "--fail-on\texit with 3 if there is a finding of this SEVERITY or", 1, false},
		{[]string{"delegations", "--profile", "o"}, "org admin", 1, false},
		{[]string{"findings", ""}, "", -1, false},
		{[]string{"policy", "NoPublicS3", ""}, "", -1, false},
	} {
		offers, directive := completed(t, sample.Demo(), c.args...)
		line := strings.Join(c.args, " ")
		switch {
		case c.number == -1 && len(offers) > 0, c.number > 0 && len(offers) != c.number:
			t.Errorf("deputy %s: %d offers: %.300q", line, len(offers), offers)
		case c.number >= 0 && (len(offers) == 0 || !strings.HasPrefix(offers[0], c.first)):
			t.Errorf("deputy %s: %.300q, not %q", line, offers, c.first)
		}
		if c.args[0] != "tree" && directive&noFiles == 0 || directive&noSpace != 0 != c.open {
			t.Errorf("deputy %s: directive %d", line, directive)
		}
	}
	if _, directive := completed(t, nil, "lint", ""); directive&noFiles != 0 {
		t.Error("lint completes no files")
	}
}

// What is offered is safe to print and to type, and means the account, OU or policy
// that its note names.
func TestCompletionsMeanWhatTheySay(t *testing.T) {
	saved := sample.Demo()
	names := []string{"o'brien & sons", `back\slash`, "dollar $HOME `id`", "tab\there", "esc\x1b[31mred", "-dash", "new\nline", "\u202ebidi", "a/b", "Prod", "prod", "", " x ", "111122223333", "Workloads/Prod"}
	for i, name := range names {
		saved.Accounts[i].Name = name
		saved.Policies[i].Name = name
	}
	saved.OUs[2].Name = "Q/A"
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: saved})
	for _, typed := range []string{"", "Workloads/", "1", "ou-", "p-"} {
		for _, command := range []string{"scps", "can", "policy"} {
			offers, _ := completed(t, saved, command, typed)
			for _, x := range offers {
				text, note, _ := strings.Cut(x, "\t")
				if strings.ContainsFunc(x, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x202e || r >= 0x7f && r < 0xa0 }) {
					t.Errorf("%q is handed to the shell", x)
				}
				var id string
				switch command {
				case "policy":
					p, err := search.FindPolicy(r, text)
					if err != nil {
						t.Errorf("deputy policy %q: %v", text, err)
						continue
					}
					id = string(p.ID)
					if text != id {
						note = id // The note is the description.
					}
				case "can":
					n, err := search.FindAccount(r, text)
					if err != nil {
						t.Errorf("deputy can %q: %v", text, err)
						continue
					}
					id = string(n.ID)
				default:
					n, err := search.FindNode(r, text)
					if err != nil {
						t.Errorf("deputy scps %q: %v", text, err)
						continue
					}
					id = string(n.ID)
				}
				if text != id && note != id {
					t.Errorf("%q is offered for %s and means %s", text, note, id)
				}
			}
		}
	}
	offers, _ := completed(t, saved, "can", "")
	if len(offers) != len(saved.Accounts) {
		t.Errorf("%d accounts are offered of %d", len(offers), len(saved.Accounts))
	}
}

// A long list is cut so that the shell still inserts only what all names begin with.
func TestCompletionsOfMany(t *testing.T) {
	saved := sample.Large(2_000, 20, 20)
	saved.Accounts[0].Name, saved.Accounts[1].Name = "aaa", "zzz"
	offers, _ := completed(t, saved, "can", "")
	if len(offers) > 300 || !strings.HasPrefix(offers[0], "aaa") || !strings.HasPrefix(offers[len(offers)-1], "zzz") || !slices.IsSorted(offers) {
		t.Errorf("%d offers from %q to %q", len(offers), offers[0], offers[len(offers)-1])
	}
}

// What goes wrong completes nothing, and says nothing that the shell would show.
func TestCompletionsFailSilently(t *testing.T) {
	for _, args := range [][]string{
		{"__complete", "--snapshot", "nosuch.json", "can", ""}, {"__complete", "--snapshot", "-", "can", ""}, {"__complete", "can", ""}, {"__complete", "remove", "nothing", ""},
	} {
		b := newBench(t)
		b.system.Names = func(context.Context, command.Settings) (*model.Snapshot, error) { return nil, errors.New("broken") }
		b.run(command.Done, args...)
		if !strings.HasPrefix(b.out, ":") || strings.Contains(b.err, "broken") || strings.Contains(b.err, "nosuch") {
			t.Errorf("%v: %q, %q", args, b.out, b.err)
		}
	}
}

// The script for bash escapes every name: Cobra's own escapes only a single one.
func TestBashScriptEscapes(t *testing.T) {
	for _, args := range [][]string{{"completion", "bash"}, {"completion", "bash", "--no-descriptions"}} {
		b := newBench(t)
		b.run(command.Done, args...)
		b.says(b.out, `COMPREPLY+=("$comp${compline`, `COMPREPLY[0]=${COMPREPLY[0]%%$tab*}`, `if (( ${#COMPREPLY[@]} > 0 )); then`, `comp=${comp//\\,/,}`)
		if strings.Contains(b.out, `COMPREPLY+=("$compline")`) || strings.Contains(b.out, `comp=${compline%%$tab*}`+"\n        if") || strings.Contains(b.out, "== 1 )); then") {
			t.Error("Cobra's script has changed, and a blank that several names have in common is not escaped")
		}
	}
}
