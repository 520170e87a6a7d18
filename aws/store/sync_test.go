package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"deputy/model/sample"
)

// watched returns a store that tells which files and folders it synced, by
// their base names.
func watched(t *testing.T) (s *Store, synced func() []string) {
	t.Helper()
	var names []string
	s = New(filepath.Join(t.TempDir(), "state"))
	s.sync = func(f *os.File) error {
		names = append(names, filepath.Base(f.Name()))
		return f.Sync()
	}
	return s, func() []string {
		all := names
		names = nil
		return all
	}
}

// namesOf leaves out folders where the system syncs names itself.
func namesOf(names ...string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return runtime.GOOS == "windows" && n == demoPlace.Organization })
}

// TestJournalIsOnTheDisk ensures that a new journal's name, and each entry
// before Append returns, are on the disk: the call that follows an intent must
// not outlive it.
func TestJournalIsOnTheDisk(t *testing.T) {
	s, synced := watched(t)
	j, err := s.Open(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := synced(), namesOf(demoPlace.Organization); !slices.Equal(got, want) {
		t.Errorf("with a new journal %q were synced, want %q", got, want)
	}
	for n := 1; n <= 2; n++ {
		if err := j.Append(entry(n)); err != nil {
			t.Fatal(err)
		}
		if got := synced(); !slices.Equal(got, []string{journalName}) {
			t.Errorf("with entry %d %q were synced", n, got)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestEntryThatIsNotOnTheDiskFails ensures that an entry which the disk may not
// have is an error.
func TestEntryThatIsNotOnTheDiskFails(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	appendTo(t, s, entry(1))
	full := errors.New("no space left")
	s.sync = func(*os.File) error { return full }
	j, err := s.Open(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := j.Append(entry(2)); !errors.Is(err, full) {
		t.Errorf("an entry that was not synced counts as written: %v", err)
	}
}

// TestSavedReadingIsOnTheDisk ensures that a reading is on the disk before it
// takes the place of the one before, and its name after; and then its cache.
func TestSavedReadingIsOnTheDisk(t *testing.T) {
	s, synced := watched(t)
	if err := s.Save(demoPlace, sample.Demo()); err != nil {
		t.Fatal(err)
	}
	got := synced()
	for i, name := range got {
		if of, rest, temporary := strings.Cut(name, "-"); temporary && strings.HasSuffix(rest, ".tmp") {
			got[i] = of
		}
	}
	folder := namesOf(demoPlace.Organization)
	if want := slices.Concat([]string{".reading.json.gz"}, folder, []string{".reading.cache"}, folder); !slices.Equal(got, want) {
		t.Errorf("%q were synced, want %q", got, want)
	}
	s.sync = func(*os.File) error { return errors.New("no space left") }
	if err := s.Save(demoPlace, sample.Demo()); err == nil {
		t.Error("a reading that was not synced counts as saved")
	}
	if snapshot, err := s.Load(t.Context(), demoPlace); err != nil || snapshot == nil {
		t.Errorf("the reading of before is lost: %v", err)
	}
}
