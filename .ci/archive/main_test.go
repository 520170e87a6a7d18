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
// the program can be run, and that times do not count.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	program, license := filepath.Join(dir, "deputy"), filepath.Join(dir, "LICENSE")
	for _, name := range []string{program, license} {
		if err := os.WriteFile(name, []byte("text of "+filepath.Base(name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{"v1/deputy": "-rwxr-xr-x text of deputy", "v1/LICENSE": "-rw-r--r-- text of LICENSE"}
	for name, unpack := range map[string]func(*testing.T, []byte) map[string]string{"v1.tar.gz": unpackTar, "v1.zip": unpackZip} {
		t.Run(name, func(t *testing.T) {
			packedOnce := func() []byte {
				out := filepath.Join(dir, name)
				if err := run([]string{out, program, license}); err != nil {
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
			if err := os.Chtimes(program, time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(packedOnce(), text) {
				t.Error("another time gives other bytes")
			}
		})
	}
	if err := run([]string{filepath.Join(dir, "v1.zip"), filepath.Join(dir, "missing")}); err == nil {
		t.Error("a missing file passes")
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

// held returns a file's mode and text.
func held(t *testing.T, info fs.FileInfo, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().String() + " " + string(text)
}
