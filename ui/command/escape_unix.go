//go:build unix

package command

import (
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Esc as most terminals send it, and as those with the Kitty keyboard protocol do,
// which begins no other key. https://sw.kovidgoyal.net/kitty/keyboard-protocol/
const plainEscape, toldApartEscape = "\x1b", "\x1b[27u"

// escapeWait is how long a lone Esc waits whether it begins another key. A terminal on
// this machine sends a key at once.
const escapeWait = 10 * time.Millisecond

// keys returns what the screen reads keys from. Bubble Tea waits for 50 ms after a lone
// Esc, and has no option for it. That is right where a network may tear a key apart.
func (s *session) keys() io.Reader {
	terminal, is := s.Stdin.(*os.File)
	if !is || !s.isTerminal(s.Stdin) || s.getenv("SSH_CONNECTION") != "" || s.getenv("SSH_TTY") != "" {
		return s.Stdin
	}
	return &escapeReader{terminal, func() bool { return hasMore(terminal, escapeWait) }}
}

// escapeReader is a terminal whose lone Esc is told apart.
type escapeReader struct {
	*os.File
	more func() bool // waits whether there is more to read
}

// Read reads what was typed.
func (r *escapeReader) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	if err == nil && string(p[:n]) == plainEscape && len(p) >= len(toldApartEscape) && !r.more() {
		n = copy(p, toldApartEscape)
	}
	return n, err
}

// hasMore waits so long until there is more to read. It reports true too if that
// cannot be known.
func hasMore(f *os.File, within time.Duration) bool {
	fd := int(f.Fd())
	if fd >= unix.FD_SETSIZE {
		return true
	}
	var readable unix.FdSet
	readable.Set(fd)
	timeout := unix.NsecToTimeval(within.Nanoseconds())
	n, err := unix.Select(fd+1, &readable, nil, nil, &timeout)
	return err != nil || n > 0
}
