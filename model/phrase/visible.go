package phrase

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes any text safe to show on one line: control characters become
// visible (^[ for escape, <U+202E> for a direction override), invalid UTF-8 and
// variation selectors are replaced or dropped, so that what is measured is what
// a terminal shows.
func Visible(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune(utf8.RuneError)
		case r < 0x20:
			b.WriteByte('^')
			b.WriteByte(byte(r) + '@')
		case r == 0x7f:
			b.WriteString("^?")
		case isSelector(r):
		case isHidden(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		case r == '\u00a0':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// isPlain reports whether s is printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// isSelector reports whether r is a variation selector, which changes how wide
// terminals draw the character before it but not what it is.
func isSelector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// isHidden reports whether a terminal acts on r, joins characters by it, or
// does not show it at all.
func isHidden(r rune) bool {
	return r >= 0x80 && r < 0xa0 || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs) ||
		r >= 0x1f1e6 && r <= 0x1f1ff || // flags: two letters that some terminals draw as one
		r >= 0x1f3fb && r <= 0x1f3ff || // skin tones join the character before them
		r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 // fillers
}
