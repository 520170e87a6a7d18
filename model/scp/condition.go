package scp

import (
	"slices"
	"strings"
)

// operand is a compiled value of the policy.
type operand interface {
	// compare reports whether a value of the request matches the operand.
	compare(v *value, r *Request) Truth
	// compareOpen is compare for a value that is not known: False if no value
	// matches, True if every value does.
	compareOpen(r *Request) Truth
}

// never is the operand for a policy value that its operator cannot read.
type never struct{}

func (never) compare(*value, *Request) Truth { return False }
func (never) compareOpen(*Request) Truth     { return False }

// test is a compiled Comparison: what a statement asks of one condition key.
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
		return compileString(o.Relation, parseTemplate(text, variables))
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

// evaluate returns the outcome of the test.
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
		return either(t.evaluateAbsent(), t.evaluateOpen(e, r))
	default:
		return t.evaluateGiven(e, r)
	}
}

// evaluateAbsent returns the outcome for a key that is not in the request.
// ForAnyValue does not hold, not even with IfExists. Else IfExists and
// ForAllValues hold, and of the other operators the negated ones.
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

// evaluateOpen returns the outcome for a key whose values are not known.
func (t *test) evaluateOpen(e *entry, r *Request) Truth {
	result := False
	for _, o := range t.operands {
		result = max(result, e.compareOpen(o, r))
	}
	return result.negate(t.operator.Negated)
}

// evaluateGiven returns the outcome for known values.
func (t *test) evaluateGiven(e *entry, r *Request) Truth {
	if e.triedAs != 0 && (e.triedAs != t.operator.Family.triedAs() || t.refersToOpen(r)) {
		return Unknown
	}
	if t.operator.Set == ForAllValues && len(e.values) == 1 && e.values[0].text == "" {
		return True // A null dataset, such as an empty string, as AWS puts it.
	}
	least, most := t.extremes(e, r)
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

// extremes returns the AND and the OR of the outcomes for each value.
func (t *test) extremes(e *entry, r *Request) (least, most Truth) {
	least, most = True, False
	for i := range e.values {
		v := t.holds(&e.values[i], r)
		least, most = min(least, v), max(most, v)
	}
	return least, most
}

// holds returns the outcome for one value: it must match one of the policy's
// values or, for a negated operator, none of them.
func (t *test) holds(v *value, r *Request) Truth {
	result := False
	for _, o := range t.operands {
		if result = max(result, o.compare(v, r)); result == True {
			break
		}
	}
	return result.negate(t.operator.Negated)
}

// existence is the operand of Null: with true the key must not be there.
type existence struct{ missing bool }

func (e existence) compare(v *value, _ *Request) Truth { return truth(e.missing == (v == nil)) }
func (existence) compareOpen(*Request) Truth           { return Unknown }

// evaluateNull returns the outcome of Null. A key whose only value is empty
// counts as null: with false the key must exist and its value not be null.
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
