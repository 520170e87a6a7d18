// Package store keeps deputy's files on this machine: for each organization the
// last reading, the journal of changes and the lock of the process that makes
// changes; and the user's settings by profile.
//
//	<state folder>/<partition>/<organization>[@<endpoint>]/
//		reading.json.gz   the last reading
//		reading.cache     the same, decoded sooner; used only for that very file
//		journal.jsonl     the journal
//		screen.json       where the user was, bookmarks and the like
//		lock              held while a change is under way
//
// All of it is private to the user: files have mode 0600 and folders 0700, and
// looser modes are corrected before use (on Windows the permissions of the user's
// profile do that). A folder of another user, or one that others can write to, is
// refused, and so is anything in it that is not a regular file of the user, such
// as a symbolic link. No reading or journal is ever deleted: one that cannot be
// used is renamed. The package decides where and how files are kept, not when. It
// imports model for their formats, and nothing that reaches a network.
package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"deputy/model/phrase"
)

// Place identifies an organization on this machine.
type Place struct {
	Partition    string
	Organization string
	Endpoint     string // a custom endpoint; empty for AWS's own
}

// Store keeps files below one folder. Its methods may be called by several
// goroutines and processes.
type Store struct {
	dir  string
	sync func(*os.File) error // waits until a file, or the names in a folder, are on the disk
}

// DirVariable names the environment variable that overrides the state folder.
const DirVariable = "DEPUTY_STATE_DIR"

// DefaultDir returns the state folder: $DEPUTY_STATE_DIR, or deputy in the XDG
// state folder. https://specifications.freedesktop.org/basedir-spec/latest/
func DefaultDir() string {
	if dir := os.Getenv(DirVariable); dir != "" {
		return dir
	}
	return filepath.Join(xdg.StateHome, "deputy")
}

// New returns a store below the folder, which need not exist yet.
func New(dir string) *Store { return &Store{dir, (*os.File).Sync} }

// segment matches what may be part of a path: no separators, and nothing that
// begins with a dot.
var segment = phrase.Regexp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// folder returns the path of the folder of an organization.
func (s *Store) folder(p Place) (string, error) {
	if !segment().MatchString(p.Partition) || !segment().MatchString(p.Organization) {
		return "", fmt.Errorf("find the state folder: %q in partition %q names no organization", p.Organization, p.Partition)
	}
	return filepath.Join(s.dir, p.Partition, p.Organization+endpointSuffix(p.Endpoint)), nil
}

// endpointSuffix keeps apart organizations with the same ID behind different
// endpoints: it returns a readable part of the address and a hash of all of it.
func endpointSuffix(endpoint string) string {
	if endpoint == "" {
		return ""
	}
	const most = 40
	_, host, found := strings.Cut(endpoint, "://")
	if !found {
		host = endpoint
	}
	readable := strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-", r) {
			return r
		}
		return '-'
	}, strings.ToLower(host[:min(len(host), most)]))
	sum := sha256.Sum256([]byte(endpoint))
	return "@" + readable + "-" + hex.EncodeToString(sum[:4])
}

// existing returns the folder of an organization, which may not exist.
func (s *Store) existing(p Place) (string, error) {
	dir, err := s.folder(p)
	if err != nil {
		return "", err
	}
	return dir, s.checkFolders(dir)
}

// private returns the folder of an organization. It makes the folder if need be,
// and restricts it to the user. The mode of an existing state folder is left as
// it is, since others may read it.
func (s *Store) private(p Place) (string, error) {
	dir, err := s.existing(p)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the state folder: %w. Name another one in %s", err, DirVariable)
	}
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := restrict(d, 0o700); err != nil {
			return "", err
		}
	}
	return dir, s.checkFolders(dir)
}
