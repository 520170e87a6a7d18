package phrase

import (
	"fmt"
	"strings"
)

// StateWord returns the word of a small integer state. words[0] is the word of
// the value 1, because the zero value of every state is invalid.
func StateWord[T ~uint8](words []string, state T) string {
	if state == 0 || int(state) > len(words) {
		return "invalid"
	}
	return words[state-1]
}

// ParseState is the inverse of StateWord. The error calls the state by its kind
// and lists the valid words.
func ParseState[T ~uint8](kind string, words []string, text []byte, state *T) error {
	for i, word := range words {
		if word == string(text) {
			*state = T(i + 1)
			return nil
		}
	}
	return fmt.Errorf("unknown %s %q: use one of %s", kind, text, strings.Join(words, ", "))
}
