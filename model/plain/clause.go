package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
	"deputy/model/verdict"
)

// quantity is how many values of a key a clause is about.
type quantity uint8

// The quantities.
const (
	oneValue    quantity = iota + 1 // the key has one value
	someValue                       // at least one value of the key
	everyValue                      // all values; also true if there are none
	keyPresence                     // whether the key is present at all
)

// clause is a condition the way people say it: "if the Region is eu-west-1", or
// turned around, "unless the principal is role/SecAdmin". The statement applies
// if what the clause says holds, or with unless, if it does not.
type clause struct {
	comparison    *scp.Comparison
	variables     bool   // the document's version has policy variables
	key           string // in lower case
	unless        bool
	quantity      quantity
	negated       bool // the clause says "is not"
	holdsIfAbsent bool // what the clause says also holds if the key is absent
}

// newClause returns the clause of a comparison. A negated operator holds if no
// value matches, so it reads best as an exception.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func newClause(d *scp.Document, c *scp.Comparison) clause {
	o := c.Operator
	x := clause{comparison: c, variables: d.Variables(), key: strings.ToLower(c.Key.Value), holdsIfAbsent: o.IfExists}
	switch {
	case o.Family == scp.Existence:
		x.quantity = keyPresence
		x.holdsIfAbsent = slices.ContainsFunc(c.Values, func(v scp.Text) bool { return strings.EqualFold(v.Value, "true") })
	case o.Set == scp.ForAnyValue:
		x.quantity, x.negated, x.holdsIfAbsent = someValue, o.Negated, false
	case o.Set == scp.ForAllValues && o.Negated:
		x.quantity, x.unless, x.holdsIfAbsent = someValue, true, false
	case o.Set == scp.ForAllValues:
		x.quantity, x.holdsIfAbsent = everyValue, true
	case o.Negated:
		x.quantity, x.unless, x.holdsIfAbsent = oneValue, true, false
	default:
		x.quantity = oneValue
	}
	return x
}

// id returns a text that is equal for clauses with the same meaning.
func (c *clause) id() string {
	values := valuesOf(c.comparison.Values)
	slices.Sort(values)
	return c.comparison.Operator.String() + "\x01" + c.key + "\x01" + strings.Join(slices.Compact(values), "\x01")
}

// alwaysHolds reports whether the condition holds for every request: a negated
// operator with an empty list has no value to exclude.
func (c *clause) alwaysHolds() bool {
	return c.unless && len(c.comparison.Values) == 0
}

// words describes the clause by its operator, for keys without words of their
// own. It follows "if" or "unless".
func (c *clause) words(w *writer) string {
	key := c.comparison.Key.Value
	if c.quantity == keyPresence {
		return presenceWords(key, c.existenceWord())
	}
	if len(c.comparison.Values) == 0 {
		return verdict.PresenceClause(key, c.negated)
	}
	subject := verdict.ConditionKeyName(key)
	if c.quantity == someValue || c.quantity == everyValue {
		subject = verdict.QuantifiedKey(key, c.quantity == everyValue)
	}
	text := subject + " " + verdict.OperatorVerb(c.comparison.Operator, c.negated) + " " + w.values(c, " or ")
	switch {
	case c.quantity == everyValue:
		return text + " (or there is none)"
	case c.quantity == oneValue && c.holdsIfAbsent:
		text += " (or is absent)"
	}
	return text
}

// presenceWords says of a key that it is absent, present, or either.
func presenceWords(key, word string) string {
	if word == "absent" || word == "present" {
		return verdict.PresenceClause(key, word == "present")
	}
	return verdict.ConditionKeyName(key) + " is " + word
}

// existenceWord describes a Null comparison, whose list may have true, false,
// or both.
func (c *clause) existenceWord() string {
	present := slices.ContainsFunc(c.comparison.Values, func(v scp.Text) bool { return strings.EqualFold(v.Value, "false") })
	switch {
	case c.holdsIfAbsent && present:
		return "absent or present"
	case c.holdsIfAbsent:
		return "absent"
	default:
		return "present"
	}
}
