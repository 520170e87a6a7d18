package command

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf16"
)

// maxDraft is how long a policy of --with may be; AWS takes no longer ones.
const maxDraft = 1 << 20

// await returns what f returns, or that the user has interrupted it as soon as ctx
// ends: f may wait for a pipe into which nobody writes, or work on a large file. It
// then goes on until the program ends, which is next.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ended := make(chan result, 1)
	if ctx.Err() == nil {
		go func() {
			value, err := f()
			ended <- result{value, err}
		}()
	}
	var none T
	select {
	case r := <-ended:
		if ctx.Err() == nil {
			return r.value, r.err
		}
	case <-ctx.Done():
	}
	return none, end(Interrupted, "interrupted; nothing was changed")
}

// openText opens a text file, or standard input for -.
func (s *session) openText(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(decodeText(s.Stdin)), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, badFile(path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{decodeText(f), f}, nil
}

// readText reads a text of at most limit bytes from a file, or from standard input
// for -. advice says what to do if it is longer.
func (s *session) readText(path string, limit int, advice string) (string, error) {
	in, err := s.openText(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }() // it is only read
	text, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
	switch {
	case err != nil && path == "-":
		return "", end(Failed, "read standard input: %s", err)
	case err != nil:
		return "", badFile(path, err)
	case len(text) > limit:
		return "", bad("%s is longer than %d MiB: %s", path, limit>>20, advice)
	}
	return string(text), nil
}

// decodeText returns a text as UTF-8 without a byte order mark. Editors put that
// before UTF-8, and Windows PowerShell redirects output as UTF-16.
func decodeText(in io.Reader) io.Reader {
	r := bufio.NewReader(in)
	mark, _ := r.Peek(3) // An error comes again with what is read next.
	switch {
	case strings.HasPrefix(string(mark), "\xef\xbb\xbf"):
		_, _ = r.Discard(3) // It was peeked at.
		return r
	case strings.HasPrefix(string(mark), "\xff\xfe"):
		return &utf16Reader{in: r, order: binary.LittleEndian}
	case strings.HasPrefix(string(mark), "\xfe\xff"):
		return &utf16Reader{in: r, order: binary.BigEndian}
	default:
		return r
	}
}

// utf16Reader reads UTF-16, behind its mark, as UTF-8.
type utf16Reader struct {
	in    *bufio.Reader
	order binary.ByteOrder
	begun bool
	ready []byte
}

// Read returns what the next units decode to.
func (w *utf16Reader) Read(p []byte) (int, error) {
	for len(w.ready) == 0 {
		unit, err := w.unit()
		switch {
		case err != nil:
			return 0, err
		case !w.begun:
			w.begun = true // the mark
			continue
		case utf16.IsSurrogate(unit):
			var low rune
			if low, err = w.unit(); err != nil {
				return 0, errHalfCharacter
			}
			unit = utf16.DecodeRune(unit, low)
		}
		w.ready = []byte(string(unit))
	}
	n := copy(p, w.ready)
	w.ready = w.ready[n:]
	return n, nil
}

// errHalfCharacter says that a text in UTF-16 was cut off.
var errHalfCharacter = errors.New("the text is in UTF-16 and ends in the middle of a character")

func (w *utf16Reader) unit() (rune, error) {
	var two [2]byte
	_, err := io.ReadFull(w.in, two[:])
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return 0, errHalfCharacter
	case err != nil:
		return 0, err
	}
	return rune(w.order.Uint16(two[:])), nil
}
