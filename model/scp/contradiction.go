package scp

import (
	"slices"
	"strings"
)

// contradictions are the keys of which no value, nor its absence, passes all
// tests. It is sure of those that it names. Where one test leaves a few values
// only, these are tried on all others; else it looks only at operators whose
// values can be tried out: equality of strings and booleans, and Null.
func contradictions(comparisons []Comparison, tests []test) []string {
	var keys []string
	for i := range tests {
		key := tests[i].key
		if slices.ContainsFunc(tests[:i], func(t test) bool { return t.key == key }) {
			continue
		}
		if group, tried := trying(comparisons, tests, key); len(group) > 1 && !satisfiable(group, tried) {
			keys = append(keys, key)
		}
	}
	return keys
}

// trying gives the tests of a key that can be tried out, and values of which
// one passes them, if any value does.
func trying(comparisons []Comparison, tests []test, key string) (group []*test, tried []string) {
	few := slices.IndexFunc(comparisons, func(c Comparison) bool { return strings.EqualFold(c.Key.Value, key) && c.few() })
	for i := range tests {
		if c := &comparisons[i]; tests[i].key == key && c.single() && (few >= 0 || c.triable()) {
			group, tried = append(group, &tests[i]), candidates(tried, c)
		}
	}
	if few >= 0 {
		tried = valuesOf(&comparisons[few])
	}
	return group, tried
}

// excluded tells whether comparisons that contradict each other rule the key
// out. Of several values AWS does not say what follows for each comparison by
// itself, but one that passes all of them none is.
func (e *entry) excluded() bool { return e.presence == Open || len(e.values) > 1 }

// single tells whether the comparison is of one value, and with values that do
// not turn on other keys.
func (c *Comparison) single() bool {
	return (c.Operator.Set == Single || c.Operator.Family == Existence) &&
		!slices.ContainsFunc(c.Values, func(v Text) bool { return template(v.Value, true).variables() })
}

// few tells whether only the values that the comparison lists pass it.
func (c *Comparison) few() bool {
	o := c.Operator
	return o.Family == Strings && o.Relation == Equal && !o.Negated && !o.IfExists && c.single()
}

// triable tells whether some of its candidates pass the comparison as any
// value would.
func (c *Comparison) triable() bool {
	o := c.Operator
	return o.Family == Existence || o.Family == Booleans || o.Family == Strings && o.Relation == Equal
}

// candidates are values of the key of which one passes, if any value does:
// those that the policy names, each way to write true and false that it is
// likely not to name, an empty one, and one that it surely does not name.
func candidates(so []string, c *Comparison) []string {
	if so == nil {
		so = []string{"", "true", "tRuE", "false", "fAlSe", "\x00"}
	}
	return append(so, valuesOf(c)...)
}

func valuesOf(c *Comparison) []string {
	var out []string
	for _, v := range c.Values {
		out = append(out, v.Value)
	}
	return out
}

func satisfiable(group []*test, tried []string) bool {
	r := NewRequest("", NoResourceType(), Absent)
	if passes(group, r) {
		return true
	}
	for _, v := range tried {
		r.Set(group[0].key, v)
		if passes(group, r) {
			return true
		}
	}
	return false
}

func passes(group []*test, r *Request) bool {
	return !slices.ContainsFunc(group, func(t *test) bool { return t.evaluate(r) == False })
}
