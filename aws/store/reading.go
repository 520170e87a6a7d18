package store

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"deputy/model"
	"deputy/model/codec"
)

// The files of the last reading, and of the same in a form that is decoded sooner.
const readingName, cacheName = "reading.json.gz", "reading.cache"

// Load returns the last saved reading; nil if there is none. A reading that is
// damaged, of another organization or written by a newer version is set aside
// under another name; the error says so and wraps codec.ErrDamaged or
// codec.ErrNewerVersion.
func (s *Store) Load(ctx context.Context, p Place) (*model.Snapshot, error) {
	dir, err := s.existing(p)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, readingName)
	file, err := open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	snapshot, err := decode(ctx, file, filepath.Join(dir, cacheName))
	_ = file.Close() // it was only read
	if err == nil && (snapshot.Organization.ID != p.Organization || snapshot.Caller.Partition != p.Partition) {
		err = fmt.Errorf("%w: it is of organization %q", codec.ErrDamaged, snapshot.Organization.ID)
	}
	switch {
	case errors.Is(err, codec.ErrNewerVersion):
		return nil, setAside(path, "newer", err)
	case errors.Is(err, codec.ErrDamaged):
		return nil, setAside(path, "damaged", err)
	case err != nil:
		return nil, fmt.Errorf("load the saved reading: %w", err)
	}
	return snapshot, nil
}

// mostCached is how long a saved reading with a cache may be in bytes. At 50,000
// accounts it has 3 MB.
const mostCached = 64 << 20

// decode decodes a saved reading: its cache, unless that belongs to another file or
// is damaged. A cache is no loss, since the next reading is saved with one.
func decode(ctx context.Context, file *os.File, cache string) (*model.Snapshot, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(file, mostCached)); err != nil {
		return nil, err
	}
	if snapshot, err := decodeCache(cache, codec.Digest(sum.Sum(nil))); err == nil {
		return snapshot, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return codec.Decode(ctx, file)
}

// decodeCache decodes the cache of a file.
func decodeCache(path string, of codec.Digest) (*model.Snapshot, error) {
	file, err := open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it is only read
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return codec.DecodeCache(file, info.Size(), of)
}

// setAside renames a file that cannot be used, and returns the cause together
// with the new name. It never replaces what was set aside before, which the time
// in the name does not ensure: clocks jump back.
func setAside(path, why string, cause error) error {
	name := fmt.Sprintf("%s.%s-%s", path, why, time.Now().UTC().Format("20060102T150405.000000000Z"))
	aside := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); err != nil {
			break
		}
		aside = fmt.Sprintf("%s-%d", name, n)
	}
	if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("%w; deputy could not move it aside: %w", cause, err)
	}
	return fmt.Errorf("%w; deputy moved it aside as %s", cause, aside)
}

// Save replaces the saved reading, whole or not at all, and then its cache.
func (s *Store) Save(p Place, snapshot *model.Snapshot) error {
	dir, err := s.private(p)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := s.replace(filepath.Join(dir, readingName), func(w io.Writer) error {
		zip, err := gzip.NewWriterLevel(io.MultiWriter(w, sum), gzip.BestSpeed)
		if err != nil {
			return err
		}
		if err := codec.Encode(zip, snapshot); err != nil {
			return err
		}
		return zip.Close()
	}); err != nil {
		return err
	}
	return s.replace(filepath.Join(dir, cacheName), func(w io.Writer) error {
		return codec.EncodeCache(w, snapshot, codec.Digest(sum.Sum(nil)))
	})
}

// The file of what the screen remembers, and how long it may be in bytes.
const (
	screenName = "screen.json"
	maxScreen  = 4 << 20
)

// LoadScreen returns what the screen remembers of the organization; nil if nothing
// was saved. What it means only the screen knows.
func (s *Store) LoadScreen(p Place) ([]byte, error) {
	dir, err := s.existing(p)
	if err != nil {
		return nil, err
	}
	file, err := open(filepath.Join(dir, screenName), os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxScreen+1))
	_ = file.Close() // it was only read
	switch {
	case err != nil:
		return nil, fmt.Errorf("load what the screen remembers: %w", err)
	case len(text) > maxScreen:
		return nil, fmt.Errorf("load what the screen remembers: %s is longer than %d MiB; remove it", file.Name(), maxScreen>>20)
	}
	return text, nil
}

// SaveScreen replaces what the screen remembers, whole or not at all.
func (s *Store) SaveScreen(p Place, text []byte) error {
	dir, err := s.private(p)
	if err != nil {
		return err
	}
	return s.replace(filepath.Join(dir, screenName), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// replace writes a temporary file beside path, syncs it and renames it to path.
// A reader of path, even after a crash, finds either the old file or the new
// one.
func (s *Store) replace(path string, write func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*.tmp") // mode 0600
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_, _ = file.Close(), os.Remove(file.Name()) // the first error is the cause
			err = fmt.Errorf("save %s: %w", path, err)
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	if err := s.sync(file); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	removeLeftovers(dir, filepath.Base(path))
	return syncDir(dir, s.sync)
}

// removeLeftovers removes temporary files of writers that were killed. Younger
// files may belong to a writer at work.
func removeLeftovers(dir, name string) {
	left, _ := filepath.Glob(filepath.Join(dir, "."+name+"-*.tmp"))
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(path) // the next one may succeed
		}
	}
}
