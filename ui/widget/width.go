package widget

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

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
	s = beginning(s, width)
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

// beginning returns the beginning of a text that is far longer than so many cells, if that is already wider: nobody has
// to measure the rest.
func beginning(s string, width int) string {
	most := 16*max(0, width) + 64 // bytes; the widest letters and some accents on each
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) {
		most--
	}
	if Width(s[:most]) <= width {
		return s
	}
	return s[:most]
}

// wider reports whether a clean text takes more than so many cells.
func wider(s string, width int) bool { return Width(beginning(s, width)) > width }

// isPlain reports whether s is printable ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
