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

// Name is a name prepared for being compared with many typed texts.
type Name struct {
	text   string
	has    uint64 // its letters
	firsts uint64 // where its words begin
	first  uint64 // the letter that it begins with
	begin  uint64 // the letters that its words begin with
}

// NewName prepares a name.
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

// Typed is a typed text prepared for being compared with many names.
type Typed struct {
	text       string
	has, first uint64 // its letters, and the one that it begins with
}

// NewTyped prepares a typed text, which must not be empty.
func NewTyped(text string) Typed { return Typed{text, Letters(text), Letters(text[:1])} }

// Words returns Words if the text fits words of the name from the first on,
// LaterWords if it fits later ones and later is set, else Misfit.
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
