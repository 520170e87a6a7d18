package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns a text as names are compared: what strings.EqualFold takes for equal
// becomes the same. It folds character by character, so that the positions of
// characters stay the same.
func Fold(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.Map(foldRune, text)
		}
	}
	return strings.ToLower(text)
}

// foldRune returns the same character for all that differ in case only.
func foldRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return unicode.ToLower(least)
}
