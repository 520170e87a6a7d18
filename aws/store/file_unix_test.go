//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"deputy/model/sample"
)

// used returns a store with a reading and a journal, and the organization's
// folder.
func used(t *testing.T) (s *Store, dir string) {
	t.Helper()
	s = New(filepath.Join(t.TempDir(), "state"))
	if err := s.Save(demoPlace, sample.Demo()); err != nil {
		t.Fatal(err)
	}
	appendTo(t, s, entry(1))
	return s, folderOf(t, s)
}

// uses returns the errors of everything that a store does, by name.
func uses(s *Store) map[string]error {
	_, load := s.Load(context.Background(), demoPlace)
	_, read := s.Journal(demoPlace)
	j, open := s.Open(demoPlace)
	if open == nil {
		open = j.Close()
	}
	return map[string]error{"load": load, "save": s.Save(demoPlace, sample.Demo()), "read the journal": read, "open the journal": open}
}

// wantRefused ensures that the uses fail with words that tell why, and no other.
func wantRefused(t *testing.T, s *Store, says string, refused ...string) {
	t.Helper()
	for use, err := range uses(s) {
		want := strings.Contains(strings.Join(refused, ","), use)
		if (err != nil) != want || want && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want an error: %t with %q", use, err, want, says)
		}
	}
}

// replaceByLink puts a symbolic link where a file or folder was, which leads to
// what was there.
func replaceByLink(t *testing.T, path string) (target string) {
	t.Helper()
	target = filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(path, target); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	return target
}

// TestLinksAreNotFollowed ensures that a symbolic link in the state folder leads
// to an error and never to a change of its target.
func TestLinksAreNotFollowed(t *testing.T) {
	for name, refused := range map[string][]string{
		lockName:    {"open the journal"},
		journalName: {"read the journal", "open the journal"},
		readingName: {"load"},
	} {
		s, dir := used(t)
		target := replaceByLink(t, filepath.Join(dir, name))
		if err := os.WriteFile(target, []byte("precious"), 0o644); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, s, name+" is a symbolic link", refused...)
		if text, err := os.ReadFile(target); string(text) != "precious" || err != nil {
			t.Errorf("behind the link %s is %q, %v", name, text, err)
		}
	}
	s, dir := used(t)
	if err := os.Remove(filepath.Join(dir, lockName)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "new"), filepath.Join(dir, lockName)); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, s, "lock is a symbolic link", "open the journal")
	if _, err := os.Lstat(filepath.Join(dir, "new")); err == nil {
		t.Error("a file was made where a link leads to")
	}
	all := []string{"load", "save", "read the journal", "open the journal"}
	s, dir = used(t)
	replaceByLink(t, dir)
	wantRefused(t, s, dir+" is a symbolic link", all...)
	s, dir = used(t)
	replaceByLink(t, filepath.Dir(dir))
	wantRefused(t, s, filepath.Dir(dir)+" is a symbolic link", all...)
	s, _ = used(t)
	replaceByLink(t, s.dir)
	wantRefused(t, s, "")
}

// TestPipesAreRefused ensures that deputy does not wait for the other end of a
// named pipe, and takes nothing else for a file.
func TestPipesAreRefused(t *testing.T) {
	for name, refused := range map[string][]string{
		lockName:    {"open the journal"},
		journalName: {"read the journal", "open the journal"},
		readingName: {"load"},
	} {
		for kind, put := range map[string]func(string) error{
			"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"a folder":     func(path string) error { return os.Mkdir(path, 0o700) },
		} {
			s, dir := used(t)
			path := filepath.Join(dir, name)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			if kind == "a folder" && name == readingName {
				wantRefused(t, s, path, "load", "save")
				continue
			}
			wantRefused(t, s, name+" is "+kind, refused...)
		}
	}
	path := filepath.Join(t.TempDir(), "config.json")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadConfig(path); err == nil || !strings.Contains(err.Error(), path+" is a named pipe") {
		t.Errorf("a pipe as configuration: %v", err)
	}
}

// TestFoldersOfOthers ensures that a folder that somebody else can write to is
// refused, and said what to do.
func TestFoldersOfOthers(t *testing.T) {
	for _, mode := range []os.FileMode{0o770, 0o702, 0o777} {
		for up := range 3 {
			s, dir := used(t)
			for range up {
				dir = filepath.Dir(dir)
			}
			if err := os.Chmod(dir, mode); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, s, "write to the state folder "+dir+". Check what is in it", "load", "save", "read the journal", "open the journal")
		}
	}
	if os.Geteuid() != 0 {
		return // nobody else may give files away
	}
	for up := range 3 {
		s, dir := used(t)
		for range up {
			dir = filepath.Dir(dir)
		}
		if err := os.Chown(dir, 12345, -1); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, s, dir+" belongs to another user (ID 12345)", "load", "save", "read the journal", "open the journal")
	}
	for name, refused := range map[string][]string{
		lockName: {"open the journal"}, journalName: {"read the journal", "open the journal"}, readingName: {"load"},
	} {
		s, dir := used(t)
		if err := os.Chown(filepath.Join(dir, name), 12345, -1); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, s, name+" belongs to another user (ID 12345)", refused...)
	}
}

// TestConfigFile ensures that a configuration may be kept elsewhere, behind a
// link, and that one of another user or of any size is refused.
func TestConfigFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.json")
	if err := os.WriteFile(filepath.Join(dir, "kept.json"), []byte(`{"profiles": {"a": {"readOnly": true}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("kept.json", path); err != nil {
		t.Fatal(err)
	}
	if c, err := LoadConfig(path); err != nil || !c.Profile("a").ReadOnly {
		t.Errorf("behind a link: %+v, %v", c, err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(path, 12345, -1); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadConfig(path); err == nil || !strings.Contains(err.Error(), "belongs to another user (ID 12345)") {
			t.Errorf("of another user: %v", err)
		}
		if err := os.Chown(path, 0, -1); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(path, configLimit+1); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadConfig(path); err == nil || !strings.Contains(err.Error(), "has 1048577 bytes, more than 1048576") {
		t.Errorf("a large one: %v", err)
	}
}

// TestFullDisk ensures that an entry that does not fit is an error that says so.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		return // only Linux has it
	}
	defer full.Close()
	j := &journal{file: full, sync: (*os.File).Sync}
	if err := j.Append(entry(1)); err == nil || !strings.Contains(err.Error(), "no space left on device") {
		t.Errorf("an entry that does not fit: %v", err)
	}
}
