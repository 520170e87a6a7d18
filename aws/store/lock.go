package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const lockName = "lock"

// ErrLocked says that another deputy is changing the organization.
var ErrLocked = errors.New("another deputy is changing this organization")

// lock takes the lock, which ends with the process at the latest. The file names
// the process that has it, for the message to others. It is never removed, since
// somebody may be waiting for it.
func lock(path string) (io.Closer, error) {
	file, err := open(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("take the lock: %w", err)
	}
	taken, err := tryLock(file)
	if err == nil && !taken {
		err = fmt.Errorf("%w: %s. Wait until it ends", ErrLocked, lockHolder(file))
	}
	if err != nil {
		return nil, fmt.Errorf("take the lock %s: %w", path, errors.Join(err, file.Close()))
	}
	writeLockHolder(file)
	return file, nil
}

// writeLockHolder writes which process has the lock. The lock works without
// that, so errors do not matter.
func writeLockHolder(file *os.File) {
	host, _ := os.Hostname()
	_ = file.Truncate(0)
	_, _ = fmt.Fprintf(file, "process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
}

// lockHolder returns which process has the lock.
func lockHolder(file *os.File) string {
	text, _ := io.ReadAll(io.LimitReader(file, 300))
	line, _, _ := strings.Cut(string(text), "\n")
	line = strings.ToValidUTF8(strings.Map(printable, line), "")
	if line == "" {
		return "it did not say which process it is"
	}
	return line
}

// printable drops control characters.
func printable(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}
