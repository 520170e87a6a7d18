package search

import (
	"slices"
	"strings"

	"deputy/model/iam"
)

// haystack is many texts in one string, each after a line break, so that one
// search goes through all of them.
type haystack struct {
	text string
	ends []int
	has  uint64 // iam.Letters of all of them
}

// newHaystack returns a haystack of texts.
func newHaystack(texts []string) haystack {
	h := haystack{ends: make([]int, len(texts))}
	var b strings.Builder
	for i, text := range texts {
		b.WriteString("\n" + text)
		h.ends[i] = b.Len()
	}
	h.text = b.String()
	h.has = iam.Letters(h.text)
	return h
}

// at returns the text with an index.
func (h *haystack) at(i int) string {
	from := 0
	if i > 0 {
		from = h.ends[i-1]
	}
	return h.text[from+1 : h.ends[i]]
}

// each calls more with each text that contains the needle, in order, until it
// returns false. begins reports whether the text begins with it.
func (h *haystack) each(needle string, more func(i int, begins bool) bool) {
	if has := iam.Letters(needle); h.has&has != has {
		return
	}
	for at := 0; ; {
		found := strings.Index(h.text[at:], needle)
		if found < 0 {
			return
		}
		found += at
		i, _ := slices.BinarySearch(h.ends, found+1)
		if found+len(needle) > h.ends[i] {
			at = found + 1 // it reaches into the next text
			continue
		}
		if !more(i, i == 0 && found == 1 || i > 0 && found == h.ends[i-1]+1) {
			return
		}
		at = h.ends[i]
	}
}
