package codec

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"deputy/model/phrase"
	"deputy/model/strictjson"
)

// scanner reads JSON in one walk, value by value as the decoder asks for them. It
// is as strict as strictjson.DecodeSaved: a key that appears twice is an error, in
// whatever case it is written and also in values that nobody asks for; null leaves a
// value as it is.
type scanner struct {
	ctx   context.Context
	in    io.Reader
	text  []byte // a part of the text
	at    int    // what is before it was read
	base  int64  // where the part begins in the text
	begun int64  // where the value begins that is read now
	plain []byte // the last string that had to be unescaped
	ascii bool   // the last string is ASCII without escapes

	key     string // whose value is read, for messages
	element bool   // an element of it is

	names   arena
	words   map[string]string
	ids     arena // of words
	entries int   // so far
	most    limits
}

// blockSize is how much text is read at once.
const blockSize = 1 << 16

// offset is how much was read.
func (s *scanner) offset() int64 { return s.base + int64(s.at) }

// mark begins a value, whose size is limited.
func (s *scanner) mark() { s.begun = s.offset() }

// fill reads more of the text; it moves what follows keep to the begin. At the end
// of the text it returns io.EOF.
func (s *scanner) fill(keep int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	end := s.base + int64(len(s.text))
	if end-s.begun > s.most.value {
		return fmt.Errorf("a value is larger than %d MiB: %w", s.most.value>>20, errTooLarge)
	}
	s.text = s.text[:copy(s.text, s.text[keep:])]
	s.base, s.at = s.base+int64(keep), s.at-keep
	s.text = slices.Grow(s.text, blockSize)
	n, err := io.ReadAtLeast(s.in, s.text[len(s.text):len(s.text)+blockSize], 1)
	if s.text = s.text[:len(s.text)+n]; end+int64(n) > s.most.text {
		return fmt.Errorf("its text is larger than %d MiB: %w", s.most.text>>20, errTooLarge)
	}
	return err
}

// next skips white space and returns the byte behind it.
func (s *scanner) next() (byte, error) {
	for {
		for ; s.at < len(s.text); s.at++ {
			switch c := s.text[s.at]; c {
			case ' ', '\t', '\r', '\n':
			default:
				return c, nil
			}
		}
		if err := s.fill(s.at); err != nil {
			return 0, err
		}
	}
}

// take reads one byte of those that may stand here.
func (s *scanner) take(these string) (byte, error) {
	c, err := s.next()
	if err != nil {
		return 0, err
	}
	if strings.IndexByte(these, c) < 0 {
		return 0, fmt.Errorf("%q is unexpected: want %s", string(rune(c)), strings.Join(strings.Split(these, ""), " or "))
	}
	s.at++
	return c, nil
}

// begin returns the first byte of a value, which must be of a kind: that of the byte
// first. It reads null and returns zero instead.
func (s *scanner) begin(first byte) (byte, error) {
	c, err := s.next()
	if err != nil {
		return 0, err
	}
	if c == 'n' {
		_, err := s.literal()
		return 0, err
	}
	if wanted, found := strictjson.KindOf(first), strictjson.KindOf(c); wanted != found {
		what := strconv.Quote(phrase.Shorten(s.key))
		if s.element {
			what = "an element of " + what
		}
		return 0, fmt.Errorf("%s must be %s, not %s", what, wanted, found)
	}
	return c, nil
}

// quoted reads a string, and returns it as it is in the text, with its quotes. It is
// valid until more is read.
func (s *scanner) quoted() ([]byte, error) {
	if _, err := s.take(`"`); err != nil {
		return nil, err
	}
	from, i := s.at-1, s.at
	s.ascii = true
	for {
		text := s.text
		for i < len(text) && ordinary[text[i]] {
			i++
		}
		switch {
		case i >= len(text):
			i -= from
			if err := s.fill(from); err != nil {
				return nil, err
			}
			from = 0
			continue
		case text[i] == '"':
			s.at = i + 1
			return text[from:s.at], nil
		case text[i] == '\\':
			i++
		case text[i] < ' ':
			return nil, errors.New("a control character stands in a string")
		}
		i++
		s.ascii = false
	}
}

// ordinary are the characters of a string that need no look: ASCII, and no quote,
// escape or control character.
var ordinary = func() (all [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		all[c] = c != '"' && c != '\\'
	}
	return all
}()

// str reads a string and returns its value, which is valid until more is read. null
// is an empty one.
func (s *scanner) str() ([]byte, error) {
	if c, err := s.begin('"'); c == 0 {
		return nil, err
	}
	return s.value(s.quoted())
}

// value returns the value of a quoted string.
func (s *scanner) value(quoted []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	inner := quoted[1 : len(quoted)-1]
	if s.ascii || bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner, nil
	}
	var plain string
	if err := json.Unmarshal(quoted, &plain); err != nil {
		return nil, fmt.Errorf("a string has an escape that JSON does not know: %q", phrase.Shorten(string(inner)))
	}
	s.plain = append(s.plain[:0], plain...)
	return s.plain, nil
}

// literal reads a number, true, false or null, and returns its text.
func (s *scanner) literal() ([]byte, error) {
	from := s.at
	for i := s.at; ; i++ {
		if i == len(s.text) {
			i -= from
			if err := s.fill(from); err != nil {
				return nil, err
			}
			from = 0
		}
		if strings.IndexByte(" \t\r\n,:]}[{\"", s.text[i]) < 0 {
			continue
		}
		if s.at = i; !json.Valid(s.text[from:i]) {
			return nil, fmt.Errorf("%q is not JSON", phrase.Shorten(string(s.text[from:i])))
		}
		return s.text[from:i], nil
	}
}

// boolean reads true or false.
func (s *scanner) boolean(to *bool) error {
	if c, err := s.begin('t'); c == 0 {
		return err
	}
	text, err := s.literal()
	*to = string(text) == "true"
	return err
}

// integer reads an integer.
func (s *scanner) integer(to *int) error {
	if c, err := s.begin('0'); c == 0 {
		return err
	}
	text, err := s.literal()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(string(text), 10, strconv.IntSize)
	if err != nil {
		return fmt.Errorf("%q cannot be %s", phrase.Shorten(s.key), phrase.Shorten(string(text)))
	}
	*to = int(n)
	return nil
}

// time reads a time, and returns it in UTC.
func (s *scanner) time(to *time.Time) error {
	if c, err := s.begin('"'); c == 0 {
		return err
	}
	quoted, err := s.quoted()
	if err != nil {
		return err
	}
	var t time.Time
	if err := t.UnmarshalJSON(quoted); err != nil {
		return fmt.Errorf("%q: %s", phrase.Shorten(s.key), phrase.Shorten(err.Error()))
	}
	*to, err = phrase.CheckedUTC(t)
	return err
}

// members reads an object. member is called for each key and reads its value; the
// key is valid until then.
func (s *scanner) members(member func(key []byte) error) error {
	if c, err := s.begin('{'); c == 0 {
		return err
	}
	s.at++
	if c, err := s.next(); err != nil || c == '}' {
		s.at++
		return err
	}
	for {
		key, err := s.value(s.quoted())
		if err != nil {
			return err
		}
		if err := member(key); err != nil {
			return err
		}
		if c, err := s.take(",}"); err != nil || c == '}' {
			return err
		}
	}
}

// list reads a list. element is called for each element and reads it.
func (s *scanner) list(element func() error) error {
	if c, err := s.begin('['); c == 0 {
		return err
	}
	key := s.key
	s.at++
	if c, err := s.next(); err != nil || c == ']' {
		s.at++
		return err
	}
	for {
		s.key, s.element = key, true
		if err := element(); err != nil {
			return err
		}
		if c, err := s.take(",]"); err != nil || c == ']' {
			return err
		}
	}
}

// object reads an object with the keys of a list. field is called with the place of
// each in the list, and reads its value. Other keys are skipped.
func (s *scanner) object(names []string, field func(n int) error) error {
	var filled uint64
	var others map[string]bool
	last := -1
	return s.members(func(key []byte) error {
		last = find(names, key, last+1)
		if last < 0 {
			return s.other(&others, key, 0, false)
		}
		name := names[last]
		if filled&(1<<last) != 0 {
			return twice(name)
		}
		filled |= 1 << last
		if _, err := s.take(":"); err != nil {
			return err
		}
		s.key, s.element = name, false
		return field(last)
	})
}

// find returns the place of a key in a list, first where it is expected; -1 if it is
// not in there. As in encoding/json, a key of another case will do.
func find(names []string, key []byte, expected int) int {
	if expected < len(names) && names[expected] == string(key) {
		return expected
	}
	if n := slices.IndexFunc(names, func(name string) bool { return name == string(key) }); n >= 0 {
		return n
	}
	return slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, string(key)) })
}

// other skips the value of a key that is not known.
func (s *scanner) other(seen *map[string]bool, key []byte, depth int, long bool) error {
	if *seen == nil {
		*seen = map[string]bool{}
	}
	if (*seen)[string(key)] {
		return twice(string(key))
	}
	(*seen)[string(key)] = true
	if err := s.count(); err != nil {
		return err
	}
	if _, err := s.take(":"); err != nil {
		return err
	}
	return s.skip(depth, long)
}

// skip reads a value that is not used, without keeping it. If it may be long, only
// each part of it is limited: what a newer version wrote may be a long list.
func (s *scanner) skip(depth int, long bool) error {
	if depth > maxDepth {
		return fmt.Errorf("it has values more than %d deep: %w", maxDepth, errTooLarge)
	}
	if long {
		s.mark()
	}
	c, err := s.next()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		var seen map[string]bool
		return s.members(func(key []byte) error { return s.other(&seen, key, depth+1, long) })
	case '[':
		return s.list(func() error { return s.skip(depth+1, long) })
	case '"':
		_, err = s.str()
	default:
		_, err = s.literal()
	}
	return err
}

func twice(key string) error { return fmt.Errorf("%q appears twice", phrase.Shorten(key)) }
