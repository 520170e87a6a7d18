package scp

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// badEscape is returned for an escape that JSON does not have.
const badEscape rune = -1

// readEscape reads the escape that raw begins with and returns its length and
// what it stands for. A surrogate without its other half becomes U+FFFD.
func readEscape(raw string) (length int, r rune) {
	if len(raw) < 2 {
		return len(raw), badEscape
	}
	if raw[1] == 'u' {
		return unicodeEscape(raw)
	}
	if i := strings.IndexByte(`"\/bfnrt`, raw[1]); i >= 0 {
		return 2, rune("\"\\/\b\f\n\r\t"[i])
	}
	_, size := utf8.DecodeRuneInString(raw[1:])
	return 1 + size, badEscape
}

func unicodeEscape(raw string) (length int, r rune) {
	first, ok := hexEscape(raw)
	if !ok {
		return 2, badEscape
	}
	if !utf16.IsSurrogate(first) {
		return 6, first
	}
	second, ok := hexEscape(raw[6:])
	if !ok {
		return 6, utf8.RuneError
	}
	if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
		return 12, pair
	}
	return 6, utf8.RuneError
}

// hexEscape reads \uXXXX.
func hexEscape(raw string) (rune, bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	var r rune
	for i := 2; i < 6; i++ {
		c := raw[i]
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
