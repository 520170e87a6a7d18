package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// elsewhere ends the errors about a state folder that cannot be used.
const elsewhere = ", or name another state folder in " + DirVariable

// open opens a file of the state folder and restricts it to the user. It opens
// only regular files of the user: never through a symbolic link, and no pipe,
// which would make deputy wait.
func open(path string, flag int) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil {
		if err := checkFile(path, info); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path, flag|noFollow|noWait, 0o600)
	if err != nil {
		return nil, err
	}
	// What was opened may be another file than the one before.
	info, err := file.Stat()
	if err == nil {
		err = checkFile(path, info)
	}
	if err == nil && hasModes && info.Mode().Perm()&^0o600 != 0 {
		err = correctMode(path, file.Chmod(0o600))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// checkFile returns an error unless the file is a regular one of the user.
func checkFile(path string, info fs.FileInfo) error {
	switch id, own := ownerOf(info); {
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link, which deputy does not follow in its state folder. Put the file itself there", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is %s, not a regular file. Move it away", path, kindOf(info.Mode()))
	case !own:
		return fmt.Errorf("%s belongs to another user (ID %d). Move it away%s", path, id, elsewhere)
	}
	return nil
}

// kindOf names what is not a regular file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	default:
		return "a device"
	}
}

// checkFolders returns an error unless the organization's folder and those above
// it, up to the state folder, are the user's own, and nobody else can write to
// them. The state folder may be a symbolic link, and none of them need exist.
func (s *Store) checkFolders(dir string) error {
	info, err := os.Stat(s.dir)
	for _, path := range []string{s.dir, filepath.Dir(dir), dir} {
		if path != s.dir {
			info, err = os.Lstat(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look at the state folder: %w", err)
		}
		if err := checkFolder(path, info); err != nil {
			return err
		}
	}
	return nil
}

func checkFolder(path string, info fs.FileInfo) error {
	switch id, own := ownerOf(info); {
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link, which deputy does not follow in its state folder. Put the folder itself there", path)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder. Move it away%s", path, elsewhere)
	case !own:
		return fmt.Errorf("the state folder %s belongs to another user (ID %d). Run deputy as that user%s", path, id, elsewhere)
	case hasModes && info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("other users can write to the state folder %s. Check what is in it, then remove that permission (chmod go-w)%s", path, elsewhere)
	}
	return nil
}

// restrict removes the permissions of other users from a folder.
func restrict(dir string, mode fs.FileMode) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the state folder: %w", err)
	}
	if info.Mode().Perm()&^mode == 0 || !hasModes {
		return nil
	}
	return correctMode(dir, os.Chmod(dir, mode))
}

// correctMode returns the error for a mode that could not be corrected.
func correctMode(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("other users can read %s, and deputy cannot change that: %w. Change its permissions%s", path, err, elsewhere)
}
