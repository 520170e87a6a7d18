package scp

import "unicode/utf8"

// Kind is what a piece of text is in JSON, for coloring.
type Kind uint8

// The kinds of highlighted text.
const (
	// Name is the name of an object's member.
	Name Kind = iota + 1
	// String is any other string.
	String
	// Number is a number.
	Number
	// Constant is true, false or null.
	Constant
	// Punctuation is a bracket, brace, colon or comma.
	Punctuation
	// Invalid is what has no place in JSON.
	Invalid
)

// Highlighted is a piece of text of one kind.
type Highlighted struct {
	Kind Kind
	Span Span
}

// Highlight splits any text, JSON or not, into pieces for coloring, in order and
// without overlap. It leaves out white space.
func Highlight(text string) []Highlighted {
	s := jsonScanner{text: text}
	var out []Highlighted
	for t := s.next(); t.kind != tokenEnd; t = s.next() {
		if last := len(out) - 1; t.kind == tokenColon && last >= 0 && out[last].Kind == String {
			out[last].Kind = Name
		}
		out = append(out, Highlighted{Kind: kindOf(t, text), Span: t.span})
	}
	return out
}

// MinifiedLength returns how many characters a JSON text has without white space
// outside of its strings.
func MinifiedLength(text string) int {
	s := jsonScanner{text: text}
	n := 0
	for t := s.next(); t.kind != tokenEnd; t = s.next() {
		n += utf8.RuneCountInString(text[t.span.Start:t.span.End])
	}
	return n
}

func kindOf(t jsonToken, text string) Kind {
	raw := text[t.span.Start:t.span.End]
	switch t.kind {
	case tokenString:
		if t.closed {
			return String
		}
	case tokenNumber:
		if validNumber(raw) {
			return Number
		}
	case tokenWord:
		if raw == "true" || raw == "false" || raw == "null" {
			return Constant
		}
	case tokenJunk, tokenComment:
	default:
		return Punctuation
	}
	return Invalid
}
