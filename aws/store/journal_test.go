package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/codec"
	"deputy/model/plan"
	"deputy/model/sample"
)

// entry returns the n-th line of a journal.
func entry(n int) plan.JournalEntry {
	return plan.NewIntent(plan.Step{
		Action: catalog.ActionRegister, API: "organizations", Operation: "RegisterDelegatedAdministrator", Plan: "plan", Number: n, Of: n,
		Parameters: catalog.Parameters{{Name: "AccountId", Value: "222233334444"}, {Name: "ServicePrincipal", Value: "backup.amazonaws.com"}},
	}, model.Caller{Partition: "aws"}, "o-4x9acme2k7", time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
}

func appendTo(t testing.TB, s *Store, entries ...plan.JournalEntry) {
	t.Helper()
	j, err := s.Open(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestJournalIsKept(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	if got, err := s.Journal(demoPlace); len(got.Unfinished) != 0 || err != nil {
		t.Fatalf("before anything was changed: %v, %v", got, err)
	}
	appendTo(t, s, entry(1))
	appendTo(t, s, entry(2))
	got, err := s.Journal(demoPlace)
	if err != nil || got.Torn || len(got.Unfinished) != 2 || got.Unfinished[1].Step != 2 {
		t.Errorf("the journal tells %+v, %v", got, err)
	}
}

// TestTornLine ensures that a line that was cut off costs neither the lines
// before it nor those after it.
func TestTornLine(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	appendTo(t, s, entry(1), entry(2))
	path := filepath.Join(folderOf(t, s), journalName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[:len(text)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Journal(demoPlace); err != nil || !got.Torn || len(got.Unfinished) != 1 {
		t.Errorf("with a torn line: %+v, %v", got, err)
	}
	appendTo(t, s, entry(3))
	if got, err := s.Journal(demoPlace); err != nil || got.Torn || len(got.Unfinished) != 2 || got.Unfinished[1].Step != 3 {
		t.Errorf("after the next line: %+v, %v", got, err)
	}
}

// TestHalfWrittenLine ensures that a line that a full disk cut off is ended
// before the next one in the same run.
func TestHalfWrittenLine(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	appendTo(t, s, entry(1))
	path := filepath.Join(folderOf(t, s), journalName)
	reading, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	writing, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer writing.Close()
	j := &journal{file: reading, sync: (*os.File).Sync} // cannot be written
	if err := j.Append(entry(2)); err == nil {
		t.Fatal("a line was written to a file that cannot be written")
	}
	if _, err := writing.WriteString(`{"v":1,"time":"20`); err != nil {
		t.Fatal(err)
	}
	j.file = writing
	if err := j.Append(entry(3)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Journal(demoPlace); err != nil || got.Torn || len(got.Unfinished) != 2 || got.Unfinished[1].Step != 3 {
		t.Errorf("the journal tells %+v, %v", got, err)
	}
}

func TestUnusableJournalBarsChanges(t *testing.T) {
	for text, want := range map[string]error{"{\"v\":9}\n": codec.ErrNewerVersion, "what is this?\n": codec.ErrDamaged} {
		s := New(filepath.Join(t.TempDir(), "state"))
		dir, err := s.private(demoPlace)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, journalName)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Open(demoPlace); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q is opened: %v", text, err)
		}
		if _, err := s.Journal(demoPlace); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q is read: %v", text, err)
		}
		if kept, err := os.ReadFile(path); string(kept) != text || err != nil {
			t.Errorf("%q was changed to %q, %v", text, kept, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		appendTo(t, s, entry(1)) // the lock was let go
	}
}

func TestLockBlocksOthers(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	j, err := s.Open(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	_, err = New(s.dir).Open(demoPlace)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("a second writer gets %v", err)
	}
	if err := s.Save(demoPlace, sample.Demo()); err != nil {
		t.Errorf("a change blocks reading: %v", err)
	}
	other, err := s.Open(Place{"aws", "o-another0000", ""})
	if err != nil {
		t.Fatalf("another organization is locked too: %v", err)
	}
	if err := errors.Join(other.Close(), j.Close()); err != nil {
		t.Fatal(err)
	}
	appendTo(t, s, entry(1))
}

// The test binary starts itself as another deputy when this variable names a
// state folder.
const childVariable = "DEPUTY_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		panic(writeForever(dir))
	}
	if dir := os.Getenv(saverVariable); dir != "" {
		panic(saveForever(dir))
	}
	m.Run()
}

// writeForever takes the lock and then saves and appends until it is killed. It
// says what it has finished.
func writeForever(dir string) error {
	s := New(dir)
	j, err := s.Open(demoPlace)
	for n := 1; err == nil; n++ {
		err = errors.Join(j.Append(entry(n)), s.Save(demoPlace, sample.Demo()))
		_, _ = fmt.Fprintln(os.Stdout, n)
	}
	return err
}

// TestKilledWriter kills another process while it holds the lock, saves and
// appends: what it said to be written is there, and the lock is free.
func TestKilledWriter(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	for round := range 5 {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), childVariable+"="+s.dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		finished := 0
		for finished < 2+round && lines.Scan() {
			if finished, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatalf("the other process says %q", lines.Text())
			}
		}
		if _, err := s.Open(demoPlace); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", child.Process.Pid)) {
			t.Errorf("while process %d holds the lock: %v", child.Process.Pid, err)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			finished, _ = strconv.Atoi(lines.Text())
		}
		_ = child.Wait() // killed
		if got, err := s.Load(t.Context(), demoPlace); got == nil || err != nil {
			t.Fatalf("the reading is gone: %v", err)
		}
		got, err := s.Journal(demoPlace)
		if err != nil || len(got.Unfinished) == 0 || got.Unfinished[len(got.Unfinished)-1].Step < finished {
			t.Fatalf("%d lines were finished, the journal has %d, %v", finished, len(got.Unfinished), err)
		}
		appendTo(t, s, entry(1000+round))
	}
}
