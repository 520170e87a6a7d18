//go:build unix

package store

import (
	"io"
	"os"
	"strings"
	"testing"
)

// TestAppendWaitsForTheDisk ensures that an entry counts as written only when it
// was synced: a pipe takes every line and cannot be synced.
func TestAppendWaitsForTheDisk(t *testing.T) {
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	j := &journal{file: in, lock: io.NopCloser(nil)}
	if err := j.Append(entry(1)); err == nil || !strings.HasPrefix(err.Error(), "write the journal: ") {
		t.Errorf("an entry that was not synced counts as written: %v", err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(out); err != nil || !strings.HasSuffix(string(text), "\n") {
		t.Errorf("the line was not sent: %q, %v", text, err)
	}
}
