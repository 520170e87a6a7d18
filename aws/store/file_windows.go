package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// hasModes reports whether files have rights for owner, group and others.
const hasModes = false

// tryLock takes the lock of an open file, which its end, or that of the
// process, lets go. It is false if somebody else has it. The byte that is
// locked lies behind the text, since Windows keeps others from reading it.
func tryLock(file *os.File) (bool, error) {
	const behind = 1 << 20
	err := windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{Offset: behind})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// syncDir has nothing to do: Windows keeps names by itself.
func syncDir(string) error { return nil }
