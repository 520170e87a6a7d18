package management

import "deputy/model/phrase"

// Class says where a call could be made that was made in the management account.
type Class uint8

// The classes.
const (
	// Delegable calls can be made by a delegated administrator.
	Delegable Class = iota + 1
	// Needed calls need the management account.
	Needed
	// MoveIt calls act on a resource that should be in another account.
	MoveIt
	// Unknown calls can be judged by nobody who sees only the event.
	Unknown
)

var classWords = []string{"delegable", "needs management account", "move it", "unknown"}

// String returns the class as screens and files write it.
func (c Class) String() string { return phrase.StateWord(classWords, c) }

// MarshalText writes the word.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the word.
func (c *Class) UnmarshalText(text []byte) error {
	return phrase.ParseState("class", classWords, text, c)
}
