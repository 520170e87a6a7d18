package command

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"deputy/model"
	"deputy/model/codec"
)

// readSnapshot reads a saved reading. A file that is not there or damaged is bad input.
func (s *session) readSnapshot(ctx context.Context, path string) (*model.Snapshot, error) {
	return await(ctx, func() (*model.Snapshot, error) {
		in, err := s.openText(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = in.Close() }() // reading loses nothing
		snapshot, err := codec.Decode(ctx, in)
		if err != nil {
			return nil, badFile(path, err)
		}
		return snapshot, nil
	})
}

// badFile says what is wrong with a file that was named.
func badFile(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return bad("%s: %s", path, strings.TrimSuffix(err.Error(), "."))
}

// writeSnapshot replaces a saved reading.
func writeSnapshot(path string, s *model.Snapshot) error {
	return replaceFile(path, func(w io.Writer) error { return encodeSnapshot(w, s, strings.HasSuffix(path, ".gz")) })
}

// replaceFile replaces a file, whole or not at all: the new one takes the old one's
// name once it is on the disk. Only the user may read it.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) { // The name of the new file means nothing to anybody.
			err = fmt.Errorf("%s: %w", filepath.Dir(path), p.Err)
		}
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()           // the first error is reported
			_ = os.Remove(f.Name()) // and a file half written helps nobody
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func encodeSnapshot(w io.Writer, s *model.Snapshot, zipped bool) error {
	if !zipped {
		return codec.Encode(w, s)
	}
	z := gzip.NewWriter(w)
	if err := codec.Encode(z, s); err != nil {
		return err
	}
	return z.Close()
}
