package phrase

import (
	"strings"
)

func Sentence(text string) string { return TrimStop(text) + "." }

// Article puts "a" or "an" before a noun.
func Article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

func TrimStop(s string) string { return strings.TrimSuffix(s, ".") }
