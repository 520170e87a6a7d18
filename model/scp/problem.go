package scp

import (
	"cmp"
	"slices"
)

// Severity is how much a problem matters for an evaluation.
type Severity uint8

// The severities of a problem.
const (
	// Warning is a problem with which the document can still be evaluated.
	Warning Severity = iota + 1
	// Error is a problem with which the outcome of an evaluation is Unknown.
	Error
)

// String returns the severity as one word.
func (s Severity) String() string {
	switch s {
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "no severity"
}

// Code names a kind of problem, for programs; people read the sentence.
type Code uint8

// Errors: with any of these an evaluation of the document is Unknown.
const (
	// NotJSON is text that does not follow the rules of JSON.
	NotJSON Code = iota + 1
	// TooDeep is JSON nested deeper than any policy can be.
	TooDeep
	// WrongType is an element whose value has a type that it cannot have.
	WrongType
	// NoStatement is a document without the element Statement.
	NoStatement
	// NoEffect is a statement without Effect.
	NoEffect
	// UnknownEffect is an Effect other than Allow and Deny.
	UnknownEffect
	// NoAction is a statement with neither Action nor NotAction.
	NoAction
	// BothActions is a statement with Action and NotAction.
	BothActions
	// BothResources is a statement with Resource and NotResource.
	BothResources
	// UnknownOperator is a condition operator that AWS does not have.
	UnknownOperator
	// UnsupportedPrincipal is a Principal other than "*", or a NotPrincipal.
	UnsupportedPrincipal
	// BareActionInRCP is the action "*" in an RCP. AWS stores no such RCP, so no
	// verdict can depend on one.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-syntax-action
	BareActionInRCP
	endOfErrors
)

// Warnings: the document is evaluated all the same.
const (
	// OverQuota is a text longer than AWS stores.
	OverQuota Code = iota + 64
	// NoVersion is a document without Version.
	NoVersion
	// OldVersion is a Version other than 2012-10-17.
	OldVersion
	// UnknownElement is an element that the policy language does not have.
	UnknownElement
	// DuplicateKey is a name that is twice in one object; the last counts.
	DuplicateKey
	// NoResource is a statement with neither Resource nor NotResource.
	NoResource
	// NoPrincipal is a statement without Principal in a policy that needs one.
	NoPrincipal
	// UnsupportedElement is an element that the type of policy does not allow.
	UnsupportedElement
	// EmptyList is a list without values.
	EmptyList
	// MalformedAction is an action that is neither "*" nor service:name.
	MalformedAction
	// MalformedResource is a resource that is neither "*" nor a whole ARN.
	MalformedResource
	// MalformedValue is a condition value that its operator cannot compare.
	MalformedValue
	// MalformedVariable is a policy variable where none is read, or a broken one.
	MalformedVariable
	// OperatorSpelling is an operator in letters of another case than AWS's.
	OperatorSpelling
	// OperatorUse is a set operator on an operator for which AWS documents none.
	OperatorUse
	// AllowInRCP is an Allow in an RCP other than RCPFullAWSAccess.
	AllowInRCP
	// PrincipalForm is {"AWS": "*"} in an RCP instead of "*".
	PrincipalForm
	// IncompleteARN is a resource of fewer than six parts.
	IncompleteARN
	endOfWarnings
)

// Known reports whether the code is one of a problem.
func (c Code) Known() bool {
	return NotJSON <= c && c < endOfErrors || OverQuota <= c && c < endOfWarnings
}

// severity returns whether problems of the code are errors or warnings.
func (c Code) severity() Severity {
	if c < OverQuota {
		return Error
	}
	return Warning
}

// Problem is something that is wrong with a document.
type Problem struct {
	Code Code
	// Span is the text to look at, always inside the document; it is empty
	// only where the document ends too early.
	Span Span
	// Sentence says, for people, what is wrong and what follows. Text that it
	// quotes from the document may have any character but control characters.
	Sentence string
}

// Severity returns that of the problem's code.
func (p Problem) Severity() Severity { return p.Code.severity() }

// problems collects what is found while a document is read.
type problems struct {
	found []Problem
}

func (p *problems) add(code Code, span Span, sentence string) {
	p.found = append(p.found, Problem{Code: code, Span: span, Sentence: sentence})
}

// sorted returns the problems in the order of the text, errors first where two
// are at the same place.
func (p *problems) sorted() []Problem {
	slices.SortStableFunc(p.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Code, b.Code))
	})
	return p.found
}

func (p *problems) broken() bool {
	return slices.ContainsFunc(p.found, func(f Problem) bool { return f.Severity() == Error })
}
