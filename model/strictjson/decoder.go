package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"deputy/model/phrase"
)

// decoder compares a text, which encoding/json has found to be JSON, with the
// type that it is decoded to. It decodes nothing itself.
type decoder struct {
	text   []byte
	at     int // what is before it has been compared
	strict bool
	known  bool // keys that no field has are errors
	failed bool // encoding/json could not decode the text
	raw    bool // within a json.RawMessage, which somebody else decodes
}

// subject is what a message is about: the value of a key, an element of it, or
// without a key the whole.
type subject struct {
	key     []byte // as it is in the text, with its quotes; nil without one
	element bool
}

// String returns it in words.
func (s subject) String() string {
	switch {
	case s.element && s.key == nil:
		return "an element of the list"
	case s.element:
		return "an element of " + quote(unquote(s.key))
	case s.key == nil:
		return "the value"
	default:
		return quote(unquote(s.key))
	}
}

// value compares one value with its type.
func (d *decoder) value(s *shape, of subject) error {
	d.skip(" \t\r\n")
	start := d.at
	found := KindOf(d.text[start])
	if s.wanted != "" && s.wanted != found && (d.strict || found != "null") {
		return d.fail(start, "%v must be %s, not %s", of, s.wanted, found)
	}
	if s.of == rawMessage && !d.raw {
		d.raw = true
		defer func() { d.raw = false }()
	}
	var err error
	switch found {
	case "an object":
		err = d.object(s)
	case "a list":
		err = d.list(s, of.key)
	case "a string":
		d.at += stringLength(d.text[d.at:])
	default:
		for d.at < len(d.text) && strings.IndexByte(" \t\r\n,]}", d.text[d.at]) < 0 {
			d.at++
		}
	}
	if err == nil && d.failed && (s.custom || found == "a number") {
		return d.try(start, s.of, of)
	}
	return err
}

// try decodes a value whose type has a method for that, or that is a number, to
// find out whether it is what encoding/json could not decode.
func (d *decoder) try(start int, t reflect.Type, of subject) error {
	err := json.Unmarshal(d.text[start:d.at], reflect.New(t).Interface())
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && wrong.Type == t {
		return d.fail(start, "%v cannot be %s", of, phrase.Shorten(string(d.text[start:d.at])))
	}
	if inside := (*Error)(nil); errors.As(err, &inside) {
		return d.fail(start+inside.offset, "%s", inside.What)
	}
	if err != nil {
		return d.fail(start, "%v: %s", of, plainText(err))
	}
	return nil
}

// object compares an object with a struct or a map.
func (d *decoder) object(s *shape) error {
	var seen keys
	var filled uint64 // which of the first fields have been seen
	for d.at++; ; {
		d.skip(" \t\r\n,")
		if d.text[d.at] == '}' {
			d.at++
			return nil
		}
		start, of := d.at, &s.element
		d.at += stringLength(d.text[start:])
		quoted := d.text[start:d.at]
		key := plainKey(quoted)
		n, exact := s.find(key)
		if s.isStruct && (d.strict && !exact || d.known && n < 0) {
			return d.fail(start, "%s", s.unknown(string(key), n))
		}
		name, isNew := quoted, true
		if n >= 0 {
			of = &s.fields[n].typed
			name = s.fields[n].quoted
			key = plainKey(name)
		}
		if n >= 0 && n < 64 {
			isNew = filled&(1<<n) == 0
			filled |= 1 << n
		} else if !d.raw {
			isNew = seen.add(key)
		}
		if !isNew && !d.raw {
			return d.fail(start, "%s appears twice", quote(unquote(name)))
		}
		d.skip(" \t\r\n:")
		if err := d.value(of.shape(), subject{key: name}); err != nil {
			return err
		}
	}
}

// list compares a list with a slice, which is the value of a key.
func (d *decoder) list(s *shape, key []byte) error {
	element := s.element.shape()
	for d.at++; ; {
		d.skip(" \t\r\n,")
		if d.text[d.at] == ']' {
			d.at++
			return nil
		}
		if err := d.value(element, subject{key, true}); err != nil {
			return err
		}
	}
}

// skip skips characters.
func (d *decoder) skip(these string) {
	for d.at < len(d.text) && strings.IndexByte(these, d.text[d.at]) >= 0 {
		d.at++
	}
}

// keys are the keys of an object so far, without quotes.
type keys struct {
	few  [][]byte // compared one by one, which is faster for an object of usual size
	many map[string]bool
}

// add adds a key, and reports whether it is new.
func (k *keys) add(key []byte) bool {
	const usual = 16
	if k.many == nil && len(k.few) < usual {
		known := slices.ContainsFunc(k.few, func(other []byte) bool { return bytes.Equal(other, key) })
		k.few = append(k.few, key)
		return !known
	}
	if k.many == nil {
		k.many = map[string]bool{}
		for _, known := range k.few {
			k.many[string(known)] = true
		}
	}
	known := k.many[string(key)]
	k.many[string(key)] = true
	return !known
}

// stringLength returns the length of the JSON string that a text begins with.
func stringLength(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
}

// plainKey returns the value of a JSON string; a part of the text if that is it.
func plainKey(quoted []byte) []byte {
	for _, c := range quoted {
		if c == '\\' || c >= utf8.RuneSelf {
			return []byte(unquote(quoted))
		}
	}
	return quoted[1 : len(quoted)-1]
}

// unquote returns the value of a JSON string.
func unquote(quoted []byte) (s string) {
	_ = json.Unmarshal(quoted, &s) // it is known to be JSON
	return s
}

// quote returns a key for a message.
func quote(key string) string { return strconv.Quote(phrase.Shorten(key)) }

// KindOf names the kind of a value by its first byte.
func KindOf(first byte) string {
	switch first {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}
