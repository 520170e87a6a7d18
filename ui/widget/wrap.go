package widget

import (
	"iter"
	"strings"
	"unicode/utf8"
)

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
		if used > 0 && wider(word, width-used-len(gap)) {
			lines, line, used = append(lines, line), "", 0
			gap = ""
		}
		gap = gap[:min(len(gap), max(0, width-used-1))]
		for breakWords && wider(word, width-used-len(gap)) {
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
