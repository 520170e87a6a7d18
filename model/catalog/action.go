package catalog

import (
	"deputy/model/phrase"
)

// Direction tells which way a plan goes.
type Direction uint8

// String gives the direction as the command line has it.
func (d Direction) String() string { return phrase.StateWord(directionWords, d) }

// MarshalText writes the word of the command line.
func (d Direction) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the word of the command line.
func (d *Direction) UnmarshalText(text []byte) error {
	return phrase.ParseState("direction", directionWords, text, d)
}

var directionWords = []string{"register", "remove"}

// The directions of a plan.
const (
	DirectionNone Direction = iota
	Register
	Remove
)

// Action is what a step does.
type Action uint8

// The actions of a step.
const (
	ActionNone Action = iota
	ActionRegister
	ActionDeregister
	ActionEnableAccess
	ActionCheck // reads back what an interrupted step left; changes nothing
)
