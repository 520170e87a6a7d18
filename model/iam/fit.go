package iam

import "math/bits"

// Fit is how well a name fits a typed text. Less is better; case does not matter.
type Fit uint8

// The ways in which a name can fit a text.
const (
	// Begins means that the name begins with the text.
	Begins Fit = iota
	// Words means that words of the name, the first one among them, begin with
	// pieces of the text, as those of PutBucketPolicy do with putbp.
	Words
	// LaterWords is Words without the first word.
	LaterWords
	// Within means that the name contains the text somewhere.
	Within
	// Misfit means that the name does not fit.
	Misfit
)

// widest is how many bytes of a name are searched for words.
const widest = 64

// FitOf returns how well a name fits a typed text.
func FitOf(typed, name string) Fit {
	if begins(name, typed) {
		return Begins
	}
	if len(typed) > len(name) {
		return Misfit
	}
	if f := words(typed, name, starts(name[:min(len(name), widest)])); f != Misfit {
		return f
	}
	if contains(name, typed) {
		return Within
	}
	return Misfit
}

// words returns Words, LaterWords or Misfit; firsts are the places in the name
// where words begin.
func words(typed, name string, firsts uint64) Fit {
	at := only(firsts, typed[0], name)
	switch {
	case at&1 != 0 && pieces(typed, name, firsts, 1):
		return Words
	case at != 0 && pieces(typed, name, firsts, at):
		return LaterWords
	default:
		return Misfit
	}
}

// pieces reports whether each typed character behind the first either follows
// the one before it in the name, or begins a later word. at has a bit for each
// byte of the name at which the first character can be.
func pieces(typed, name string, firsts, at uint64) bool {
	for i := 1; i < len(typed) && at != 0; i++ {
		later := firsts &^ (1<<(bits.TrailingZeros64(at)+1) - 1)
		at = only(at<<1|later, typed[i], name)
	}
	return at != 0
}

// only returns those of some places in a name that have c in either case.
func only(at uint64, c byte, name string) uint64 {
	c = lower(c)
	for left := at; left != 0; left &= left - 1 {
		if i := bits.TrailingZeros64(left); i >= len(name) || lower(name[i]) != c {
			at &^= 1 << i
		}
	}
	return at
}

// starts returns a bit for each byte of the name that begins a word: the first
// one, a capital behind or before a small letter, and what follows a mark.
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

// begins reports whether a name begins with the typed text, in any case.
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

// contains reports whether a name contains the typed text, in any case.
func contains(name, typed string) bool {
	for i := range len(name) - len(typed) + 1 {
		if begins(name[i:], typed) {
			return true
		}
	}
	return false
}

// Letters returns a set of the letters and digits in a text, a bit for each;
// other bytes share bits. A name that lacks a bit of a typed text cannot fit it.
func Letters(text string) uint64 {
	var has uint64
	for i := range len(text) {
		switch c := lower(text[i]); {
		case 'a' <= c && c <= 'z':
			has |= 1 << (c - 'a')
		case digit(c):
			has |= 1 << (26 + c - '0')
		default:
			has |= 1 << (36 + c%28)
		}
	}
	return has
}
