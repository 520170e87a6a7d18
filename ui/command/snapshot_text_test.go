package command_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// TestSnapshotText ensures that a reading becomes a folder that git can compare, that a
// later one removes what is gone, and that nobody else's file is touched.
func TestSnapshotText(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "organization")
	save := func(code command.Code) *bench {
		b := newBench(t)
		b.run(code, "snapshot", "--text", folder)
		return b
	}
	b := save(command.Done)
	b.says(b.out, "files written or removed")
	gone := filepath.Join(folder, "accounts", string(b.fake.snapshot.Accounts[3].ID)+".json")
	own := filepath.Join(folder, "accounts", "notes.json")
	for _, path := range []string{own, filepath.Join(folder, "README")} {
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(gone); err != nil {
		t.Fatal(err)
	}
	b = save(command.Done)
	b.says(b.out, "0 files written or removed")
	b = newBench(t)
	b.fake.snapshot.Accounts = append(b.fake.snapshot.Accounts[:3:3], b.fake.snapshot.Accounts[4:]...)
	b.run(command.Done, "snapshot", "--text", folder)
	if _, err := os.Stat(gone); !os.IsNotExist(err) {
		t.Errorf("the file of an account that is gone is still there: %v", err)
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "mine" {
		t.Errorf("another's file is %q, %v", text, err)
	}
}

// TestSnapshotTextRefuses ensures that deputy neither writes into a folder with files
// of others nor removes what a marker names that deputy never writes.
func TestSnapshotTextRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "mine.txt")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "mine")
	b := newBench(t)
	b.run(command.BadInput, "snapshot", "--text", folder)
	b.says(b.err, "has files that deputy did not write")
	write(filepath.Join(folder, ".deputy-reading"), "Files of a reading, written by deputy snapshot --text. It removes those that it no longer needs.\nmine.txt\n../outside.json\naccounts/../mine.txt\n")
	outside := filepath.Join(filepath.Dir(folder), "outside.json")
	write(outside, "mine")
	b = newBench(t)
	b.run(command.Done, "snapshot", "--text", folder)
	for _, p := range []string{path, outside} {
		if text, err := os.ReadFile(p); err != nil || string(text) != "mine" {
			t.Errorf("%s is %q, %v", p, text, err)
		}
	}
	write(filepath.Join(folder, ".deputy-reading"), "something else\n")
	b = newBench(t)
	b.run(command.BadInput, "snapshot", "--text", folder)
	b.says(b.err, "is damaged")
}

// TestSnapshotTextOfGaps ensures that a reading with gaps is written with them, and
// ends with 5.
func TestSnapshotTextOfGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "x")
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}}}, managementAccount)
		b.run(command.Unknown, "snapshot", "--text", folder)
		if _, err := os.Stat(filepath.Join(folder, "gaps.json")); err != nil {
			t.Error(err)
		}
	})
}
