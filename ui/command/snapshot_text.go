package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/phrase"
)

// textMarker is the file that says which files of a folder deputy has written. It is
// how deputy knows that it may remove them.
const textMarker = ".deputy-reading"

// textMarkerHead is the first line of the marker.
const textMarkerHead = "Files of a reading, written by deputy snapshot --text. It removes those that it no longer needs."

// saveText writes a reading into a folder as small files.
func (s *session) saveText(ctx context.Context, folder string, snapshot *model.Snapshot) (changed int, err error) {
	return await(ctx, func() (int, error) {
		files, err := codec.Text(snapshot)
		if err != nil {
			return 0, err
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return 0, err
		}
		root, err := os.OpenRoot(folder) // Nothing outside is touched, whatever links are in the folder.
		if err != nil {
			return 0, err
		}
		defer func() { _ = root.Close() }() // it is only a handle
		return writeText(root, files)
	})
}

// checkTextFolder refuses a folder with files that are not deputy's.
func checkTextFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return badFile(folder, err)
	}
	for _, e := range entries {
		if e.Name() == textMarker {
			return nil
		}
	}
	if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() != ".git" }) {
		return bad("%s has files that deputy did not write: give an empty folder, or one that does not exist", folder)
	}
	return nil
}

// writeText writes the files that differ, and removes those of an earlier reading that
// are not among them. The marker names all of both meanwhile, so that no file is
// forgotten if deputy ends here.
func writeText(root *os.Root, files []codec.TextFile) (changed int, err error) {
	earlier, err := markedFiles(root)
	if err != nil {
		return 0, err
	}
	now := make([]string, len(files))
	for i, f := range files {
		now[i] = f.Path
	}
	if err := mark(root, slices.Concat(earlier, now)); err != nil {
		return 0, err
	}
	for _, f := range files {
		wrote, err := replaceText(root, f)
		if err != nil {
			return changed, err
		}
		if wrote {
			changed++
		}
	}
	for _, old := range earlier {
		if slices.Contains(now, old) {
			continue
		}
		if err := root.Remove(filepath.FromSlash(old)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return changed, err
		}
		changed++
	}
	return changed, mark(root, now)
}

// markedFiles returns the files that the marker names. What no reading has is not
// taken for deputy's.
func markedFiles(root *os.Root) ([]string, error) {
	text, err := root.ReadFile(textMarker)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	head, list, _ := strings.Cut(string(text), "\n")
	if head != textMarkerHead {
		return nil, bad("%s is damaged: give an empty folder", filepath.Join(root.Name(), textMarker))
	}
	return slices.DeleteFunc(strings.Fields(list), func(p string) bool { return !codec.IsTextPath(p) }), nil
}

// mark writes the marker.
func mark(root *os.Root, paths []string) error {
	slices.Sort(paths)
	text := textMarkerHead + "\n" + strings.Join(slices.Compact(paths), "\n") + "\n"
	_, err := replaceText(root, codec.TextFile{Path: textMarker, Text: []byte(text)})
	return err
}

// replaceText writes a file unless it is there already, whole or not at all.
func replaceText(root *os.Root, f codec.TextFile) (changed bool, err error) {
	name := filepath.FromSlash(f.Path)
	if have, err := root.ReadFile(name); err == nil && bytes.Equal(have, f.Text) {
		return false, nil
	}
	if folder := path.Dir(f.Path); folder != "." {
		if err := root.MkdirAll(folder, 0o700); err != nil {
			return false, err
		}
	}
	aside := name + ".new"
	if err := root.WriteFile(aside, f.Text, 0o600); err != nil {
		return false, err
	}
	if err := root.Rename(aside, name); err != nil {
		return false, errors.Join(err, root.Remove(aside))
	}
	return true, nil
}

// textWritten says what was written.
func textWritten(folder string, s *model.Snapshot, changed int) string {
	return fmt.Sprintf("%s: %s; %s written or removed", folder, contents(s), phrase.Count(changed, "file"))
}
