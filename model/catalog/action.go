package catalog

import (
	"deputy/model/phrase"
)

// Direction says whether a change registers or removes an administrator.
type Direction uint8

// String returns the direction as the command line has it.
func (d Direction) String() string { return phrase.StateWord(directionWords, d) }

// MarshalText writes the word of the command line.
func (d Direction) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the word of the command line.
func (d *Direction) UnmarshalText(text []byte) error {
	return phrase.ParseState("direction", directionWords, text, d)
}

var directionWords = []string{"register", "remove"}

// The directions.
const (
	DirectionNone Direction = iota
	Register
	Remove
)

// Action is what a step of a plan does.
type Action uint8

// The actions of a step.
const (
	ActionNone Action = iota
	ActionRegister
	ActionDeregister
	ActionEnableAccess
	ActionCheck // finds out how an interrupted step ended; changes nothing
)
