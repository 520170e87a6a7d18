package typical

import "deputy/model/verdict"

// Kind is what a lens says of an account: its mark shows it.
type Kind uint8

// The kinds. An exact lens has no Conditional and no Differs, and one of ordinary
// requests has no Depends.
const (
	KindNone    Kind = iota
	NotBlocked       // no SCP or RCP blocks the request
	Unknown          // something that is needed has not been read
	Conditional      // not blocked if the request meets conditions
	Differs          // an alternative to what is assumed has another answer
	Depends          // exactly, it depends on something that is not given
	Denied
	kinds
)

// kindWords are the texts of each kind. KindNone reads like Unknown.
var kindWords = [kinds]struct{ heading, short string }{
	KindNone:    {"Unknown: deputy has not read everything that this needs", "unknown"},
	NotBlocked:  {"No SCP or RCP blocks this", "not blocked"},
	Unknown:     {"Unknown: deputy has not read everything that this needs", "unknown"},
	Conditional: {"Not blocked if conditions are met", "not blocked if …"},
	Differs:     {"Differs by principal or by resource owner", "differs"},
	Depends:     {"It depends", "depends"},
	Denied:      {"Denied", "denied"},
}

// Heading returns the kind as a heading.
func (k Kind) Heading() string { return kindWords[k].heading }

// Short returns the kind in a word or two.
func (k Kind) Short() string { return kindWords[k].short }

// Counts is how many accounts have each kind.
type Counts [kinds]int

// Total returns the number of all accounts.
func (c Counts) Total() (n int) {
	for _, of := range c {
		n += of
	}
	return n
}

// ExactKind returns the kind of an exact ruling.
func ExactKind(r verdict.Ruling) Kind {
	switch r {
	case verdict.Allowed:
		return NotBlocked
	case verdict.ExplicitlyDenied, verdict.ImplicitlyDenied:
		return Denied
	case verdict.Depends:
		return Depends
	case verdict.Unknown:
		return Unknown
	default:
		return KindNone
	}
}

// Kind returns what a lens says of the answer.
func (a *Answer) Kind() Kind {
	switch r := a.Ruling(); {
	case r == verdict.Unknown:
		return Unknown
	case a.Changes():
		return Differs
	case r == verdict.Depends:
		return Conditional
	default:
		return ExactKind(r)
	}
}
