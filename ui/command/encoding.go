package command

import (
	"bufio"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// decoded gives a text as UTF-8 without a byte order mark. Editors put that
// before UTF-8, and Windows PowerShell redirects output as UTF-16.
func decoded(in io.Reader) io.Reader {
	r := bufio.NewReader(in)
	mark, _ := r.Peek(3) // An error comes again with what is read next.
	switch {
	case strings.HasPrefix(string(mark), "\xef\xbb\xbf"):
		_, _ = r.Discard(3) // It was peeked at.
		return r
	case strings.HasPrefix(string(mark), "\xff\xfe"):
		return &wide{in: r, order: binary.LittleEndian}
	case strings.HasPrefix(string(mark), "\xfe\xff"):
		return &wide{in: r, order: binary.BigEndian}
	default:
		return r
	}
}

// wide reads UTF-16, behind its mark, as UTF-8.
type wide struct {
	in    *bufio.Reader
	order binary.ByteOrder
	begun bool
	ready []byte
}

// Read gives what is decoded of the next units.
func (w *wide) Read(p []byte) (int, error) {
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
				return 0, io.ErrUnexpectedEOF
			}
			unit = utf16.DecodeRune(unit, low)
		}
		w.ready = []byte(string(unit))
	}
	n := copy(p, w.ready)
	w.ready = w.ready[n:]
	return n, nil
}

func (w *wide) unit() (rune, error) {
	var two [2]byte
	if _, err := io.ReadFull(w.in, two[:]); err != nil {
		return 0, err
	}
	return rune(w.order.Uint16(two[:])), nil
}
