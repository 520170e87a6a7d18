package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
)

// The test binary starts itself as a deputy that only saves readings when this
// variable names a state folder.
const saverVariable = "DEPUTY_STORE_TEST_SAVER"

// numbered returns the reading that is saved as the nth.
func numbered(n int) *model.Snapshot {
	s := sample.Large(60+n%7, 5, 5)
	s.Organization.ID = demoPlace.Organization
	s.Taken = time.Unix(int64(n), 0).UTC()
	return s
}

// saveForever saves one reading after the other until it is killed, each younger
// than the one before. It writes a byte before each reading is synced, after
// that, and when it is saved, so that the parent can kill it anywhere.
func saveForever(dir string) error {
	tell := func(b byte) { _, _ = os.Stdout.Write([]byte{b}) }
	s := New(dir)
	s.sync = func(f *os.File) error {
		tell('a')
		err := f.Sync()
		tell('b')
		return err
	}
	last, err := s.Load(context.Background(), demoPlace)
	for n := 0; err == nil; {
		n++
		err = s.Save(demoPlace, numbered(int(last.Taken.Unix())+n))
		tell('s')
	}
	return err
}

// TestKilledWhileSaving kills another process 200 times while it saves: the state
// folder has what was saved last, or the reading that was under way, and never a
// part of one; and the cache is that of the very reading, or is not used.
func TestKilledWhileSaving(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "state"))
	if err := s.Save(demoPlace, numbered(1)); err != nil {
		t.Fatal(err)
	}
	kills := 200
	if testing.Short() {
		kills = 40
	}
	random := rand.New(rand.NewPCG(1, 2))
	last, unfinished, cached := 1, 0, 0
	for round := range kills {
		saved := killedSaver(t, s.dir, 1+random.IntN(9), random.IntN(300))
		got, err := s.Load(t.Context(), demoPlace)
		if err != nil || got == nil {
			t.Fatalf("round %d: the reading is gone: %v", round, err)
		}
		n := int(got.Taken.Unix())
		if n != last+saved && n != last+saved+1 {
			t.Fatalf("round %d: %d readings were saved after number %d, and number %d is there", round, saved, last, n)
		}
		unfinished += n - last - saved
		sameFile(t, got, numbered(n))
		last = n
		if c := cacheNumber(t, s); c == n {
			cached++
		} else if c != 0 {
			t.Fatalf("round %d: the cache has reading number %d, and %d was saved", round, c, n)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folderOf(t, s), ".*.tmp")); len(left) < kills/10 || unfinished == 0 {
		t.Errorf("only %d were killed before the new file was whole, and %d after", len(left), unfinished)
	}
	if cached == 0 || cached == kills {
		t.Errorf("%d of %d were killed when the cache was that of the reading", cached, kills)
	}
}

// cacheNumber returns the number of the reading that the cache has; zero if the
// cache belongs to another file than the one that is there, or is damaged.
func cacheNumber(t *testing.T, s *Store) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folderOf(t, s), readingName))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeCache(filepath.Join(folderOf(t, s), cacheName), sha256.Sum256(text))
	if err != nil {
		return 0
	}
	sameFile(t, got, numbered(int(got.Taken.Unix())))
	return int(got.Taken.Unix())
}

// killedSaver starts a process that saves, and kills it after it has told so many
// bytes, and this one has yielded so often. It returns how many readings the other
// one has called saved.
func killedSaver(t *testing.T, dir string, told, yields int) (saved int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), saverVariable+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	begun := make([]byte, told)
	if _, err := io.ReadFull(out, begun); err != nil {
		t.Fatalf("the other process ended: %v", err)
	}
	for range yields {
		runtime.Gosched()
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(out)
	if err != nil && !errors.Is(err, os.ErrClosed) {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	return bytes.Count(begun, []byte("s")) + bytes.Count(rest, []byte("s"))
}

// sameFile compares two readings by what is written of them.
func sameFile(t *testing.T, got, want *model.Snapshot) {
	t.Helper()
	var texts [2]bytes.Buffer
	for i, s := range []*model.Snapshot{got, want} {
		if err := codec.Encode(&texts[i], s); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(texts[0].Bytes(), texts[1].Bytes()) {
		t.Errorf("reading number %s is another one", strconv.FormatInt(got.Taken.Unix(), 10))
	}
}
