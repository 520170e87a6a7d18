// Package widget draws without meaning: clean text, lines of exact width, windows
// over long lists. What lives here knows cells and colours, but no commands, panes
// or accounts. The room may import ui/theme and the modules that draw.
package widget

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes any text safe to draw on one line: control characters become
// visible (^[ for escape, <U+202E> for a direction override), invalid UTF-8 and
// variation selectors are replaced or dropped, so that what is measured is what
// the terminal shows.
func Clean(s string) string {
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

// Width returns the width of clean text in cells, by characters or by clusters,
// whichever is wider, since terminals differ and no line may run over.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return max(ansi.StringWidth(s), ansi.StringWidthWc(s))
}

// Cut shortens clean text to so many cells, the last of them the ellipsis if it
// cut anything off.
func Cut(s string, width int, ellipsis string) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width && isPlain(s) {
		return s
	}
	if Width(s) <= width {
		return s
	}
	room := max(0, width-Width(ellipsis))
	// Truncate counts by clusters alone, and TruncateWc gives back what is
	// narrow enough by clusters.
	for s = ansi.Truncate(s, room, ""); Width(s) > room; {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s + ellipsis
}

// Wrap breaks clean text into lines of at most so many cells, at blanks only:
// names, ARNs and commands stay whole unless one alone is wider than a line.
func Wrap(s string, width int) []string { return wrap(s, width, true) }

// WrapWhole breaks clean text as Wrap does, but lets a word that is wider than a
// line run over it: readers copy principals and commands from such a text.
func WrapWhole(s string, width int) []string {
	return wrap(strings.Join(strings.Fields(s), " "), width, false)
}

// wrap breaks text into lines, at blanks and, if breakWords is set, within
// words that are too wide.
func wrap(s string, width int, breakWords bool) []string {
	if width <= 0 {
		return nil
	}
	var lines []string
	line, used := "", 0
	for gap, word := range words(s) {
		if used > 0 && used+len(gap)+Width(word) > width {
			lines, line, used = append(lines, line), "", 0
			gap = ""
		}
		gap = gap[:min(len(gap), max(0, width-used-1))]
		for breakWords && used+len(gap)+Width(word) > width {
			head := Cut(word, width-used-len(gap), "")
			if head == "" && gap != "" {
				gap = "" // a wide character behind a blank
				continue
			}
			if head == "" { // a character wider than the line
				_, n := utf8.DecodeRuneInString(word)
				head = word[:n]
			}
			lines = append(lines, line+gap+head)
			line, used, gap, word = "", 0, "", word[len(head):]
		}
		line += gap + word
		used += len(gap) + Width(word)
	}
	return append(lines, line)
}

// words yields the words of a text, each with the blanks before it.
func words(s string) iter.Seq2[string, string] {
	return func(yield func(gap, word string) bool) {
		for s != "" {
			rest := strings.TrimLeft(s, " ")
			end := strings.IndexByte(rest, ' ')
			if end < 0 {
				end = len(rest)
			}
			if rest == "" || !yield(s[:len(s)-len(rest)], rest[:end]) {
				return
			}
			s = rest[end:]
		}
	}
}
