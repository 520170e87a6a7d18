//go:build unix

package stage_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/ui/command"
)

// hostileFile is a file that deputy must not trust.
type hostileFile struct {
	name  string
	write func(t *testing.T, path string) // nil for one with the text
	text  string
}

// hostileFiles are such files; good is what deputy would take.
func hostileFiles(good string) []hostileFile {
	utf16 := func(text string) string {
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, c := range []byte(text) {
			b.Write([]byte{c, 0})
		}
		return b.String()
	}
	return []hostileFile{
		{name: "empty"},
		{name: "blanks", text: strings.Repeat(" \n", 1000)},
		{name: "NUL", text: strings.Repeat("\x00", 5000)},
		{name: "NUL-inside", text: good[:len(good)/2] + "\x00" + good[len(good)/2:]},
		{name: "mark-alone", text: "\ufeff"},
		{name: "two-marks", text: "\ufeff\ufeff" + good},
		{name: "UTF-16-odd", text: utf16(good) + "x"},
		{name: "UTF-16-half", text: "\xff\xfe\x00\xd8"},
		{name: "UTF-16-twice", text: utf16(utf16(good))},
		{name: "invalid-UTF-8", text: strings.Replace(good, `"`, "\"\xff\xfe", 1)},
		{name: "no-JSON", text: "this is \x1b[31mnot JSON"},
		{name: "null", text: "null"},
		{name: "number", text: "1e999999"},
		{name: "list", text: "[1,2,3]"},
		{name: "string", text: `"` + strings.Repeat("a", 1000) + `"`},
		{name: "half", text: good[:len(good)/2]},
		{name: "all-but-one", text: strings.TrimRight(good, "\n ")[:len(strings.TrimRight(good, "\n "))-1]},
		{name: "twice", text: good + good},
		{name: "more-behind", text: good + "x"},
		{name: "deep-lists", text: strings.Repeat("[", 1<<20)},
		{name: "deep-objects", text: strings.Repeat(`{"a":`, 1<<18)},
		{name: "duplicate-keys", text: strings.Replace(good, "{", `{"format":"deputy.reading","format":"x","Version":"2012-10-17","Version":"x","latency":"1s","latency":"2s",`, 1)},
		{name: "wrong-types", text: `{"format":1,"version":"1","accounts":{},"Version":[],"Statement":7,"latency":true,"id":[],"levels":"x"}`},
		{name: "huge-number", text: `{"format":"deputy.reading","version":1e400,"Version":1e400,"latency":1e400,"levels":1e400}`},
		{name: "newer", text: `{"format":"deputy.reading","version":99}`},
		{name: "long-line", text: strings.Repeat("x", 18<<20)},
		{name: "gzip-bomb", write: func(t *testing.T, path string) {
			writeZipped(t, path, `{"format":"deputy.reading","version":1,"accounts":[{"Id":"`, 256<<20)
		}},
		{name: "gzip-of-lists", write: func(t *testing.T, path string) { writeZipped(t, path, "[", 0) }},
		{name: "gzip-cut", write: func(t *testing.T, path string) {
			writeZipped(t, path, good, 0)
			must(t, os.Truncate(path, 20))
		}},
		{name: "gzip-head-alone", text: "\x1f\x8b\x08"},
		{name: "missing", write: func(*testing.T, string) {}},
		{name: "folder", write: func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }},
		{name: "link-to-itself", write: func(t *testing.T, path string) { must(t, os.Symlink(path, path)) }},
		{name: "link-to-nothing", write: func(t *testing.T, path string) { must(t, os.Symlink(path+".none", path)) }},
		{name: "device-without-end", write: func(t *testing.T, path string) { must(t, os.Symlink("/dev/zero", path)) }},
		{name: "empty-device", write: func(t *testing.T, path string) { must(t, os.Symlink("/dev/null", path)) }},
		{name: "socket", write: func(t *testing.T, path string) { must(t, syscall.Mknod(path, syscall.S_IFSOCK|0o600, 0)) }},
		{name: "pipe-of-garbage", write: func(t *testing.T, path string) {
			must(t, syscall.Mkfifo(path, 0o600))
			for range 2 { // diff reads two.
				go func() { // Nobody may read it, and it may be gone.
					if pipe, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
						_, _ = pipe.WriteString("garbage")
						_ = pipe.Close()
					}
				}()
			}
		}},
		{name: "growing", write: func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte("{"), 0o600))
			grow(t, path, `"a":`)
		}},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// writeZipped writes a text and so many blanks behind it.
func writeZipped(t *testing.T, path, text string, letters int) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	z := gzip.NewWriter(f)
	_, err = io.WriteString(z, text)
	must(t, err)
	block := strings.Repeat("a", 1<<20)
	for ; letters > 0; letters -= len(block) {
		_, err = io.WriteString(z, block)
		must(t, err)
	}
	must(t, z.Close())
	must(t, f.Close())
}

// grow appends to a file until the test ends.
func grow(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for range 1 << 14 {
			select {
			case <-over:
				return
			default:
				_, _ = io.WriteString(f, text)
			}
		}
	}()
	t.Cleanup(func() { close(over); <-ended; _ = f.Close() })
}

// write writes the file.
func (f hostileFile) put(t *testing.T, path string) {
	t.Helper()
	if f.write == nil {
		must(t, os.WriteFile(path, []byte(f.text), 0o600))
		return
	}
	f.write(t, path)
}

// fileReader is a command that takes a file.
type fileReader struct {
	name string
	good string
	args func(path string) []string
	fine []string // hostile files that it has to take
}

// What is taken: blanks and marks are no mistake of texts, a device without content is an empty text, and of a batch only
// the lines are wrong.
func fileReaders(t *testing.T) []fileReader {
	t.Helper()
	reading := string(modeltest.Encode(t, smallOrganization))
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`
	return []fileReader{
		{"delegations", reading, func(p string) []string { return []string{"delegations", "--snapshot", p} }, nil},
		{"diff", reading, func(p string) []string { return []string{"diff", p, p} }, nil},
		{"can-snapshot", reading, func(p string) []string { return []string{"can", payments, "s3:GetObject", "--snapshot", p} }, nil},
		{"emulate-snapshot", reading, func(p string) []string { return []string{"emulate", "--listen", "127.0.0.1:0", "--snapshot", p} }, nil},
		{"emulate-faults", `{"latency": "1s"}`, func(p string) []string { return []string{"emulate", "--listen", "127.0.0.1:0", "--faults", p} }, []string{"two-marks"}},
		{"can-with", document, func(p string) []string {
			return []string{"can", payments, "sqs:DeleteQueue", "--with", p + "@" + payments}
		}, nil},
		{"why", `{"eventSource":"s3.amazonaws.com","eventName":"PutObject"}`, func(p string) []string { return []string{"why", p} }, nil},
		{"batch", `{"id":"x","levels":[],"request":{"action":"s3:GetObject","resource":"*"}}`, func(p string) []string { return []string{"can", "--batch", p} }, []string{"empty", "blanks", "mark-alone", "two-marks", "empty-device"}},
	}
}

// TestCampaignFiles gives every command hostile files: it refuses each soon, in one line that names the file, and needs
// little memory for that. It runs alone: what other tests allocate would count.
func TestCampaignFiles(t *testing.T) {
	every, tried, i := ofCampaign(17, 1, 1), 0, 0
	for _, reader := range fileReaders(t) {
		for _, f := range hostileFiles(reader.good) {
			if i++; i%every != 0 {
				continue
			}
			tried++
			t.Run(reader.name+"/"+f.name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "hostile.json")
				f.put(t, path)
				limit := 20 * time.Second
				if f.name == "device-without-end" {
					limit = 8 * time.Second
				}
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				before := allocated()
				code, out, problem := commandLine(ctx, emulator.New(smallOrganization), "", reader.args(path)...)
				if grown := allocated() - before; grown > 1<<30 {
					t.Errorf("it takes %d MiB", grown>>20)
				}
				clean(t, "its answer", out+problem, "\n", true)
				switch {
				case code == command.Done && slices.Contains(reader.fine, f.name):
					return
				case code == command.Interrupted && f.name == "device-without-end" && reader.name == "batch":
					return // A batch may come for ever, as from a pipe, and is interrupted.
				case code == command.Interrupted:
					t.Fatal("it does not end")
				}
				if reader.name == "batch" && code == command.Failed && strings.Contains(out, `"error"`) {
					return // Each line that is wrong is told by its number.
				}
				if code != command.BadInput || strings.Count(problem, "\n") != 1 || !strings.Contains(problem, "hostile.json") || len(problem) > 600 {
					t.Errorf("it ends with %d and says %q %q", code, problem, out[:min(len(out), 200)])
				}
			})
		}
	}
	t.Run("state", func(t *testing.T) { tried += stateFiles(t) })
	t.Cleanup(func() { count(t, tried, "hostile files, each refused in one line") })
}

// allocated returns how much memory was allocated so far, freed or not.
func allocated() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.TotalAlloc)
}

// stateFiles puts hostile files in the place of deputy's own: each is an error that names it, or sets it aside, and none is
// lost.
func stateFiles(t *testing.T) (tried int) {
	t.Helper()
	place := aws.Place{Partition: "aws", Organization: "o-4x9acme2k7"}
	read := map[string]func(s *store.Store) error{
		"journal.jsonl": func(s *store.Store) error {
			fact, err := s.Journal(place)
			if err == nil && fact.Torn {
				return errTorn
			}
			return err
		},
		"reading.json.gz": func(s *store.Store) error {
			_, err := s.Load(t.Context(), place)
			return err
		},
	}
	entry, err := plan.EncodeEntry(plan.JournalEntry{Version: 1, Time: curtain, Phase: plan.Intent, Operation: "RegisterDelegatedAdministrator"})
	must(t, err)
	large := hostileFile{name: "too-large", write: func(t *testing.T, path string) {
		f, err := os.Create(path)
		must(t, err)
		for range plan.JournalLimit/len(entry) + 1 {
			_, err = f.Write(entry)
			must(t, err)
		}
		must(t, f.Close())
	}}
	for name, of := range read {
		for i, f := range append(hostileFiles(string(entry)), large) {
			if i%ofCampaign(11, 1, 1) != 0 || f.name == "missing" || f.name == "growing" {
				continue
			}
			tried++
			t.Run(name+"/"+f.name, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "state")
				s := store.New(dir)
				j, err := s.Open(place)
				must(t, err)
				must(t, j.Close())
				found, err := filepath.Glob(filepath.Join(dir, "aws", "*", "journal.jsonl"))
				must(t, err)
				folder := filepath.Dir(found[0])
				path := filepath.Join(folder, name)
				if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				f.put(t, path)
				before, err := os.Lstat(path)
				must(t, err)
				switch err := of(s); {
				case errors.Is(err, errTorn):
				case err == nil && name == "journal.jsonl" && noLines[f.name]:
				case err == nil:
					t.Error("it is taken")
				case !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n"):
					t.Errorf("it does not say which file, or not in one line: %q", err)
				}
				all, err := os.ReadDir(folder)
				must(t, err)
				for _, e := range all {
					if info, err := e.Info(); err == nil && os.SameFile(info, before) {
						return
					}
				}
				t.Error("the file is lost")
			})
		}
	}
	return tried
}

// errTorn stands for what a journal says of a last line that was cut off, which only an incomplete line of garbage can be.
var errTorn = errors.New("the last line was cut off")

// noLines are files that a journal without lines may be; zeros are left by file systems.
var noLines = map[string]bool{"empty": true, "blanks": true, "NUL": true, "twice": true}
