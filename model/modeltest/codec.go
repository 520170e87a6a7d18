package modeltest

import (
	"bytes"
	"testing"

	"deputy/model"
	"deputy/model/codec"
)

// Encode returns the file of a saved reading.
func Encode(t testing.TB, s *model.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := codec.Encode(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Decode returns the saved reading of a file.
func Decode(t testing.TB, text []byte) *model.Snapshot {
	t.Helper()
	s, err := codec.Decode(t.Context(), bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
