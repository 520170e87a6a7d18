package store

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"deputy/model/codec"
	"deputy/model/sample"
)

var demoPlace = Place{Partition: "aws", Organization: "o-4x9acme2k7"}

// folderOf returns the folder that the store uses for the demo organization.
func folderOf(t testing.TB, s *Store) string {
	t.Helper()
	dir, err := s.folder(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// names lists what is in a folder.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestReadingIsKept(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "not", "there"))
	if got, err := s.Load(t.Context(), demoPlace); got != nil || err != nil {
		t.Fatalf("before anything is saved: %v, %v", got, err)
	}
	saved := sample.Demo()
	for range 2 {
		if err := s.Save(demoPlace, saved); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Load(t.Context(), demoPlace)
	if diff := cmp.Diff(saved, got); diff != "" || err != nil {
		t.Errorf("%v, %s", err, diff)
	}
	if diff := cmp.Diff([]string{"reading.cache", "reading.json.gz"}, names(t, folderOf(t, s))); diff != "" {
		t.Errorf("something is left behind: %s", diff)
	}
}

func TestPlacesAreApart(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	if err := s.Save(demoPlace, sample.Demo()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Place{
		{"aws", "o-4x9acme2k8", ""},
		{"aws-cn", "o-4x9acme2k7", ""},
		{"aws", "o-4x9acme2k7", "http://127.0.0.1:4566"},
		{"aws", "o-4x9acme2k7", "http://127.0.0.1:4567/"},
		{"aws", "o-4x9acme2k7", "https://" + strings.Repeat("世/../", 40)},
	} {
		if got, err := s.Load(t.Context(), p); got != nil || err != nil {
			t.Errorf("%v has the reading of another place: %v", p, err)
		}
		dir, err := s.folder(p)
		if rest, ok := strings.CutPrefix(dir, s.dir+string(filepath.Separator)); err != nil || !ok || strings.Count(rest, string(filepath.Separator)) != 1 {
			t.Errorf("%v is kept in %q, %v", p, dir, err)
		}
	}
	for _, p := range []Place{{}, {"aws", "", ""}, {"aws", "..", ""}, {"..", "o-1", ""}, {"aws", "o/1", ""}, {"aws", "o-1\x00", ""}, {`a\b`, "o-1", ""}} {
		if err := s.Save(p, sample.Demo()); err == nil {
			t.Errorf("something was saved for %v", p)
		}
		if _, err := s.Open(p); err == nil {
			t.Errorf("a journal was opened for %v", p)
		}
	}
}

func TestUnusableReadingIsSetAside(t *testing.T) {
	var other bytes.Buffer
	if err := codec.Encode(&other, sample.Large(3, 2, 1)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		is   error
		word string
	}{
		"damaged":              {`{"format":"deputy.reading","version":1,"accounts":[`, codec.ErrDamaged, "damaged-"},
		"empty":                {"", codec.ErrDamaged, "damaged-"},
		"newer":                {`{"format":"deputy.reading","version":7}`, codec.ErrNewerVersion, "newer-"},
		"another organization": {other.String(), codec.ErrDamaged, "damaged-"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(filepath.Join(t.TempDir(), "state"))
			dir, err := s.private(demoPlace)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, readingName), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := s.Load(t.Context(), demoPlace)
			if got != nil || !errors.Is(err, c.is) || !strings.Contains(err.Error(), "moved it aside as "+dir) {
				t.Fatalf("got %v, %v", got, err)
			}
			if all := names(t, dir); len(all) != 1 || !strings.HasPrefix(all[0], readingName+"."+c.word) {
				t.Errorf("the folder has %v", all)
			}
			kept, err := os.ReadFile(filepath.Join(dir, names(t, dir)[0]))
			if string(kept) != c.text || err != nil {
				t.Errorf("what was set aside was changed: %v", err)
			}
			if got, err := s.Load(t.Context(), demoPlace); got != nil || err != nil {
				t.Errorf("the next start finds %v, %v", got, err)
			}
		})
	}
}

// TestSetAsideTwice ensures that a clock that jumps back does not let one file
// that was set aside replace another.
func TestSetAsideTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // in which no time passes
		dir := t.TempDir()
		path := filepath.Join(dir, readingName)
		for _, text := range []string{"one", "two", "three"} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := setAside(path, "damaged", codec.ErrDamaged); !errors.Is(err, codec.ErrDamaged) {
				t.Error(err)
			}
		}
		if all := names(t, dir); len(all) != 3 {
			t.Errorf("of three files are left: %q", all)
		}
	})
}

// TestFailedSaveKeepsTheOld ensures that a full disk, or a name that cannot be
// replaced, costs nothing that was there.
func TestFailedSaveKeepsTheOld(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	write := func(text string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	}
	if err := New(dir).replace(path, write("old")); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	err := New(dir).replace(path, func(w io.Writer) error { return errors.Join(write("half of the n")(w), full) })
	if !errors.Is(err, full) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(path); string(text) != "old" || err != nil {
		t.Errorf("the file is %q, %v", text, err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "folder", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := New(dir).replace(filepath.Join(dir, "folder"), write("new")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if diff := cmp.Diff([]string{"file", "folder"}, names(t, dir)); diff != "" {
		t.Errorf("something is left behind: %s", diff)
	}
}

func TestNothingIsReadableByOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // it has no modes
	}
	s := New(filepath.Join(t.TempDir(), "state"))
	use := func() {
		t.Helper()
		if err := s.Save(demoPlace, sample.Demo()); err != nil {
			t.Fatal(err)
		}
		j, err := s.Open(demoPlace)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(j.Append(entry(1)), j.Close()); err != nil {
			t.Fatal(err)
		}
	}
	modes := func() map[string]fs.FileMode {
		all := map[string]fs.FileMode{}
		_ = filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.Base(path)] = info.Mode().Perm()
			return nil
		})
		return all
	}
	want := map[string]fs.FileMode{
		"state": 0o700, "aws": 0o700, "o-4x9acme2k7": 0o700, "reading.json.gz": 0o600, "reading.cache": 0o600, "journal.jsonl": 0o600, "lock": 0o600,
	}
	use()
	if diff := cmp.Diff(want, modes()); diff != "" {
		t.Errorf("modes: %s", diff)
	}
	for name := range want {
		if err := filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
			if filepath.Base(path) == name && name != "state" {
				return os.Chmod(path, 0o755)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	use()
	if diff := cmp.Diff(want, modes()); diff != "" {
		t.Errorf("looser modes are not corrected: %s", diff)
	}
}

func TestDefaultDir(t *testing.T) {
	t.Setenv(DirVariable, "/somewhere/else")
	if got := DefaultDir(); got != "/somewhere/else" {
		t.Errorf("the state folder is %q", got)
	}
	t.Setenv(DirVariable, "")
	if got := DefaultDir(); filepath.Base(got) != "deputy" || !filepath.IsAbs(got) {
		t.Errorf("the state folder is %q", got)
	}
}

func BenchmarkSave(b *testing.B) {
	s, large := New(filepath.Join(b.TempDir(), "state")), sample.Large(50_000, 2_000, 2_000)
	p := Place{"aws", large.Organization.ID, ""}
	for b.Loop() {
		if err := s.Save(p, large); err != nil {
			b.Fatal(err)
		}
	}
}

// What the screen remembers comes back as it was saved, is the user's alone, and
// one organization does not see that of another.
func TestScreen(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	one, other := Place{Partition: "aws", Organization: "o-4x9acme2k7"}, Place{Partition: "aws", Organization: "o-other12345"}
	if text, err := s.LoadScreen(one); text != nil || err != nil {
		t.Errorf("before anything was saved: %q, %v", text, err)
	}
	for _, want := range []string{`{"screen":"Policies"}`, `{}`} {
		if err := s.SaveScreen(one, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if text, err := s.LoadScreen(one); string(text) != want || err != nil {
			t.Errorf("%q comes back as %q, %v", want, text, err)
		}
	}
	if text, err := s.LoadScreen(other); text != nil || err != nil {
		t.Errorf("another organization has %q, %v", text, err)
	}
	path := filepath.Join(dir, "aws", one.Organization, screenName)
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, make([]byte, maxScreen+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := s.LoadScreen(one); text != nil || err == nil || !strings.Contains(err.Error(), "remove it") {
		t.Errorf("a file without end gives %d bytes, %v", len(text), err)
	}
}
