//go:build unix

package command_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/ui/command"
)

// TestNamedPipes ensures that a named pipe is read like standard input, and that a
// command can be interrupted while nobody writes to it.
func TestNamedPipes(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	write := func(text string) {
		go func() { // Opening waits for the reader.
			if err := os.WriteFile(pipe, []byte(text), 0o600); err != nil {
				t.Error(err)
			}
		}()
	}
	write(string(modeltest.Encode(t, sample.Demo())))
	b.run(command.Done, "delegations", "--snapshot", pipe)
	write(`{"id":"one","levels":[],"request":{"action":"s3:GetObject","resource":"*"}}`)
	b.run(command.Done, "can", "--batch", pipe)
	b.says(b.out, `{"id":"one","verdict":"Allowed"`)
	for _, args := range [][]string{
		{"can", "--batch", pipe},
		{"can", payments, "s3:GetObject", "--with", pipe + "@Prod"},
		{"why", pipe},
		{"diff", pipe, pipe},
		{"delegations", "--snapshot", pipe},
		{"emulate", "--listen", "127.0.0.1:0", "--faults", pipe},
	} {
		b := newBench(t)
		b.interrupted(args...)
		// Whoever still waits for a writer gets one.
		if w, err := os.OpenFile(pipe, os.O_RDWR, 0); err == nil {
			t.Cleanup(func() { _ = w.Close() })
		}
	}
}
