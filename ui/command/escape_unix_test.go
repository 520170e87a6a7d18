//go:build unix

package command

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// TestLoneEscape ensures that an Esc after which nothing comes is told apart, and that
// what else a terminal sends, and an Esc that begins a key, stays as it is.
func TestLoneEscape(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		more  bool
		want  string
	}{
		"Esc":                  {"\x1b", false, "\x1b[27u"},
		"the begin of a key":   {"\x1b", true, "\x1b"},
		"a key":                {"\x1b[A", false, "\x1b[A"},
		"Alt+a":                {"\x1ba", false, "\x1ba"},
		"Alt+Esc":              {"\x1b\x1b", false, "\x1b\x1b"},
		"text that ends in it": {"a\x1b", false, "a\x1b"},
		"a letter":             {"q", false, "q"},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := pipe(t)
			if _, err := io.WriteString(to, c.typed); err != nil {
				t.Fatal(err)
			}
			text := make([]byte, 64)
			n, err := (&escapeReader{from, func() bool { return c.more }}).Read(text)
			if got := string(text[:n]); got != c.want || err != nil {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// TestHasMore ensures that what was typed is seen, and that nothing is waited for in
// vain longer than it takes.
func TestHasMore(t *testing.T) {
	from, to := pipe(t)
	if hasMore(from, time.Millisecond) {
		t.Error("there is more of nothing")
	}
	if _, err := io.WriteString(to, "["); err != nil {
		t.Fatal(err)
	}
	if !hasMore(from, time.Hour) {
		t.Error("what is there is not seen")
	}
}

// TestKeysOverANetwork ensures that only a terminal on this machine is trusted to send
// each key at once.
func TestKeysOverANetwork(t *testing.T) {
	from, _ := pipe(t)
	for environ, local := range map[string]bool{"TERM=xterm": true, "SSH_TTY=/dev/pts/1": false, "SSH_CONNECTION=10.0.0.1 2 10.0.0.2 22": false} {
		s := &session{System: &System{Stdin: from, Environ: []string{environ}, IsTerminal: func(any) bool { return true }}}
		if _, is := s.keys().(*escapeReader); is != local {
			t.Errorf("%s: %v", environ, is)
		}
	}
	s := &session{System: &System{Stdin: strings.NewReader("q"), IsTerminal: func(any) bool { return true }}}
	if _, is := s.keys().(*escapeReader); is {
		t.Error("what is no file is a terminal")
	}
}

// pipe returns the ends of a pipe.
func pipe(t *testing.T) (from, to *os.File) {
	t.Helper()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = from.Close(), to.Close() })
	return from, to
}
