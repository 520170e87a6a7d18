package store

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/codec"
)

// maxLatest is how many saved readings Latest opens to find that of a profile.
const maxLatest = 3

// Latest returns the youngest saved reading that was taken with a profile, else the
// youngest one; nil if there is none. The endpoint has to be the same. It changes
// nothing: what cannot be read is passed over.
func (s *Store) Latest(ctx context.Context, profile, endpoint string) (*model.Snapshot, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, "*", "*", readingName))
	if err != nil {
		return nil, err
	}
	var all []string // paths behind the time, which sorts
	for _, path := range paths {
		folder := filepath.Dir(path)
		_, at, _ := strings.Cut(filepath.Base(folder), "@")
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || at != strings.TrimPrefix(endpointSuffix(endpoint), "@") || s.checkFolders(folder) != nil {
			continue
		}
		all = append(all, info.ModTime().UTC().Format("20060102T150405.000000000 ")+path)
	}
	slices.Sort(all)
	slices.Reverse(all)
	var youngest *model.Snapshot
	for _, x := range all[:min(len(all), maxLatest)] {
		_, path, _ := strings.Cut(x, " ")
		snapshot := decodeFile(ctx, path)
		if snapshot == nil {
			continue
		}
		if len(all) == 1 || cmp.Or(snapshot.Caller.Profile, "default") == profile {
			return snapshot, nil
		}
		if youngest == nil {
			youngest = snapshot
		}
	}
	return youngest, ctx.Err()
}

// decodeFile returns a saved reading; nil if it cannot be read.
func decodeFile(ctx context.Context, path string) *model.Snapshot {
	file, err := open(path, os.O_RDONLY)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // it was only read
	snapshot, err := codec.Decode(ctx, file)
	if err != nil {
		return nil
	}
	return snapshot
}
