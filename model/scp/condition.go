package scp

import (
	"slices"
	"strings"
)

// operand is a value of the policy, ready to be compared.
type operand interface {
	// compare holds the operand against a value of the request.
	compare(v *value, r *Request) Truth
	// reach is what compare could say of a value that is not known: False if
	// no value fits, True if every value does.
	reach(r *Request) Truth
}

// never is an operand that its operator cannot read.
type never struct{}

func (never) compare(*value, *Request) Truth { return False }
func (never) reach(*Request) Truth           { return False }

// test is a compiled Comparison.
type test struct {
	operator Operator
	key      string // in lower case
	operands []operand
	refs     bool // some operand has policy variables
}

func compileTest(c *Comparison, variables bool) test {
	t := test{operator: c.Operator, key: strings.ToLower(c.Key.Value), operands: make([]operand, 0, len(c.Values))}
	for _, v := range c.Values {
		o := compileOperand(c.Operator, v.Value, variables)
		t.operands = append(t.operands, o)
		t.refs = t.refs || slices.ContainsFunc(operandPatterns(o), func(p pattern) bool { return p.refs })
	}
	return t
}

func compileOperand(o Operator, text string, variables bool) operand {
	switch o.Family {
	case Strings:
		return compileText(o.Relation, parseTemplate(text, variables))
	case ARNs:
		return compileARN(parseTemplate(text, variables))
	case Booleans:
		return compileBool(parseTemplate(text, variables))
	case Numbers:
		if n, ok := parseDecimal(text); ok {
			return numberOperand{o.Relation, n}
		}
	case Dates:
		if d, ok := parseInstant(text); ok {
			return dateOperand{o.Relation, d}
		}
	case Addresses:
		if p, ok := parseRange(text); ok {
			return addressOperand{p}
		}
	case Binaries:
		if b, ok := canonicalBase64(text); ok {
			return binaryOperand{b}
		}
	case Existence:
		if b, ok := parseBool(text); ok {
			return existence{b}
		}
	}
	return never{}
}

// evaluate holds the test against the request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
func (t *test) evaluate(r *Request) Truth {
	e := r.lookup(t.key)
	if t.operator.Family == Existence {
		return t.evaluateNull(e)
	}
	switch e.presence {
	case Absent:
		return t.evaluateAbsent()
	case Open:
		if len(e.outlines) > 0 {
			return t.evaluateOutlines(e.outlines, r)
		}
		return either(t.evaluateAbsent(), t.evaluateOpen(r))
	default:
		return t.evaluateGiven(e, r)
	}
}

// evaluateAbsent is the outcome for a key that is not in the request: ForAnyValue does
// not hold, also with IfExists, which holds otherwise, as does ForAllValues; of
// the others the negated do.
func (t *test) evaluateAbsent() Truth {
	o := t.operator
	switch {
	case o.Set == ForAnyValue:
		return False
	case o.IfExists, o.Set == ForAllValues:
		return True
	}
	return truth(o.Negated)
}

// evaluateOpen is the outcome for a key that is in the request with unknown values.
func (t *test) evaluateOpen(r *Request) Truth {
	result := False
	for _, o := range t.operands {
		result = max(result, o.reach(r))
	}
	return result.negate(t.operator.Negated)
}

// evaluateGiven is the outcome for known values.
func (t *test) evaluateGiven(e *entry, r *Request) Truth {
	if e.triedAs != 0 && (e.triedAs != t.operator.Family.triedAs() || t.refersToOpen(r)) {
		return Unknown
	}
	if t.operator.Set == ForAllValues && len(e.values) == 1 && e.values[0].text == "" {
		return True // A null dataset, such as an empty string, as AWS puts it.
	}
	least, most := True, False
	for i := range e.values {
		v := t.holds(&e.values[i], r)
		least, most = min(least, v), max(most, v)
	}
	switch t.operator.Set {
	case ForAllValues:
		return least
	case ForAnyValue:
		return most
	default:
		// Several values without a set operator: AWS does not say what follows
		// unless all of them agree.
		return either(least, most)
	}
}

// holds is the outcome for one value: it must equal one of the policy's values
// or, for a negated operator, none of them.
func (t *test) holds(v *value, r *Request) Truth {
	result := False
	for _, o := range t.operands {
		if result = max(result, o.compare(v, r)); result == True {
			break
		}
	}
	return result.negate(t.operator.Negated)
}

// existence is the operand of Null: true asks that the key is not there.
type existence struct{ missing bool }

func (e existence) compare(v *value, _ *Request) Truth { return truth(e.missing == (v == nil)) }
func (existence) reach(*Request) Truth                 { return Unknown }

// evaluateNull evaluates Null. A key with an empty value counts as null: false asks
// for a key that exists with a value that is not null.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
func (t *test) evaluateNull(e *entry) Truth {
	var there value
	with, without := t.holds(&there, nil), t.holds(nil, nil)
	switch {
	case e.presence == Open && len(e.outlines) > 0:
		return with
	case e.presence == Open:
		return either(with, without)
	case e.presence == Absent, len(e.values) == 1 && e.values[0].text == "":
		return without
	}
	return with
}
