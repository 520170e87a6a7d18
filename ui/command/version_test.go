package command_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/ui/command"
)

// TestVersion ensures that version and --version say what the program was built from,
// also where a configuration cannot be read, and that JSON has all of it.
func TestVersion(t *testing.T) {
	b := newBench(t)
	b.system.ProfileConfig = func(string) (command.ProfileConfig, error) {
		t.Error("the configuration is read")
		return command.ProfileConfig{}, nil
	}
	b.system.Build = command.Build{
		Commit: "0123abc", Modified: true, Date: "2026-11-30T09:00:00Z", Go: "go1.26.8", Platform: "linux/arm64",
		Modules: []command.Module{{Path: "example.com/a", Version: "v1.2.3", Sum: "h1:x"}},
	}
	const summary = "deputy version v0.0.0-test\ncommit 0123abc, with changes\ndate 2026-11-30T09:00:00Z\ngo go1.26.8 linux/arm64\n"
	b.run(command.Done, "--version")
	if d := cmp.Diff(summary, b.out); d != "" {
		t.Errorf("--version (-want +got):\n%s", d)
	}
	b.run(command.Done, "version")
	if d := cmp.Diff(summary+"1 module\n  example.com/a  v1.2.3\n", b.out); d != "" {
		t.Errorf("version (-want +got):\n%s", d)
	}
	b.run(command.Done, "version", "--json")
	var got command.Build
	if err := json.Unmarshal([]byte(b.out), &got); err != nil {
		t.Fatal(err)
	}
	want := b.system.Build
	want.Version = "v0.0.0-test"
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("version --json (-want +got):\n%s", d)
	}
	b.system.Build = command.Build{Go: "go1.26.8"}
	b.run(command.Done, "--version")
	b.says(b.out, "commit not recorded", "date not recorded", "go go1.26.8\n")
}
