package scp

import (
	"strings"
	"unicode/utf8"
)

// tokenKind is the kind of a JSON token.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota + 1
	tokenOpenObject
	tokenCloseObject
	tokenOpenArray
	tokenCloseArray
	tokenColon
	tokenComma
	tokenString
	tokenNumber
	tokenWord    // true, false, null, or a word that JSON does not have
	tokenComment // // or /* */, which JSON does not have
	tokenJunk    // bytes that cannot begin any token
)

// jsonToken is a JSON token. For strings closed is set if the closing quotation
// mark is there.
type jsonToken struct {
	kind   tokenKind
	span   Span
	closed bool
}

// jsonScanner splits any text into tokens; it never fails.
type jsonScanner struct {
	text   string
	offset int
}

// next returns the token at the offset and moves behind it.
func (s *jsonScanner) next() jsonToken {
	for s.offset < len(s.text) && isSpace(s.text[s.offset]) {
		s.offset++
	}
	start := s.offset
	if start == len(s.text) {
		return jsonToken{kind: tokenEnd, span: Span{start, start}}
	}
	c := s.text[start]
	switch {
	case punctuation(c) != 0:
		s.offset++
		return jsonToken{kind: punctuation(c), span: Span{start, s.offset}}
	case c == '"':
		closed := s.skipString()
		return jsonToken{kind: tokenString, span: Span{start, s.offset}, closed: closed}
	case c == '-' || isDigit(c):
		s.skip(isNumberByte)
		return jsonToken{kind: tokenNumber, span: Span{start, s.offset}}
	case isLetter(c):
		s.skip(func(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' })
		return jsonToken{kind: tokenWord, span: Span{start, s.offset}}
	}
	if s.skipComment() {
		return jsonToken{kind: tokenComment, span: Span{start, s.offset}}
	}
	s.skip(isJunk)
	return jsonToken{kind: tokenJunk, span: Span{start, s.offset}}
}

func (s *jsonScanner) skip(belongs func(byte) bool) {
	for s.offset < len(s.text) && belongs(s.text[s.offset]) {
		s.offset++
	}
}

// skipString moves behind a string. A string that is not closed ends with its
// line, so that one missing quotation mark does not swallow the rest.
func (s *jsonScanner) skipString() (closed bool) {
	s.offset++
	for s.offset < len(s.text) {
		switch s.text[s.offset] {
		case '"':
			s.offset++
			return true
		case '\n':
			return false
		case '\\':
			if s.offset+1 < len(s.text) && s.text[s.offset+1] != '\n' {
				s.offset++
			}
		}
		s.offset++
	}
	return false
}

// skipComment moves behind a comment, which ends with its line or its mark.
func (s *jsonScanner) skipComment() bool {
	rest := s.text[s.offset:]
	switch {
	case strings.HasPrefix(rest, "//"):
		line, _, _ := strings.Cut(rest, "\n")
		s.offset += len(strings.TrimRight(line, "\r"))
	case strings.HasPrefix(rest, "/*"):
		body, _, closed := strings.Cut(rest[2:], "*/")
		s.offset += 2 + len(body)
		if closed {
			s.offset += 2
		}
	default:
		return false
	}
	return true
}

func punctuation(c byte) tokenKind {
	switch c {
	case '{':
		return tokenOpenObject
	case '}':
		return tokenCloseObject
	case '[':
		return tokenOpenArray
	case ']':
		return tokenCloseArray
	case ':':
		return tokenColon
	case ',':
		return tokenComma
	}
	return 0
}

func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isNumberByte(c byte) bool {
	return isDigit(c) || c == '-' || c == '+' || c == '.' || c|0x20 == 'e'
}

func isJunk(c byte) bool {
	return !isSpace(c) && punctuation(c) == 0 && c != '"' && c != '-' && !isDigit(c) && !isLetter(c)
}

// validNumber reports whether text is a number as JSON writes it.
// https://www.rfc-editor.org/rfc/rfc8259#section-6
func validNumber(text string) bool {
	rest := strings.TrimPrefix(text, "-")
	whole := countDigits(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return false
	}
	rest = rest[whole:]
	if strings.HasPrefix(rest, ".") {
		fraction := countDigits(rest[1:])
		if fraction == 0 {
			return false
		}
		rest = rest[1+fraction:]
	}
	if rest == "" {
		return true
	}
	if rest[0]|0x20 != 'e' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	return rest != "" && countDigits(rest) == len(rest)
}

// countDigits counts the decimal digits that text begins with.
func countDigits(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// unquote resolves the escapes in a string, given without its quotation marks.
// It calls complain for what is wrong, with offsets into raw.
func unquote(raw string, complain func(start, end int, sentence string)) string {
	if withoutEscapes(raw) {
		return raw
	}
	var b strings.Builder
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case c == '\\':
			n, r := readEscape(raw[i:])
			if r == badEscape {
				complain(i, i+n, "JSON has no such escape.")
				r = utf8.RuneError
			}
			b.WriteRune(r)
			i += n
		case c < 0x20:
			complain(i, i+1, "A control character in a string must be written as an escape.")
			b.WriteByte(c)
			i++
		default:
			r, n := utf8.DecodeRuneInString(raw[i:])
			if r == utf8.RuneError && n == 1 {
				complain(i, i+1, "This byte is not UTF-8.")
			}
			b.WriteRune(r)
			i += n
		}
	}
	return b.String()
}

func withoutEscapes(raw string) bool {
	for i := range len(raw) {
		if c := raw[i]; c == '\\' || c < 0x20 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
