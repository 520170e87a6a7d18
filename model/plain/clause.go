package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
	"deputy/model/verdict"
)

// quantity tells of how many values of a key a clause speaks.
type quantity uint8

// The quantities.
const (
	one      quantity = iota + 1 // the key has one value
	some                         // at least one value of the key
	every                        // all of them, and of none
	presence                     // whether the key is there at all
)

// clause is a condition as people say it: "if the Region is eu-west-1", or
// turned around, "unless the principal is role/SecAdmin". The statement applies
// if what it says holds, or with unless, does not hold.
type clause struct {
	comparison *scp.Comparison
	key        string // in lower case
	unless     bool
	quantity   quantity
	negated    bool // it says "is not"
	absent     bool // what it says holds also of a key that is not there
}

// newClause puts a comparison into words' order. An operator that is negated
// holds if no value fits, and so reads best as an exception.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func newClause(c *scp.Comparison) clause {
	o := c.Operator
	x := clause{comparison: c, key: strings.ToLower(c.Key.Value), absent: o.IfExists}
	switch {
	case o.Family == scp.Existence:
		x.quantity = presence
		x.absent = slices.ContainsFunc(c.Values, func(v scp.Text) bool { return strings.EqualFold(v.Value, "true") })
	case o.Set == scp.ForAnyValue:
		x.quantity, x.negated, x.absent = some, o.Negated, false
	case o.Set == scp.ForAllValues && o.Negated:
		x.quantity, x.unless, x.absent = some, true, false
	case o.Set == scp.ForAllValues:
		x.quantity, x.absent = every, true
	case o.Negated:
		x.quantity, x.unless, x.absent = one, true, false
	default:
		x.quantity = one
	}
	return x
}

// id is equal for clauses that mean the same.
func (c *clause) id() string {
	values := valuesOf(c.comparison.Values)
	slices.Sort(values)
	return c.comparison.Operator.String() + "\x01" + c.key + "\x01" + strings.Join(slices.Compact(values), "\x01")
}

// always tells whether the statement's condition holds for every request: no
// value fits an empty list, so that a negated operator has nothing to object to.
func (c *clause) always() bool {
	return c.unless && len(c.comparison.Values) == 0
}

// says tells whether the values of a key fulfill what the clause says, given
// which of them fit its list; ok is false where AWS does not define it.
func (c *clause) says(fits []bool) (holds, ok bool) {
	n, yes := len(fits), 0
	for _, f := range fits {
		if f != c.negated {
			yes++
		}
	}
	switch c.quantity {
	case some:
		holds = yes > 0
	case every:
		holds = yes == n
	default:
		holds = yes > 0
		if yes > 0 && yes < n {
			return false, false
		}
	}
	if n == 0 {
		holds = c.absent
	}
	return holds, true
}

// applies tells the same of the statement's condition.
func (c *clause) applies(fits []bool) (applies, ok bool) {
	holds, ok := c.says(fits)
	return holds != c.unless, ok
}

// general tells the clause without knowing its key, after "if" or "unless".
func (c *clause) general() string {
	k := verdict.ConditionKeyName(c.comparison.Key.Value)
	if c.quantity == presence {
		return k + " is " + c.existence()
	}
	if len(c.comparison.Values) == 0 {
		return verdict.PresenceWords(k, c.negated)
	}
	text := k + " " + verdict.OperatorVerb(c.comparison.Operator, c.negated) + " " + verdict.SomeValues(c.comparison.Values, " or ")
	switch c.quantity {
	case some:
		text = "some value of " + text
	case every:
		return "every value of " + text + " (or there is none)"
	default:
	}
	if c.absent {
		text += " (or is absent)"
	}
	return text
}

// existence tells a Null comparison; both words, or another one, may stand in
// its list.
func (c *clause) existence() string {
	present := slices.ContainsFunc(c.comparison.Values, func(v scp.Text) bool { return strings.EqualFold(v.Value, "false") })
	switch {
	case c.absent && present:
		return "absent or present"
	case c.absent:
		return "absent"
	default:
		return "present"
	}
}
