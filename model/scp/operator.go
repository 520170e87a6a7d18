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

// Relation is how an operator compares a value in the request with one in the
// policy, apart from negation.
type Relation uint8

// The relations of condition operators; the request's value is on the left.
const (
	Equal Relation = iota + 1
	// EqualFold is Equal without regard to case.
	EqualFold
	// Like matches a pattern with * and ?.
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
	// Single is an operator without set prefix, for keys with one value.
	Single Set = iota + 1
	// ForAllValues holds if the comparison does for every value of the key, and
	// for a key without values.
	ForAllValues
	// ForAnyValue holds if the comparison does for some value of the key.
	ForAnyValue
)

// Operator is a parsed condition operator. The zero Operator is one that AWS
// does not have.
type Operator struct {
	Family   Family
	Relation Relation
	Set      Set
	// Negated operators hold if none of the listed values matches.
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

// parseOperator parses an operator's name in any case, and returns AWS's
// spelling of it too. The Operator is zero if AWS has none of that name; there
// is no NullIfExists.
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

// variables reports whether the operator's values can have policy variables.
// For Bool AWS's page on operators says yes and its page on variables no; the
// former, which is the newer, is followed.
func (o Operator) variables() bool {
	return o.Family == Strings || o.Family == ARNs || o.Family == Booleans
}

// sets reports whether AWS documents set operators for the family.
func (o Operator) sets() bool { return o.variables() }

// String returns the operator as AWS writes it, or the empty text for the zero
// Operator. ArnLike and ArnEquals, which mean the same, are both ArnEquals.
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
