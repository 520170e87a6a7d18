package phrase

import (
	"strconv"
	"strings"
)

// Count returns a number with its noun: "1 policy", "2 policies", "1,200
// Regions".
func Count(n int, noun string) string { return CountOf(n, noun, plural(noun)) }

// CountOf returns a number with the words that agree with it, where their
// plural is not that of a noun: "1 account is", "2 accounts are".
func CountOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// plural returns the regular plural of a noun.
func plural(noun string) string {
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.ContainsAny(stem[max(0, len(stem)-1):], "aeiou") {
		return stem + "ies"
	}
	return noun + "s"
}

// Thousands returns a number with commas between its thousands.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
