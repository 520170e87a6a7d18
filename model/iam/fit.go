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
	if f := words(typed, name, starts(name[:min(len(name), widest)])); f != Misfit {
		return f
	}
	if contains(name, typed) {
		return Within
	}
	return Misfit
}

// Name is a name made ready to be held against much that is typed.
type Name struct {
	text   string
	has    uint64 // its letters
	firsts uint64 // where its words begin
	first  uint64 // the letter that it begins with
	begin  uint64 // the letters that its words begin with
}

// NewName makes a name ready.
func NewName(text string) Name {
	n := Name{text: text, has: Letters(text), firsts: starts(text[:min(len(text), widest)])}
	for left := n.firsts; left != 0 && text != ""; left &= left - 1 {
		at := bits.TrailingZeros64(left)
		n.begin |= Letters(text[at : at+1])
		if at == 0 {
			n.first = n.begin
		}
	}
	return n
}

// Typed is what is typed, made ready to be held against many names.
type Typed struct {
	text       string
	has, first uint64 // its letters, and the one that it begins with
}

// NewTyped makes ready what is typed; it is not empty.
func NewTyped(text string) Typed { return Typed{text, Letters(text), Letters(text[:1])} }

// Words tells whether what is typed fits the name piece by piece: Words from its
// first word on, LaterWords where those are wanted too, else Misfit.
func (n *Name) Words(t *Typed, later bool) Fit {
	begin := n.first
	if later {
		begin = n.begin
	}
	if begin&t.first == 0 || n.has&t.has != t.has {
		return Misfit
	}
	return words(t.text, n.text, n.firsts)
}

// words fits piece by piece, from the first word on if that goes.
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

// pieces tells whether each further character typed either follows the one
// before it in the name, or begins a later word. at holds the places where what
// is typed so far may end, a bit for each byte of the name.
func pieces(typed, name string, firsts, at uint64) bool {
	for i := 1; i < len(typed) && at != 0; i++ {
		later := firsts &^ (1<<(bits.TrailingZeros64(at)+1) - 1)
		at = only(at<<1|later, typed[i], name)
	}
	return at != 0
}

// only leaves of some places in a name those that hold c in either case.
func only(at uint64, c byte, name string) uint64 {
	c = lower(c)
	for left := at; left != 0; left &= left - 1 {
		if i := bits.TrailingZeros64(left); i >= len(name) || lower(name[i]) != c {
			at &^= 1 << i
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

// Letters has a bit for each letter and digit of a text, and shares bits among
// other bytes: a name that lacks a bit of what is typed cannot fit it.
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
