package scp

import "strings"

// boolOperand is a value of Bool.
type boolOperand struct{ value bool }

func (o boolOperand) compare(v *value, _ *Request) Truth {
	return truth(v.isBoolean && v.boolean == o.value)
}

func (boolOperand) compareOpen(*Request) Truth { return Unknown }

// parseBool reads true or false in any case.
func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(text) { // EqualFold takes other letters for an s too.
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// compileBool compiles a value of Bool. With policy variables it is compared as
// text without regard to case, which for true and false is the same.
func compileBool(t template) operand {
	if t.variables() {
		return &stringOperand{compilePattern(t.literals(), true), true}
	}
	if b, ok := parseBool(t.text()); ok {
		return boolOperand{b}
	}
	return never{}
}
