package codec

import (
	"slices"
	"strings"
)

// keep reads a string that is hardly anywhere else in the text.
func keep[T ~string](s *scanner, to *T) error {
	text, err := s.str()
	if text != nil {
		*to = T(s.names.keep(text))
	}
	return err
}

// intern reads a string that may be there often, and is held once.
func intern[T ~string](s *scanner, to *T) error {
	text, err := s.str()
	if text != nil {
		*to = T(s.word(text))
	}
	return err
}

// word returns a string that is held once.
func (s *scanner) word(text []byte) string {
	word, ok := s.words[string(text)]
	if !ok {
		word = s.ids.keep(text)
		s.words[word] = word
	}
	return word
}

// arena holds strings beside each other: thousands of them cost one allocation. They
// are freed together.
type arena struct{ block strings.Builder }

// keep returns a text as a string. A long one stands for itself.
func (a *arena) keep(text []byte) string {
	if len(text) > blockSize/64 {
		return string(text)
	}
	if len(text) > a.block.Cap()-a.block.Len() {
		a.block.Reset()
		a.block.Grow(blockSize)
	}
	from := a.block.Len()
	_, _ = a.block.Write(text) // it cannot fail
	return a.block.String()[from:]
}

// growing is a list that grows without being copied again and again.
type growing[T any] struct{ parts [][]T }

func (g *growing[T]) add(v T) {
	n := len(g.parts)
	if n == 0 || len(g.parts[n-1]) == cap(g.parts[n-1]) {
		g.parts = append(g.parts, make([]T, 0, 16<<min(n, 6)))
		n++
	}
	g.parts[n-1] = append(g.parts[n-1], v)
}

// all returns the list, and begins another.
func (g *growing[T]) all() []T {
	parts := g.parts
	g.parts = nil
	return slices.Concat(parts...)
}
