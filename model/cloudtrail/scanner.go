package cloudtrail

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"deputy/model/phrase"
)

// scanner walks over JSON in a text that may not have come to its end yet. What is
// not asked for is passed over without a look at more than its quotes and brackets.
type scanner struct {
	text string
	at   int
}

// errShort says that the text ends inside a value: more of it must be read.
var errShort = errors.New("the text ends in the middle of a value")

// next skips blanks and returns the byte behind them.
func (s *scanner) next() (byte, error) {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c, nil
		}
	}
	return 0, errShort
}

// take reads one byte, which must be the one that is wanted.
func (s *scanner) take(want byte) error {
	c, err := s.next()
	if err != nil {
		return err
	}
	if c != want {
		return unexpected(c, string(rune(want)))
	}
	s.at++
	return nil
}

func unexpected(c byte, want string) error {
	return fmt.Errorf("%q is unexpected: want %s", string(rune(c)), want)
}

// quoted reads a string and returns what is between its quotes, and whether that
// has escapes.
func (s *scanner) quoted() (inner string, escaped bool, err error) {
	if err := s.take('"'); err != nil {
		return "", false, err
	}
	from := s.at
	for {
		n := strings.IndexByte(s.text[s.at:], '"')
		if n < 0 {
			return "", false, errShort
		}
		s.at += n + 1
		inner = s.text[from : s.at-1]
		slashes := 0
		for slashes < len(inner) && inner[len(inner)-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return inner, escaped || strings.IndexByte(inner, '\\') >= 0, nil
		}
		escaped = true
	}
}

// str reads a string and returns its value.
func (s *scanner) str() (string, error) {
	inner, escaped, err := s.quoted()
	if err != nil || !escaped {
		return inner, err
	}
	var plain string
	if err := json.Unmarshal([]byte(`"`+inner+`"`), &plain); err != nil {
		return "", fmt.Errorf("a string is not JSON: %q", phrase.Shorten(inner))
	}
	return plain, nil
}

// text reads a string, number, true or false into a variable. null leaves it as it
// is, and so does a list or an object.
func (s *scanner) word(to *string) error {
	c, err := s.next()
	switch {
	case err != nil:
		return err
	case c == '"':
		*to, err = s.str()
		return err
	case c == '{' || c == '[':
		return s.skip()
	}
	text, err := s.literal()
	if text != "null" {
		*to = text
	}
	return err
}

// literal reads a number, true, false or null.
func (s *scanner) literal() (string, error) {
	from := s.at
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case ',', '}', ']', ' ', '\t', '\r', '\n':
			return checkedLiteral(s.text[from:s.at])
		case '"', '{', '[', ':':
			return "", unexpected(s.text[s.at], "a comma")
		}
	}
	return "", errShort
}

// checkedLiteral returns a literal that is one.
func checkedLiteral(text string) (string, error) {
	switch text {
	case "true", "false", "null":
		return text, nil
	}
	if text == "" || !json.Valid([]byte(text)) {
		return "", fmt.Errorf("%q is not JSON", phrase.Shorten(text))
	}
	return text, nil
}

// skip passes over a value.
func (s *scanner) skip() error {
	c, err := s.next()
	switch {
	case err != nil:
		return err
	case c == '"':
		_, _, err = s.quoted()
		return err
	case c != '{' && c != '[':
		_, err = s.literal()
		return err
	}
	for depth := 0; s.at < len(s.text); {
		switch s.text[s.at] {
		case '"':
			if _, _, err := s.quoted(); err != nil {
				return err
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				s.at++
				return nil
			}
		}
		s.at++
	}
	return errShort
}

// raw reads a value and returns its text; empty for null.
func (s *scanner) raw(to *string) error {
	if _, err := s.next(); err != nil {
		return err
	}
	from := s.at
	if err := s.skip(); err != nil {
		return err
	}
	if text := s.text[from:s.at]; text != "null" {
		*to = text
	}
	return nil
}

// members reads an object. member is called for each key and reads its value. A
// value of another kind is passed over.
func (s *scanner) members(member func(key string) error) error {
	if c, err := s.next(); err != nil || c != '{' {
		if err == nil {
			err = s.skip()
		}
		return err
	}
	s.at++
	if c, err := s.next(); err != nil || c == '}' {
		s.at++
		return err
	}
	for {
		key, err := s.str()
		if err != nil {
			return err
		}
		if err := s.take(':'); err != nil {
			return err
		}
		if err := member(key); err != nil {
			return err
		}
		if more, err := s.more('}'); err != nil || !more {
			return err
		}
	}
}

// more reads what stands behind a member or an element: a comma, or the end.
func (s *scanner) more(end byte) (bool, error) {
	c, err := s.next()
	switch {
	case err != nil:
		return false, err
	case c != ',' && c != end:
		return false, unexpected(c, "a comma or "+string(rune(end)))
	}
	s.at++
	return c == ',', nil
}

// elements reads a list. element is called for each element and reads it. A value
// of another kind is passed over.
func (s *scanner) elements(element func() error) error {
	if c, err := s.next(); err != nil || c != '[' {
		if err == nil {
			err = s.skip()
		}
		return err
	}
	s.at++
	if c, err := s.next(); err != nil || c == ']' {
		s.at++
		return err
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if more, err := s.more(']'); err != nil || !more {
			return err
		}
	}
}
