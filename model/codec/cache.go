package codec

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"

	"deputy/model"
)

// The cache of a saved reading: the same in a form that is decoded in a few
// milliseconds. The saved reading stays the truth; the cache belongs to one file of
// it, byte for byte, and is worth nothing beside any other.
//
//	"deputy.cache", a version and a line break
//	the SHA-256 of the file that it belongs to, as it lies on the disk (32 bytes)
//	the fields of the snapshot, in the order of cache.snapshot
//	the CRC-32C of everything before it, the least byte first (4 bytes)
//
// Numbers are varints, and a text follows its length. A text that may be there
// often is a word: a zero and the text the first time, then its number.
const cacheMagic = "deputy.cache 1\n"

// ErrNoCache is why a cache is not used: it belongs to another file, has another
// version, or is damaged.
var ErrNoCache = errors.New("the cache does not belong to the saved reading, or is damaged")

// Digest is the SHA-256 of a file with a saved reading.
type Digest [sha256.Size]byte

// castagnoli is the polynomial that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// EncodeCache writes the cache of the file that Encode has written of a snapshot.
func EncodeCache(w io.Writer, s *model.Snapshot, of Digest) error {
	sum := crc32.New(castagnoli)
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), blockSize)
	_, _ = out.WriteString(cacheMagic) // a later flush returns the error
	_, _ = out.Write(of[:])
	c := cache{out: out, numbers: map[string]uint64{}}
	c.snapshot(s)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the cache of the reading of %s: %w", s.Organization.ID, err)
	}
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// DecodeCache returns the snapshot of a cache of so many bytes, as Decode returns
// that of the file: the cache must belong to this one. Else the error wraps
// ErrNoCache, or is the reader's own.
func DecodeCache(r io.Reader, size int64, of Digest) (*model.Snapshot, error) {
	begin := make([]byte, len(cacheMagic)+len(of))
	if size > largest.text || size < int64(len(begin))+crc32.Size {
		return nil, ErrNoCache
	}
	if _, err := io.ReadFull(r, begin); err != nil {
		return nil, err
	}
	if !bytes.Equal(begin, append([]byte(cacheMagic), of[:]...)) {
		return nil, ErrNoCache
	}
	sum := crc32.New(castagnoli)
	_, _ = sum.Write(begin) // it cannot fail
	var text strings.Builder
	fields := size - int64(len(begin)) - crc32.Size
	text.Grow(int(fields))
	if _, err := io.CopyN(io.MultiWriter(&text, sum), r, fields); err != nil {
		return nil, err
	}
	end, err := io.ReadAll(io.LimitReader(r, crc32.Size+1))
	if err != nil || len(end) != crc32.Size || binary.LittleEndian.Uint32(end) != sum.Sum32() {
		return nil, errors.Join(ErrNoCache, err)
	}
	return decodeFields(text.String())
}

// decodeFields returns the snapshot with these fields.
func decodeFields(text string) (*model.Snapshot, error) {
	c := cache{text: text}
	s := &model.Snapshot{Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}}
	c.snapshot(s)
	if c.bad || c.text != "" || check(s) != nil {
		return nil, ErrNoCache
	}
	return s, nil
}

// cache is a cache while it is written or read. Its methods write a value and leave
// it as it is, or set it: the layout is written down once.
type cache struct {
	out     *bufio.Writer     // nil while it is read; it keeps its first error
	numbers map[string]uint64 // of the words that were written

	text    string // that is still to be read
	words   []string
	entries int  // elements of lists, so far
	bad     bool // what was read is no cache
}

// reads reports whether the cache is read.
func (c *cache) reads() bool { return c.out == nil }

// number writes a number, or returns the one that is read.
func (c *cache) number(n uint64) uint64 {
	if !c.reads() {
		_, _ = c.out.Write(binary.AppendUvarint(c.out.AvailableBuffer(), n)) // a later flush returns the error
		return n
	}
	n = 0
	for i := range min(len(c.text), binary.MaxVarintLen64) {
		b := c.text[i]
		if n |= uint64(b&0x7f) << (7 * i); b < 0x80 {
			c.text = c.text[i+1:]
			return n
		}
	}
	c.bad = true
	return 0
}

// length writes or reads how many follow, of which each takes a byte at least.
func (c *cache) length(n int) int {
	read := c.number(uint64(n))
	if c.reads() && read > uint64(len(c.text)) {
		c.bad = true
		return 0
	}
	return int(read)
}

// text writes or reads a text.
func text[T ~string](c *cache, v *T) {
	if !c.reads() {
		valid := validText(string(*v))
		c.number(uint64(len(valid)))
		_, _ = c.out.WriteString(valid) // a later flush returns the error
		return
	}
	n := c.length(0)
	*v, c.text = T(c.text[:n]), c.text[n:]
}

// validText returns a text as it comes back from JSON, which has UTF-8 only.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s)) // each byte that is none becomes U+FFFD
}

// word writes or reads a text that may be there often.
func word[T ~string](c *cache, v *T) {
	n := c.number(c.numbers[string(*v)])
	switch {
	case n == 0 && !c.reads():
		c.numbers[string(*v)] = uint64(len(c.numbers)) + 1
		text(c, v)
	case n == 0:
		text(c, v)
		c.words = append(c.words, string(*v))
	case !c.reads():
	case n <= uint64(len(c.words)):
		*v = T(c.words[n-1])
	default:
		c.bad = true
	}
}
