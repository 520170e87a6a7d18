package store

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
)

// TestCacheIsUsed ensures that a start decodes the cache and not the saved reading: it
// opens one that could not be decoded, but is the very file that the cache belongs to.
func TestCacheIsUsed(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	dir, err := s.private(demoPlace)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("no JSON")
	var cache bytes.Buffer
	if err := codec.EncodeCache(&cache, sample.Demo(), sha256.Sum256(text)); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{readingName: text, cacheName: cache.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Load(t.Context(), demoPlace)
	if err != nil || got == nil {
		t.Fatalf("the cache was not used: %v", err)
	}
	sameFile(t, got, sample.Demo())
}

// TestCacheOfAnotherReading ensures that a cache is used only for the file that it
// was made of: not for another one of the same size and time, and not if it is
// damaged, gone, or no file.
func TestCacheOfAnotherReading(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, reading, cache string){
		"another reading": func(t *testing.T, reading, _ string) {
			t.Helper()
			info, err := os.Stat(reading)
			if err != nil {
				t.Fatal(err)
			}
			other := New(filepath.Join(t.TempDir(), "other"))
			if err := other.Save(demoPlace, later()); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(folderOf(t, other), readingName))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(reading, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(reading, time.Time{}, info.ModTime()); err != nil {
				t.Fatal(err)
			}
		},
		"damaged": func(t *testing.T, _, cache string) {
			t.Helper()
			text, err := os.ReadFile(cache)
			if err != nil {
				t.Fatal(err)
			}
			text = bytes.Replace(text, []byte("payments-prod"), []byte("payments-evil"), 1)
			if err := os.WriteFile(cache, text, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"cut off": func(t *testing.T, _, cache string) {
			t.Helper()
			if err := os.Truncate(cache, 1000); err != nil {
				t.Fatal(err)
			}
		},
		"gone": func(t *testing.T, _, cache string) {
			t.Helper()
			if err := os.Remove(cache); err != nil {
				t.Fatal(err)
			}
		},
		"a folder": func(t *testing.T, _, cache string) {
			t.Helper()
			if err := os.Remove(cache); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(cache, 0o700); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(filepath.Join(t.TempDir(), "state"))
			if err := s.Save(demoPlace, sample.Demo()); err != nil {
				t.Fatal(err)
			}
			spoil(t, filepath.Join(folderOf(t, s), readingName), filepath.Join(folderOf(t, s), cacheName))
			got, err := s.Load(t.Context(), demoPlace)
			if err != nil || got == nil {
				t.Fatalf("the reading is gone: %v", err)
			}
			want := sample.Demo()
			if name == "another reading" {
				want = later()
			}
			sameFile(t, got, want)
		})
	}
}

// later returns the demo as it was read later.
func later() *model.Snapshot {
	s := sample.Demo()
	s.Taken = s.Taken.Add(time.Minute)
	return s
}

// BenchmarkLoad measures how long a saved reading of 50,000 accounts takes to open.
func BenchmarkLoad(b *testing.B) {
	saved := sample.Large(50_000, 2_000, 2_000)
	place := Place{Partition: saved.Caller.Partition, Organization: saved.Organization.ID}
	s := New(filepath.Join(b.TempDir(), "state"))
	if err := s.Save(place, saved); err != nil {
		b.Fatal(err)
	}
	dir, err := s.folder(place)
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"cache", "JSON"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, err := s.Load(b.Context(), place); got == nil || err != nil {
					b.Fatal(err)
				}
			}
		})
		_ = os.Remove(filepath.Join(dir, cacheName)) // for the second one
	}
}
