package command

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"deputy/model/cloudtrail"
	"deputy/model/phrase"
	"deputy/model/replay"
)

// eventFiles are CloudTrail events in files, folders and standard input, read by
// several goroutines, a file each.
type eventFiles struct {
	s       *session
	paths   []string // - for standard input
	workers int

	lock     sync.Mutex
	problems []*replay.FileProblem // the first of them
	omitted  int                   // further ones
	other    int                   // files in folders that are no log files

	read  atomic.Int64 // events so far
	files atomic.Int64 // that were read
	bytes atomic.Int64 // of files that were read, packed or not

	size  int64  // of all files in bytes; standard input has none
	shows func() // shows how far reading is, from time to time; nil for a line on standard error
}

// maxProblems is how many problems of files are kept one by one.
const maxProblems = 1000

// problem notes something in a file that is no event.
func (f *eventFiles) problem(path, reason string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if len(f.problems) >= maxProblems {
		f.omitted++
		return
	}
	f.problems = append(f.problems, &replay.FileProblem{File: path, Reason: reason})
}

// sortedProblems returns the problems in the order of files.
func (f *eventFiles) sortedProblems() []*replay.FileProblem {
	slices.SortFunc(f.problems, func(a, b *replay.FileProblem) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Reason, b.Reason))
	})
	return f.problems
}

// eventEndings are the endings of files in folders that are read, also with .gz.
var eventEndings = []string{".json", ".jsonl", ".ndjson", ".csv"}

// newEventFiles finds the files: those that are named, and in folders those that may
// be log files. Digests, which CloudTrail keeps beside its logs, have no events.
func (s *session) newEventFiles(args []string, workers int) (*eventFiles, error) {
	f := &eventFiles{s: s, workers: workers}
	for _, arg := range args {
		if arg == "-" {
			f.paths = append(f.paths, arg)
			continue
		}
		about, err := os.Stat(arg)
		if err != nil {
			return nil, badFile(arg, err)
		}
		if !about.IsDir() {
			f.paths = append(f.paths, arg)
			f.size += about.Size()
			continue
		}
		before := len(f.paths)
		if err := f.walk(arg); err != nil {
			return nil, badFile(arg, err)
		}
		if len(f.paths) == before {
			return nil, bad("%s has no log files: deputy reads %s, also with .gz", arg, phrase.Join(eventEndings, " and "))
		}
	}
	return f, nil
}

// again returns the same files, to be read once more.
func (f *eventFiles) again() *eventFiles {
	return &eventFiles{s: f.s, paths: f.paths, workers: f.workers}
}

// walk adds the log files of a folder. What cannot be opened is a problem.
func (f *eventFiles) walk(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path == folder:
			return err
		case err != nil:
			f.problem(path, cause(err))
			return nil
		case entry.IsDir() && entry.Name() == "CloudTrail-Digest":
			return filepath.SkipDir
		case entry.IsDir():
			return nil
		}
		name := strings.TrimSuffix(strings.ToLower(entry.Name()), ".gz")
		if slices.Contains(eventEndings, filepath.Ext(name)) {
			f.paths = append(f.paths, path)
			if about, err := entry.Info(); err == nil { // An error comes again when the file is opened.
				f.size += about.Size()
			}
		} else {
			f.other++
		}
		return nil
	})
}

// cause returns an error of a file without the path, which stands before it.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return strings.TrimSuffix(err.Error(), ".")
}

// eventCounter is what counts the events of one goroutine.
type eventCounter interface {
	Add(e *cloudtrail.Event)
	Skip(reason string)
}

// unreadable is why an event is not judged that cannot be read.
const unreadable = "it cannot be read as an event"

// count gives the events of all files to counters that it makes, one for each goroutine,
// and returns these.
func count[T eventCounter](ctx context.Context, f *eventFiles, counter func() T) ([]T, error) {
	made := make([]T, max(1, min(f.workers, len(f.paths))))
	counters := make([]eventCounter, len(made))
	for i := range made {
		made[i] = counter()
		counters[i] = made[i]
	}
	return made, f.each(ctx, counters)
}

// each gives the events of all files to counters, of which each goroutine has one.
func (f *eventFiles) each(ctx context.Context, counters []eventCounter) error {
	paths := make(chan string)
	failed := make(chan error, len(counters))
	var workers sync.WaitGroup
	for _, counter := range counters {
		workers.Go(func() {
			for path := range paths {
				if err := f.file(ctx, path, counter); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { defer close(done); workers.Wait() }()
	ticks := time.NewTicker(progressEvery)
	defer ticks.Stop()
	defer f.clear()
	for left := f.paths; ; {
		var to chan<- string
		var next string
		if len(left) > 0 {
			to, next = paths, left[0]
		} else if paths != nil {
			close(paths)
			paths = nil
		}
		select {
		case to <- next:
			left = left[1:]
		case <-ticks.C:
			f.show()
		case <-done:
			select {
			case err := <-failed:
				return err
			default:
				return nil
			}
		case <-ctx.Done():
			return end(Interrupted, "interrupted; nothing was changed")
		}
	}
}

// file gives the events of a file to a counter. An error ends all; what is wrong with
// the file is a problem.
func (f *eventFiles) file(ctx context.Context, path string, to eventCounter) error {
	in, err := f.open(ctx, path)
	if err != nil {
		f.problem(path, cause(err))
		to.Skip(unreadable)
		return nil
	}
	defer in.Close() //nolint:errcheck // It is only read.
	n := 0
	err = cloudtrail.Read(in, func(e *cloudtrail.Event) error {
		to.Add(e)
		if n++; n%1024 == 0 {
			f.read.Add(1024)
			return ctx.Err()
		}
		return nil
	}, func(s cloudtrail.Skipped) {
		f.problem(path, s.String())
		to.Skip(unreadable)
	})
	f.read.Add(int64(n % 1024))
	f.files.Add(1)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		f.problem(path, cause(err))
		to.Skip(unreadable)
	}
	return nil
}

// largeFile is from what size on a file is unpacked by a goroutine of its own.
const largeFile = 4 << 20

// open opens a file, and unpacks it. Standard input and large files are unpacked
// while what came before is judged.
func (f *eventFiles) open(ctx context.Context, path string) (io.ReadCloser, error) {
	var file io.ReadCloser
	large := path == "-"
	if path == "-" {
		file = io.NopCloser(f.s.Stdin)
	} else {
		opened, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		if about, err := opened.Stat(); err == nil {
			large = about.Size() >= largeFile
		}
		file = opened
	}
	packed := bufio.NewReaderSize(&counted{file, &f.bytes}, 1<<16)
	in := decodeText(packed)
	if magic, _ := packed.Peek(2); string(magic) == "\x1f\x8b" { // An error comes again with what is read next.
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		in = unpacked
	}
	if large {
		in = readAhead(ctx, in)
	}
	return struct {
		io.Reader
		io.Closer
	}{in, file}, nil
}

// counted counts the bytes that are read of a stream.
type counted struct {
	io.Reader
	bytes *atomic.Int64
}

// Read reads and counts.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}

// ahead reads blocks of a stream before they are asked for.
type ahead struct {
	ctx    context.Context //nolint:containedctx // It lives as long as one file is read.
	blocks <-chan block
	free   chan<- []byte
	now    block
	at     int
}

type block struct {
	text []byte
	err  error
}

// readAhead returns a reader whose stream is read by a goroutine, some blocks ahead.
func readAhead(ctx context.Context, in io.Reader) io.Reader {
	blocks, free := make(chan block), make(chan []byte, 4)
	for range cap(free) {
		free <- make([]byte, 512<<10)
	}
	go func() {
		defer close(blocks)
		for {
			var b []byte
			select {
			case b = <-free:
			case <-ctx.Done():
				return
			}
			n, err := fill(in, b[:cap(b)])
			select {
			case blocks <- block{b[:n], err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return &ahead{ctx: ctx, blocks: blocks, free: free}
}

// fill reads until a buffer is full or the stream ends.
func fill(in io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var more int
		more, err = in.Read(b[n:])
		n += more
	}
	return n, err
}

// Read returns what was read ahead.
func (a *ahead) Read(p []byte) (int, error) {
	for a.at == len(a.now.text) {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.text != nil {
			a.free <- a.now.text
		}
		select {
		case next, ok := <-a.blocks:
			if !ok {
				return 0, a.ctx.Err()
			}
			a.now, a.at = next, 0
		case <-a.ctx.Done():
			return 0, a.ctx.Err()
		}
	}
	n := copy(p, a.now.text[a.at:])
	a.at += n
	return n, nil
}

// show shows how far reading is.
func (f *eventFiles) show() {
	if f.shows != nil {
		f.shows()
	} else {
		f.progress()
	}
}

// progress shows a person who waits how far reading is.
func (f *eventFiles) progress() {
	if f.s.isTerminal(f.s.Stderr) {
		f.s.tell("\r\x1b[K%s", fmt.Sprintf("%s events, %d of %s", phrase.Thousands(int(f.read.Load())), f.files.Load(), phrase.Count(len(f.paths), "file")))
	}
}

func (f *eventFiles) clear() {
	if f.shows == nil && f.s.isTerminal(f.s.Stderr) {
		f.s.tell("\r\x1b[K")
	}
}
