package command_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// withHistory returns a bench on the real backend and an emulator with the events of
// the demo.
func withHistory(t *testing.T, faults emulator.Faults, caller string) *bench {
	t.Helper()
	b := newBench(t)
	server := emulator.New(sample.Demo(), emulator.WithFaults(faults), emulator.WithEvents(sample.Events))
	b.system.Now = time.Now
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + caller + "DEMO", Secret: "x"}}), nil
	}
	return b
}

// logFiles writes the events of the demo as CloudTrail keeps them in S3, below a
// folder, with a digest beside them.
func logFiles(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write := func(name string, events []string) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := gzip.NewWriter(f)
		_, err = z.Write([]byte(`{"Records":[` + strings.Join(events, ",") + `]}`))
		if err != nil || z.Close() != nil || f.Close() != nil {
			t.Fatal(err)
		}
	}
	events := sample.Events(time.Now())
	half := len(events) / 2
	write("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/a.json.gz", events[:half])
	write("AWSLogs/111122223333/CloudTrail/us-east-1/2026/b.json.gz", events[half:])
	write("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/a.json.gz", []string{`{"digest":true}`})
	return folder
}

// figuresOf returns the figures that a command printed as JSON.
func figuresOf(t *testing.T, b *bench) map[string]any {
	t.Helper()
	var out struct {
		Figures []struct {
			Figure string
			Value  any
		}
	}
	if err := json.Unmarshal([]byte(b.out), &out); err != nil || len(out.Figures) == 0 {
		t.Fatalf("%v: %.300s", err, b.out)
	}
	figures := map[string]any{}
	for _, f := range out.Figures {
		figures[f.Figure] = f.Value
	}
	return figures
}

// The history and the log files of the same events say the same.
func TestHistoryAndFilesAgree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{}, managementAccount)
		folder := logFiles(t)
		b.run(command.Done, "management-account", "--days", "0", "--reads", "--json")
		live := figuresOf(t, b)
		b.run(command.Done, "management-account", "--days", "0", "--json", "--events", filepath.Join(folder, "AWSLogs"))
		files := figuresOf(t, b)
		for name, value := range live {
			if files[name] != value {
				t.Errorf("%s is %v by the history and %v by the files", name, value, files[name])
			}
		}
		if live["changes"].(float64) < 1000 || live["elsewhereLow"].(float64) >= live["elsewhereHigh"].(float64) || live["reads"].(float64) == 0 {
			t.Errorf("%v", live)
		}
	})
}

// The page says what matters first, then which delegation would end it, for whom,
// and why; a CSV has the changes with their event IDs.
func TestManagementAccountPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "management-account")
		for _, words := range []string{
			"could have been made elsewhere", "deputy register security-hub ACCOUNT", "identity (839919193859)", "ana@example.com", "nothing",
			"Only the management account creates", "Accounts in which a root user acted", "Digest of the", "Reads were not counted",
		} {
			if !strings.Contains(strings.Join(strings.Fields(b.out), " "), words) {
				t.Errorf("the page does not say %q", words)
			}
		}
		b.run(command.Done, "management-account", "--format", "csv", "--filter", "needs management account")
		rows, err := csv.NewReader(strings.NewReader(b.out)).ReadAll()
		if err != nil || len(rows) < 4 || rows[0][0] != "action" || len(rows[1][len(rows[1])-1]) < 36 {
			t.Errorf("%v: %v", err, rows)
		}
	})
}

// What was not read makes the figures a lower bound, and says which permission it
// needs.
func TestManagementAccountDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudtrail:LookupEvents"}}}, managementAccount)
		b.run(command.Unknown, "management-account", "--region", "eu-west-1")
		if !strings.Contains(b.out, "lower bound") || !strings.Contains(b.out, "cloudtrail:LookupEvents") {
			t.Errorf("%s\n%s", b.out, b.err)
		}
	})
}

// Events that were saved are not read again: the same command goes on from there.
func TestManagementAccountGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{}, managementAccount)
		path := filepath.Join(t.TempDir(), "events.jsonl")
		b.run(command.Done, "management-account", "--json", "--save", path)
		whole := figuresOf(t, b)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(text), "\n")
		// As if it had been stopped early: the newest events of each Region are there.
		early := map[string]int{}
		var kept []string
		for _, line := range lines {
			for _, region := range []string{"eu-west-1", "us-east-1"} {
				if strings.Contains(line, `"`+region+`"`) && early[region] < 20 {
					early[region]++
					kept = append(kept, line)
				}
			}
		}
		if err := os.WriteFile(path, []byte(strings.Join(kept, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		b.run(command.Done, "management-account", "--json", "--save", path)
		for name, value := range figuresOf(t, b) {
			if whole[name] != value {
				t.Errorf("%s is %v after going on, and %v at once", name, value, whole[name])
			}
		}
		after, err := os.ReadFile(path)
		if err != nil || len(strings.Split(string(after), "\n")) > len(lines)+4 {
			t.Errorf("%v: the file has %d lines, %d at once", err, len(strings.Split(string(after), "\n")), len(lines))
		}
	})
}

// Whoever gives what cannot be read is told so in one line.
func TestManagementAccountBadInput(t *testing.T) {
	snapshot := snapshotFile(t, func(*model.Snapshot) {})
	empty := t.TempDir()
	other := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(other, []byte(`{"Records":[{"nothing":1}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for words, args := range map[string][]string{
		"write --events before":  {"AWSLogs"},
		"write a number of days": {"--days", "-1"},
		"keeps 90 days":          {"--days", "91"},
		"such as eu-west-1":      {"--region", "Ireland"},
		"has no log files":       {"--events", empty},
		"no such file":           {"--events", filepath.Join(empty, "none.json")},
		"leave them out":         {"--events", other, "--save", "x"},
		"has no events":          {"--snapshot", snapshot},
	} {
		b := withHistory(t, emulator.Faults{}, payments)
		b.run(command.BadInput, append([]string{"management-account"}, args...)...)
		if !strings.Contains(b.err, words) || strings.Count(b.err, "\n") != 1 {
			t.Errorf("%v: %q, want %q", args, b.err, words)
		}
	}
	// A file in which nothing is an event is no empty result.
	b := withHistory(t, emulator.Faults{}, managementAccount)
	b.run(command.Done, "management-account", "--events", other)
	if !strings.Contains(b.out, "lower bound") || !strings.Contains(b.out, "eventName") {
		t.Errorf("%s", b.out)
	}
}

// A delegated administrator's own history has nothing of the management account.
func TestManagementAccountOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := withHistory(t, emulator.Faults{}, tooling)
		b.run(command.BadInput, "management-account")
		if !strings.Contains(b.err, "--events PATH") {
			t.Errorf("%q", b.err)
		}
	})
}
