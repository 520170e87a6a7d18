package scp

import "strings"

// Family is the type of value that an operator compares.
type Family uint8

// The families of condition operators.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const (
	Strings Family = iota + 1
	Numbers
	Dates
	Booleans
	Binaries
	Addresses
	ARNs
	// Existence is the family of Null, which asks whether the key is there.
	Existence
)

// Relation is what an operator asks of a value in the request and one in the
// policy. Negation is apart from it.
type Relation uint8

// The relations of condition operators; the request's value stands on the left.
const (
	Equal Relation = iota + 1
	// EqualFold is Equal without regard to case.
	EqualFold
	// Like is matching a pattern with * and ?.
	Like
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	// Within is an address in a range.
	Within
	// Missing is the relation of Null.
	Missing
)

// Set is how an operator treats a key with several values in the request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
type Set uint8

// The set operators.
const (
	// Single is no set operator: the key is expected to have one value.
	Single Set = iota + 1
	// ForAllValues holds if every value of the key does, and for none.
	ForAllValues
	// ForAnyValue holds if some value of the key does.
	ForAnyValue
)

// Operator is a condition operator taken apart. The zero Operator is one that
// AWS does not have.
type Operator struct {
	Family   Family
	Relation Relation
	Set      Set
	// Negated operators hold if none of the listed values compares.
	Negated bool
	// IfExists operators hold if the key is absent.
	IfExists bool
}

// base is an operator without set prefix and IfExists.
type base struct {
	name     string
	family   Family
	relation Relation
	negated  bool
}

// bases are all condition operators that AWS documents.
var bases = []base{
	{"StringEquals", Strings, Equal, false},
	{"StringNotEquals", Strings, Equal, true},
	{"StringEqualsIgnoreCase", Strings, EqualFold, false},
	{"StringNotEqualsIgnoreCase", Strings, EqualFold, true},
	{"StringLike", Strings, Like, false},
	{"StringNotLike", Strings, Like, true},
	{"NumericEquals", Numbers, Equal, false},
	{"NumericNotEquals", Numbers, Equal, true},
	{"NumericLessThan", Numbers, Less, false},
	{"NumericLessThanEquals", Numbers, LessOrEqual, false},
	{"NumericGreaterThan", Numbers, Greater, false},
	{"NumericGreaterThanEquals", Numbers, GreaterOrEqual, false},
	{"DateEquals", Dates, Equal, false},
	{"DateNotEquals", Dates, Equal, true},
	{"DateLessThan", Dates, Less, false},
	{"DateLessThanEquals", Dates, LessOrEqual, false},
	{"DateGreaterThan", Dates, Greater, false},
	{"DateGreaterThanEquals", Dates, GreaterOrEqual, false},
	{"Bool", Booleans, Equal, false},
	{"BinaryEquals", Binaries, Equal, false},
	{"IpAddress", Addresses, Within, false},
	{"NotIpAddress", Addresses, Within, true},
	{"ArnEquals", ARNs, Like, false},
	{"ArnNotEquals", ARNs, Like, true},
	{"ArnLike", ARNs, Like, false},
	{"ArnNotLike", ARNs, Like, true},
	{"Null", Existence, Missing, false},
}

const (
	allPrefix    = "ForAllValues:"
	anyPrefix    = "ForAnyValue:"
	existsSuffix = "IfExists"
)

// parseOperator takes an operator's name apart. AWS's own spelling of the name
// comes back with it, since letters of another case are understood. The
// Operator is zero if AWS has none of that name; Null has no IfExists form.
func parseOperator(text string) (op Operator, spelling string) {
	op.Set = Single
	rest := text
	if cut, ok := cutPrefixFold(rest, allPrefix); ok {
		op.Set, spelling, rest = ForAllValues, allPrefix, cut
	} else if cut, ok := cutPrefixFold(rest, anyPrefix); ok {
		op.Set, spelling, rest = ForAnyValue, anyPrefix, cut
	}
	name := rest
	if n := len(rest) - len(existsSuffix); n > 0 && strings.EqualFold(rest[n:], existsSuffix) {
		name, op.IfExists = rest[:n], true
	}
	for _, b := range bases {
		if !strings.EqualFold(b.name, name) || b.family == Existence && op.IfExists {
			continue
		}
		op.Family, op.Relation, op.Negated = b.family, b.relation, b.negated
		spelling += b.name
		if op.IfExists {
			spelling += existsSuffix
		}
		return op, spelling
	}
	return Operator{}, ""
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		return text[len(prefix):], true
	}
	return text, false
}

// variables reports whether the operator's values may hold policy variables.
// For Bool AWS's page on operators says yes and its page on variables no; the
// former, which is the newer, is followed.
func (o Operator) variables() bool {
	return o.Family == Strings || o.Family == ARNs || o.Family == Booleans
}

// sets reports whether AWS documents set operators for the family.
func (o Operator) sets() bool { return o.variables() }

// String is the operator as AWS writes it, or empty for the zero Operator. For
// ARNs, of which two spellings mean the same, it is ArnEquals or ArnNotEquals.
func (o Operator) String() string {
	for _, b := range bases {
		if b.family != o.Family || b.relation != o.Relation || b.negated != o.Negated {
			continue
		}
		name := b.name
		if o.IfExists {
			name += existsSuffix
		}
		switch o.Set {
		case ForAllValues:
			return allPrefix + name
		case ForAnyValue:
			return anyPrefix + name
		default:
			return name
		}
	}
	return ""
}
