package phrase

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Strings returns the words of a list as plain strings.
func Strings[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, x := range words {
		all[i] = string(x)
	}
	return all
}

// Commas joins words with commas: "a, b, c".
func Commas[T ~string](words []T) string { return strings.Join(Strings(words), ", ") }

// Ands joins words with "and" between each two: "a and b and c".
func Ands[T ~string](words []T) string { return strings.Join(Strings(words), " and ") }

// List joins the first words of a list, at most so many, and counts the others:
// "a, b and 3 more".
func List(words []string, most int) string {
	if len(words) <= most {
		return Commas(words)
	}
	return fmt.Sprintf("%s and %d more", Commas(words[:most]), len(words)-most)
}

// JoinMost joins words like Join, at most so many, and counts the others: "a, b
// or 3 more". It never counts a single one.
func JoinMost(words []string, last string, most int) string {
	if len(words) <= most+1 {
		return Join(words, last)
	}
	return Join(append(slices.Clone(words[:most]), strconv.Itoa(len(words)-most)+" more"), last)
}

// Join joins words with commas, and the last one with a conjunction such as
// " and " or ", and ". A conjunction that begins with a comma separates all
// words. Without words it says that nothing is known.
func Join(words []string, last string) string {
	switch len(words) {
	case 0:
		return "something unknown"
	case 1:
		return words[0]
	}
	separator := ", "
	if strings.HasPrefix(last, ",") {
		separator = last
	}
	return strings.Join(words[:len(words)-1], separator) + last + words[len(words)-1]
}
