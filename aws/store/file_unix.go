//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// hasModes reports whether files have rights for owner, group and others.
const hasModes = true

// Flags to open a file with: fail if it is a symbolic link, and do not wait for
// the other end of a named pipe.
const (
	noFollow = syscall.O_NOFOLLOW
	noWait   = syscall.O_NONBLOCK
)

// ownerOf returns the user ID of a file's owner, and reports whether that is the
// user of this process.
func ownerOf(info fs.FileInfo) (id int, own bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return -1, false
	}
	return int(stat.Uid), int(stat.Uid) == os.Geteuid()
}

// tryLock takes the lock of an open file, and returns false if another process has
// it. The lock ends when the file is closed or the process ends.
func tryLock(file *os.File) (bool, error) {
	for {
		switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return err == nil, err
		}
	}
}

// syncDir syncs the names in a folder to the disk.
func syncDir(dir string, sync func(*os.File) error) error {
	file, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	if err := errors.Join(sync(file), file.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
