package codec

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"deputy/model/phrase"
)

// unescape appends the value of a string to another. What is not UTF-8, or half of a
// pair of surrogates, becomes U+FFFD, as in encoding/json.
func unescape(to, text []byte) ([]byte, error) {
	for i := 0; i < len(text); {
		c := text[i]
		if c != '\\' {
			r, size := utf8.DecodeRune(text[i:])
			to, i = utf8.AppendRune(to, r), i+size
			continue
		}
		if at := strings.IndexByte(`"\/bfnrt`, text[i+1]); at >= 0 {
			to, i = append(to, "\"\\/\b\f\n\r\t"[at]), i+2
			continue
		}
		r, ok := escaped(text[i:])
		if !ok {
			return nil, fmt.Errorf("a string has an escape that JSON does not know: %q", phrase.Shorten(string(text[i:])))
		}
		i += 6
		if utf16.IsSurrogate(r) {
			low, _ := escaped(text[i:])
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 6
			}
		}
		to = utf8.AppendRune(to, r)
	}
	return to, nil
}

// escaped returns the character that a text begins with in the form \uXXXX.
func escaped(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range text[2:6] {
		digit := strings.IndexByte("0123456789abcdef", c|0x20)
		if digit < 0 || c < '0' {
			return 0, false
		}
		r = r<<4 | rune(digit)
	}
	return r, true
}
