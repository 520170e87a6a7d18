package codec_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"deputy/model/codec"
)

// endless repeats a text.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		k := copy(p[n:], e.text[e.at:])
		n, e.at = n+k, (e.at+k)%len(e.text)
	}
	return len(p), nil
}

// TestSnapshotWithoutEndIsRefused ensures that a text is refused once it is far
// beyond what an organization needs, and that little memory is used until then: a
// text of a gigabyte may be a file of a megabyte.
func TestSnapshotWithoutEndIsRefused(t *testing.T) {
	const head = `{"format":"deputy.reading","version":1,`
	for name, c := range map[string]struct{ begin, again, says string }{
		"spaces":             {head, " ", "larger than 1 MiB"},
		"a name":             {head + `"accounts":[{"Id":"1","Name":"`, "name", "larger than 1 MiB"},
		"targets":            {head + `"attachments":[{"PolicyId":"p","TargetIds":["1"]}`, `,{"PolicyId":"p","TargetIds":["1","2","3","4"]}`, "62,500 entries"},
		"tags":               {head + `"tags":{"1":[{"Key":"k"}`, `,{"Key":"k"}`, "62,500 entries"},
		"something unknown":  {head + `"future":[1`, `,"` + strings.Repeat("1", 1<<16) + `"`, "larger than 16 MiB"},
		"lists within lists": {head + `"future":[`, "[", "1000 deep"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			text := io.MultiReader(strings.NewReader(c.begin), &endless{text: c.again})
			s, err := codec.DecodeShare(t.Context(), text)
			runtime.ReadMemStats(&after)
			if s != nil || !errors.Is(err, codec.ErrDamaged) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v", s != nil, err)
			}
			if more := int64(after.HeapSys - before.HeapSys); more > 1<<26 {
				t.Errorf("it took %d MiB", more>>20)
			}
		})
	}
}

// TestSnapshotIsInterrupted ensures that decoding ends with its context, also
// between two reads of a file that unzips to much more.
func TestSnapshotIsInterrupted(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(z, io.MultiReader(strings.NewReader(`{"format":"deputy.reading","version":1,"future":[1`), &endless{text: ",1"}), 1<<25); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	read := readerFunc(func(p []byte) (int, error) {
		cancel() // The file is read in one go, so that what follows is unzipping.
		return bomb.Read(p)
	})
	if _, err := codec.Decode(ctx, read); !errors.Is(err, context.Canceled) || errors.Is(err, codec.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
