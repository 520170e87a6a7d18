package command_test

import (
	"testing"

	"deputy/ui/command"
)

// TestEmulate ensures that the address is told once it listens.
func TestEmulate(t *testing.T) {
	for _, address := range []string{"127.0.0.1:8080", "localhost:0", "[::1]:80", "127.0.0.9:1"} {
		b := newBench(t)
		b.run(command.Done, "emulate", "--listen", address)
		b.says(b.out, "http://"+address)
	}
}
