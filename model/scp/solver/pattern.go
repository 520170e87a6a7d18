package solver

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Kind is what an Atom matches.
type Kind uint8

// The kinds of atoms.
const (
	Char   Kind = iota + 1 // the character Char
	One                    // one character
	Run                    // any characters
	OneBut                 // one character other than Char
	RunBut                 // any characters other than Char
)

// Atom is a character or a wildcard of a pattern.
type Atom struct {
	Kind Kind
	Char rune
	// Fold is set if Char is in lower case and every character matches it that
	// it is the lower case of.
	Fold bool
}

// Pattern matches whole texts.
type Pattern []Atom

// key returns a text that only equal patterns share.
func (p Pattern) key() string {
	b := make([]byte, 0, 6*len(p))
	for _, a := range p {
		fold := byte(0)
		if a.Fold {
			fold = 1
		}
		b = binary.LittleEndian.AppendUint32(append(b, byte(a.Kind), fold), uint32(a.Char))
	}
	return string(b)
}

// plain reports whether the pattern matches one text only.
func (p Pattern) plain() bool {
	return !slices.ContainsFunc(p, func(a Atom) bool { return a.Kind != Char || a.Fold })
}

// example returns a short text that the pattern matches.
func (p Pattern) example() string {
	var b strings.Builder
	for _, a := range p {
		switch a.Kind {
		case Char:
			b.WriteRune(a.Char)
		case One, OneBut:
			b.WriteByte('x')
		default:
		}
	}
	return b.String()
}
