package codec_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// encodeCache returns the cache of a snapshot, of the file with these bytes.
func encodeCache(t testing.TB, s *model.Snapshot, of []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := codec.EncodeCache(&b, s, sha256.Sum256(of)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decodeCache decodes a cache of the file with these bytes.
func decodeCache(cache, of []byte) (*model.Snapshot, error) {
	return codec.DecodeCache(bytes.NewReader(cache), int64(len(cache)), sha256.Sum256(of))
}

// filled sets every field below v, each text to another one.
func filled(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + strconv.Itoa(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(v.Index(0), n)
		filled(v.Index(1), n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		filled(key, n)
		filled(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(1999, 1, 1, 1, 1, 1, *n, time.UTC)))
			return
		}
		for i := range v.NumField() {
			filled(v.Field(i), n)
		}
	default:
		panic(v.Kind().String() + " is new: fill it, and see that the cache has it")
	}
}

// everyField returns a snapshot in which no field is empty.
func everyField() *model.Snapshot {
	s, n := &model.Snapshot{}, 0
	filled(reflect.ValueOf(s).Elem(), &n)
	for _, d := range s.Documents {
		s.Documents = map[model.PolicyID]model.Document{s.Policies[0].ID: d} // of a policy that is there
	}
	return s
}

// TestCacheIsTheReading ensures that a cache is decoded to what its file is decoded
// to, with every field, and that the snapshot is left as it is.
func TestCacheIsTheReading(t *testing.T) {
	same := func(t interface {
		Errorf(format string, args ...any)
		Fatal(args ...any)
	}, s *model.Snapshot,
	) {
		var text, cache, again bytes.Buffer
		if err := codec.Encode(&text, s); err != nil {
			t.Fatal(err)
		}
		of := text.Bytes()
		want, err := codec.Decode(context.Background(), bytes.NewReader(of))
		if err != nil {
			t.Fatal(err)
		}
		if err := codec.EncodeCache(&cache, s, sha256.Sum256(of)); err != nil {
			t.Fatal(err)
		}
		got, err := decodeCache(cache.Bytes(), of)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the cache has another reading than the file (-file +cache):\n%s", diff)
		}
		if err := codec.Encode(&again, s); err != nil || !bytes.Equal(of, again.Bytes()) {
			t.Errorf("the cache has changed what it was made of: %v", err)
		}
	}
	snapshots := map[string]*model.Snapshot{
		"demo": sample.Demo(), "large": sample.Large(400, 60, 30), "incomplete": incomplete(), "ranked": ranked(),
		"nothing": {}, "every field": everyField(),
	}
	for _, v := range sample.Hostile() {
		snapshots[v.Name] = v.Snapshot
	}
	for name, s := range snapshots {
		t.Run(name, func(t *testing.T) { same(t, s) })
	}
	t.Run("any", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { same(t, modeltest.Organization(t)) })
	})
}

// TestCacheIsRefused ensures that a cache is not used that belongs to another file,
// is damaged anywhere, cut off, longer, or of another version.
func TestCacheIsRefused(t *testing.T) {
	s := sample.Large(20, 4, 3)
	of := modeltest.Encode(t, s)
	cache := encodeCache(t, s, of)
	if got, err := decodeCache(cache, of); got == nil || err != nil {
		t.Fatalf("it is not used as it was written: %v", err)
	}
	refused := func(what string, cache, of []byte) {
		t.Helper()
		if got, err := decodeCache(cache, of); got != nil || !errors.Is(err, codec.ErrNoCache) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %v, %v", what, got != nil, err)
		}
	}
	refused("of another file", cache, append(of, ' '))
	refused("of no file", cache, nil)
	refused("longer", append(bytes.Clone(cache), 0), of)
	refused("nothing", nil, of)
	for i := range cache {
		refused("cut off", cache[:i], of)
		damaged := bytes.Clone(cache)
		damaged[i] ^= 1 << (i % 8)
		refused("with a wrong bit in byte "+strconv.Itoa(i), damaged, of)
	}
	short := bytes.NewReader(cache[:len(cache)-9])
	if got, err := codec.DecodeCache(short, int64(len(cache)), sha256.Sum256(of)); got != nil || err == nil {
		t.Error("a file that shrinks while it is read is used")
	}
	failed := errors.New("the disk is gone")
	if err := codec.EncodeCache(failingWriter{failed}, s, codec.Digest{}); !errors.Is(err, failed) {
		t.Errorf("a cache that cannot be written: %v", err)
	}
}

// failingWriter is a writer that fails.
type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestCacheVersion ensures that the layout is not changed without another version: an
// older or newer deputy would take one field for another.
func TestCacheVersion(t *testing.T) {
	const want = "5ef435b64de99520"
	sum := sha256.Sum256(encodeCache(t, everyField(), nil))
	if got := hex.EncodeToString(sum[:8]); got != want {
		t.Errorf("the layout has changed: raise the version in cacheMagic, then set this to %q", got)
	}
}

// FuzzCache ensures that no text makes the decoder panic, and that what it returns is
// a reading that can be saved and comes back.
func FuzzCache(f *testing.F) {
	for _, s := range []*model.Snapshot{{}, everyField(), sample.Large(9, 3, 2)} {
		cache := encodeCache(f, s, nil)
		f.Add(string(cache[codec.CacheHead : len(cache)-4]))
	}
	f.Fuzz(func(t *testing.T, fields string) {
		s, err := codec.DecodeFields(fields)
		if err != nil {
			return
		}
		again, err := decodeCache(encodeCache(t, s, nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := codec.Encode(io.Discard, again); err != nil {
			t.Errorf("it cannot be saved: %v", err)
		}
	})
}

func BenchmarkDecodeCache(b *testing.B) {
	s := sample.Large(50_000, 2_000, 2_000)
	cache := encodeCache(b, s, nil)
	b.SetBytes(int64(len(cache)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeCache(cache, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeCache(b *testing.B) {
	s := sample.Large(50_000, 2_000, 2_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := codec.EncodeCache(io.Discard, s, codec.Digest{}); err != nil {
			b.Fatal(err)
		}
	}
}
