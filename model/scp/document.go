package scp

import "sync"

// Span is a half-open range of bytes in a document's text. The zero Span
// belongs to an element that is not in the text.
type Span struct {
	Start, End int
}

// Empty reports whether the span covers no byte.
func (s Span) Empty() bool { return s.Start >= s.End }

// Effect is what a statement does to a request that it matches.
type Effect uint8

// The effects of a statement; zero means that it has none, or none that AWS knows.
const (
	Allow Effect = iota + 1
	Deny
)

// String returns the effect as policies write it, or "no effect".
func (e Effect) String() string {
	switch e {
	case Allow:
		return "Allow"
	case Deny:
		return "Deny"
	}
	return "no effect"
}

// Text is a JSON scalar of the document: its value with escapes resolved, and
// its place, which includes the quotation marks.
type Text struct {
	Value string
	Span  Span
}

// given reports whether the text is in the document at all.
func (t Text) given() bool { return !t.Span.Empty() }

// List is one of the elements Action, NotAction, Resource and NotResource. Its
// value is a string or an array of strings, which makes no difference.
type List struct {
	// Not is true for NotAction and NotResource.
	Not bool
	// Name is the place of the element's name; empty if the element is missing.
	Name Span
	// Span is the place of the whole value.
	Span   Span
	Values []Text
}

// Given reports whether the element is in the document.
func (l List) Given() bool { return !l.Name.Empty() }

// Principal is the element Principal or NotPrincipal. RCPs must have it and may
// only say "*"; SCPs must not have it. A resource policy names parties in it.
type Principal struct {
	// Any is true for "*".
	Any bool
	// Not is true for NotPrincipal, which means everybody but the parties.
	Not bool
	// Parties are those that a resource policy names, in the document's order;
	// empty for SCPs and RCPs.
	Parties []Party
	// Name is the place of the element's name; empty if the element is missing.
	Name Span
	// Span is the place of the whole value.
	Span Span
}

// Party is one name in a Principal.
type Party struct {
	// Kind is AWS, Service, Federated or CanonicalUser; empty for a bare "*".
	Kind string
	// Name is an account ID, an ARN, a service principal or "*".
	Name Text
}

// Comparison is one key under one operator of a Condition. It compares the
// values that the key has in the request with those listed here.
type Comparison struct {
	// Operator is the operator with its set prefix and IfExists.
	Operator Operator
	// OperatorText is the operator as the document writes it.
	OperatorText Text
	// Key is the condition key as the document writes it.
	Key Text
	// Values are what the key is compared with, numbers and booleans as text.
	Values []Text
	// Span runs from the key to the end of its values.
	Span Span
}

// Statement is one statement of a policy, in the document's order.
type Statement struct {
	rule rule // First, where a decision finds it.

	// Index counts from 1.
	Index int
	Span  Span
	Sid   Text
	// Effect is zero if it is missing or not one that AWS knows.
	Effect     Effect
	EffectSpan Span
	Principal  Principal
	Action     List
	Resource   List
	// Condition is the place of the whole element; empty if it is missing.
	Condition Span
	// Comparisons are ANDed, in the document's order.
	Comparisons []Comparison
	// Broken is true if a problem of the statement is an error, so that nobody
	// can say what it matches.
	Broken bool
}

// Document is a parsed policy: its statements, what is wrong with it, and the
// place of everything in the text. It does not change after Parse.
type Document struct {
	Type Type
	Text string
	// Span is the place of the outermost object; empty if there is none.
	Span       Span
	Version    Text
	ID         Text
	Statements []Statement
	// Problems are sorted by their places.
	Problems []Problem

	broken bool
	memo   *memo
}

// memo keeps what was concluded from a document.
type memo struct {
	once  sync.Once
	value any
}

// Memo returns what conclude returns for the document, and asks it only the first
// time. It has room for one conclusion: that of package lint, or of a trust policy who
// may assume the role.
func (d *Document) Memo(conclude func(*Document) any) any {
	d.memo.once.Do(func() { d.memo.value = conclude(d) })
	return d.memo.value
}

// Broken reports whether a problem of the document is an error. Evaluating such
// a document leads to Unknown.
func (d *Document) Broken() bool { return d.broken }

// Variables reports whether ${…} in the document are policy variables, which
// they are from version 2012-10-17 on; before that they are plain text.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func (d *Document) Variables() bool { return d.Version.Value == currentVersion }

const (
	currentVersion = "2012-10-17"
	firstVersion   = "2008-10-17"
)
