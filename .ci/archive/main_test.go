package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestRun ensures that both kinds of archives hold the files in one folder, that
// the program can be run, and that times and modes do not count.
func TestRun(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	program := filepath.Join(folder, "deputy")
	for _, name := range []string{"deputy", "LICENSE", "man/deputy.1"} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("text of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		"v1/deputy": "-rwxr-xr-x 2026-11-30 text of deputy", "v1/LICENSE": "-rw-r--r-- 2026-11-30 text of LICENSE",
		"v1/man/deputy.1": "-rw-r--r-- 2026-11-30 text of man/deputy.1",
	}
	for name, unpack := range map[string]func(*testing.T, []byte) map[string]string{"v1.tar.gz": unpackTar, "v1.zip": unpackZip} {
		t.Run(name, func(t *testing.T) {
			packedOnce := func() []byte {
				out := filepath.Join(dir, name)
				if err := run([]string{out, folder}, "1795996800"); err != nil {
					t.Fatal(err)
				}
				text, err := os.ReadFile(out)
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
			text := packedOnce()
			if got := unpack(t, text); !maps.Equal(got, want) {
				t.Errorf("unpacked %q", got)
			}
			if err := errors.Join(os.Chtimes(program, time.Time{}, time.Unix(1, 0)), os.Chmod(program, 0o777)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(packedOnce(), text) {
				t.Error("another time or mode gives other bytes")
			}
		})
	}
	for _, bad := range [][]string{
		{filepath.Join(dir, "v1.zip"), filepath.Join(dir, "missing")},
		{filepath.Join(dir, "v1.zip"), t.TempDir()},
		{filepath.Join(dir, "v1.rar"), folder},
		{filepath.Join(dir, "v1.zip")},
	} {
		if err := run(bad, ""); err == nil {
			t.Errorf("%q passes", bad)
		}
	}
	if err := run([]string{filepath.Join(dir, "v1.zip"), folder}, "today"); err == nil {
		t.Error("a time that is none passes")
	}
}

// TestRunFile ensures that a single file is zipped by itself.
func TestRunFile(t *testing.T) {
	dir := t.TempDir()
	page, out := filepath.Join(dir, "deputy.1"), filepath.Join(dir, "deputy.1.gz")
	if err := errors.Join(os.WriteFile(page, []byte("a page"), 0o600), run([]string{out, page}, "")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "a page" || r.Name != "" || !r.ModTime.IsZero() {
		t.Errorf("unzipped %q, named %q, of %s: %v", got, r.Name, r.ModTime, err)
	}
}

func unpackTar(t *testing.T, text []byte) map[string]string {
	t.Helper()
	unzipped, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found[header.Name] = held(t, header.FileInfo(), archive)
	}
}

func unpackZip(t *testing.T, text []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = held(t, f.FileInfo(), r)
		r.Close()
	}
	return found
}

// held returns a file's mode, date and text.
func held(t *testing.T, info fs.FileInfo, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().String() + " " + info.ModTime().UTC().Format(time.DateOnly) + " " + string(text)
}
