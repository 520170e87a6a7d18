package iam

import "math/bits"

// Fit tells how well a name fits what is typed. Less is better.
type Fit uint8

// The fits: a name begins with what is typed; its words begin with it piece by
// piece, as PutBucketPolicy with putbp, from the first word on or from a later
// one; it only has it somewhere; or none of these. Case does not matter.
const (
	Begins Fit = iota
	Words
	LaterWords
	Within
	Misfit
)

// widest is how many bytes of a name are looked at for its words.
const widest = 64

// FitOf tells how well a name fits what is typed.
func FitOf(typed, name string) Fit {
	if begins(name, typed) {
		return Begins
	}
	if len(typed) > len(name) {
		return Misfit
	}
	if f := words(typed, name[:min(len(name), widest)]); f != Misfit {
		return f
	}
	if contains(name, typed) {
		return Within
	}
	return Misfit
}

// words fits piece by piece, from the first word on if that goes.
func words(typed, name string) Fit {
	firsts := starts(name)
	at := firsts & places(typed[0], name)
	switch {
	case at&1 != 0 && pieces(typed, name, firsts, 1):
		return Words
	case at != 0 && pieces(typed, name, firsts, at):
		return LaterWords
	default:
		return Misfit
	}
}

// pieces tells whether each further character typed either follows the one
// before it in the name, or begins a later word. at holds the places where what
// is typed so far may end, a bit for each byte of the name.
func pieces(typed, name string, firsts, at uint64) bool {
	for i := 1; i < len(typed) && at != 0; i++ {
		later := firsts &^ (1<<(bits.TrailingZeros64(at)+1) - 1)
		at = (at<<1 | later) & places(typed[i], name)
	}
	return at != 0
}

// places has a bit for each byte of the name that is c in either case.
func places(c byte, name string) uint64 {
	var at uint64
	c = lower(c)
	for i := range len(name) {
		if lower(name[i]) == c {
			at |= 1 << i
		}
	}
	return at
}

// starts has a bit for each byte of the name that begins a word: the first one,
// a capital behind a small letter or before one, and what follows a mark.
func starts(name string) uint64 {
	at := uint64(1)
	for i := 1; i < len(name); i++ {
		switch before, c := name[i-1], name[i]; {
		case !letter(before) && letter(c), !digit(before) && digit(c):
			at |= 1 << i
		case capital(c) && (!capital(before) || i+1 < len(name) && letter(name[i+1]) && !capital(name[i+1])):
			at |= 1 << i
		}
	}
	return at
}

func capital(c byte) bool { return 'A' <= c && c <= 'Z' }
func digit(c byte) bool   { return '0' <= c && c <= '9' }
func letter(c byte) bool  { return capital(c) || 'a' <= c && c <= 'z' || c >= 0x80 }

func lower(c byte) byte {
	if capital(c) {
		return c + 'a' - 'A'
	}
	return c
}

// begins tells whether a name begins with the typed text, in whatever case.
func begins(name, typed string) bool {
	if len(typed) > len(name) {
		return false
	}
	for i := range len(typed) {
		if lower(name[i]) != lower(typed[i]) {
			return false
		}
	}
	return true
}

// contains tells whether a name has the typed text somewhere, in whatever case.
func contains(name, typed string) bool {
	for i := range len(name) - len(typed) + 1 {
		if begins(name[i:], typed) {
			return true
		}
	}
	return false
}

// letters has a bit for each letter of a text, and shares bits among other
// bytes: a name that lacks a bit of what is typed cannot fit it.
func letters(text string) uint64 {
	var has uint64
	for i := range len(text) {
		has |= 1 << (lower(text[i]) % 64)
	}
	return has
}
