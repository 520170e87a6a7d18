package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"deputy/model/plan"
)

const journalName = "journal.jsonl"

// Journal is the open journal of an organization.
type Journal interface {
	// Append writes an entry and returns when it is on the disk.
	Append(plan.JournalEntry) error
	// Close closes the journal and releases the organization's lock.
	Close() error
}

// Journal returns the last change, and the steps that did not finish.
func (s *Store) Journal(p Place) (plan.JournalFact, error) {
	dir, err := s.existing(p)
	if err != nil {
		return plan.JournalFact{}, err
	}
	file, err := open(filepath.Join(dir, journalName), os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return plan.JournalFact{}, nil
	}
	if err != nil {
		return plan.JournalFact{}, err
	}
	entries, torn, err := plan.DecodeJournal(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return plan.JournalFact{}, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return plan.JournalFact{Unfinished: plan.Unfinished(entries), Last: plan.LastChange(entries), Earlier: plan.EarlierChanges(entries), Steps: plan.DoneSteps(entries), Torn: torn}, nil
}

// Open takes the organization's lock and opens its journal. The error says who
// has the lock, or why the journal cannot be written: without a journal nothing
// may be changed.
func (s *Store) Open(p Place) (Journal, error) {
	dir, err := s.private(p)
	if err != nil {
		return nil, err
	}
	held, err := lock(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	j := &journal{lock: held, sync: s.sync}
	if err := j.open(dir); err != nil {
		return nil, fmt.Errorf("open the journal: %w", errors.Join(err, held.Close()))
	}
	return j, nil
}

// journal appends to the file. The lock is held until it is closed.
type journal struct {
	mu   sync.Mutex
	file *os.File
	lock io.Closer
	sync func(*os.File) error
	torn bool // the last line was cut off
}

// open opens the file, makes sure that it can be understood, and looks whether
// its last line was cut off.
func (j *journal) open(dir string) error {
	path := filepath.Join(dir, journalName)
	_, err := os.Lstat(path)
	isNew := errors.Is(err, fs.ErrNotExist)
	if j.file, err = open(path, os.O_RDWR|os.O_APPEND|os.O_CREATE); err != nil {
		return err
	}
	if err := j.check(path, isNew); err != nil {
		return errors.Join(err, j.file.Close())
	}
	return nil
}

func (j *journal) check(path string, isNew bool) error {
	if isNew {
		return syncDir(filepath.Dir(path), j.sync)
	}
	if _, _, err := plan.DecodeJournal(j.file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return err
	}
	var last [1]byte
	if _, err := j.file.ReadAt(last[:], size-1); err != nil {
		return err
	}
	j.torn = last[0] != '\n'
	return nil
}

// Append writes one line and waits until it is on the disk. If an earlier line
// was cut off, by a crash or a full disk, Append ends that line first.
func (j *journal) Append(e plan.JournalEntry) error {
	line, err := plan.EncodeEntry(e)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.torn {
		line = append([]byte{'\n'}, line...)
	}
	j.torn = true // until all of it is there
	if _, err := j.file.Write(line); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	j.torn = false
	if err := j.sync(j.file); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

// Close closes the file and releases the lock.
func (j *journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(j.file.Close(), j.lock.Close())
}
