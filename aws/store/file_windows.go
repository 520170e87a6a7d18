package store

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// hasModes reports whether files have rights for owner, group and others.
const hasModes = false

// Flags to open a file with: open a symbolic link itself, which is then refused.
// Windows has no named pipes among its files.
const (
	noFollow = windows.FILE_FLAG_OPEN_REPARSE_POINT
	noWait   = 0
)

// ownerOf reports every file as the user's own: the permissions of the user's
// profile keep others out.
func ownerOf(fs.FileInfo) (id int, own bool) { return 0, true }

// tryLock takes the lock of an open file, and returns false if another process has
// it. The lock ends when the file is closed or the process ends. The locked byte is
// behind the text, since Windows does not let others read it.
func tryLock(file *os.File) (bool, error) {
	const behind = 1 << 20
	err := windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{Offset: behind})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// syncDir does nothing: Windows syncs names itself.
func syncDir(string, func(*os.File) error) error { return nil }
