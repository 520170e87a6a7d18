// Package strictjson decodes JSON files and says what is wrong with them, by line
// and column. encoding/json lets the last of two equal keys win and ignores the
// case of keys; with a setting such as readOnly that would hide a mistake.
//
// Decode is for files that people write, DecodeSaved for files that deputy wrote.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Error is what is wrong at one place of a text.
type Error struct {
	Line, Column int    // from 1; columns are counted in characters
	What         string // in words, without the place
	EndsEarly    bool   // the text ends before its JSON does

	offset int // in bytes
}

// Error returns the place and what is wrong there.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.What)
}

// Decode decodes a text that is one JSON value. Duplicate keys, unknown keys,
// which include those of another case, and values of a wrong type, which include
// null, are errors. Nothing within a json.RawMessage is. The error is an *Error; v
// is not to be used then.
func Decode(text []byte, v any) error { return decode(text, v, &decoder{strict: true}) }

// DecodeSaved decodes a text that a newer version of deputy may have written: it
// ignores unknown keys. Otherwise it is like Decode, except that null leaves a
// value as it is.
func DecodeSaved(text []byte, v any) error { return decode(text, v, &decoder{}) }

// DecodeKnown decodes like DecodeSaved, except that unknown keys are errors. A key
// of another case is known, as it is to encoding/json.
func DecodeKnown(text []byte, v any) error { return decode(text, v, &decoder{known: true}) }

func decode(text []byte, v any, d *decoder) error {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	d.text = text
	if d.strict {
		if at := invalidUTF8(text); at >= 0 {
			return d.fail(at, "it is not UTF-8")
		}
	}
	err := json.Unmarshal(text, v)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return d.syntax(syntax)
	}
	d.failed = err != nil
	if err := d.value(shapeOf(reflect.TypeOf(v).Elem()), subject{}); err != nil {
		return err
	}
	if err != nil {
		return d.fail(0, "%s", plainText(err))
	}
	return nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8; -1 if there
// is none.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}

// fail returns an error about the place at an offset.
func (d *decoder) fail(offset int, format string, args ...any) *Error {
	before := d.text[:offset]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return &Error{
		Line: 1 + bytes.Count(before, []byte{'\n'}), Column: 1 + utf8.RuneCount(line),
		What: fmt.Sprintf(format, args...), offset: offset,
	}
}

// syntax returns the error about a text that is not JSON.
func (d *decoder) syntax(err *json.SyntaxError) *Error {
	switch text := err.Error(); {
	case len(bytes.TrimSpace(d.text)) == 0:
		return d.fail(0, "it is empty")
	case strings.HasPrefix(text, "unexpected end"):
		e := d.fail(len(d.text), "the JSON ends too early")
		e.EndsEarly = true
		return e
	case strings.HasSuffix(text, "after top-level value"):
		return d.fail(int(err.Offset)-1, "there is more after the end of the JSON")
	default:
		return d.fail(max(0, int(err.Offset)-1), "it is not JSON: %s", text)
	}
}

// plainText returns the text of an error of encoding/json without its prefix.
func plainText(err error) string { return strings.TrimPrefix(err.Error(), "json: ") }
