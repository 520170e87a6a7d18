package phrase

import (
	"strings"
)

// Sentence returns a text with a full stop at its end.
func Sentence(text string) string { return TrimStop(text) + "." }

// TrimStop returns a text without a full stop at its end.
func TrimStop(text string) string { return strings.TrimSuffix(text, ".") }

// Article puts "a" or "an" before a noun.
func Article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}
