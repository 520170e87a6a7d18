package scp

import (
	"cmp"
	"strconv"
	"strings"
)

// decimal is a number of a policy or a request. Whole numbers that fit 64 bits
// compare exactly, all others as floating point.
type decimal struct {
	whole   int64
	exact   bool
	floated float64
}

// parseDecimal reads an integer or decimal number; it takes no hexadecimal
// form, no infinity and no blanks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
func parseDecimal(text string) (decimal, bool) {
	if text == "" || strings.Trim(text, "0123456789+-.eE") != "" || countDigits(strings.TrimLeft(text, "+-.")) == 0 {
		return decimal{}, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return decimal{}, false
	}
	whole, err := strconv.ParseInt(text, 10, 64)
	return decimal{whole: whole, exact: err == nil, floated: f}, true
}

func (d decimal) compare(e decimal) int {
	if d.exact && e.exact {
		return cmp.Compare(d.whole, e.whole)
	}
	return cmp.Compare(d.floated, e.floated)
}

// holds reports whether the relation holds for two values in the given order,
// which is that of cmp.Compare.
func (r Relation) holds(order int) bool {
	switch r {
	case Equal:
		return order == 0
	case Less:
		return order < 0
	case LessOrEqual:
		return order <= 0
	case Greater:
		return order > 0
	default:
		return order >= 0
	}
}

// numberOperand is a value of a numeric operator.
type numberOperand struct {
	relation Relation
	number   decimal
}

func (o numberOperand) compare(v *value, _ *Request) Truth {
	return truth(v.numeric && o.relation.holds(v.number.compare(o.number)))
}

func (numberOperand) compareOpen(*Request) Truth { return Unknown }
