package scp

import "slices"

// contradictions are the keys of which no value, nor its absence, passes all
// tests. It is sure of those that it names; it looks only at operators whose
// values can be tried out: equality of strings and booleans, and Null.
func contradictions(comparisons []Comparison, tests []test) []string {
	var keys []string
	for i := range tests {
		if !triable(&comparisons[i], &tests[i]) || slices.Contains(keys, tests[i].key) {
			continue
		}
		group, tried := []*test{&tests[i]}, candidates(nil, &comparisons[i])
		for j := i + 1; j < len(tests); j++ {
			if tests[j].key == tests[i].key && triable(&comparisons[j], &tests[j]) {
				group, tried = append(group, &tests[j]), candidates(tried, &comparisons[j])
			}
		}
		if len(group) > 1 && !satisfiable(group, tried) {
			keys = append(keys, tests[i].key)
		}
	}
	return keys
}

// excluded tells whether comparisons that contradict each other rule the key
// out. Of several values AWS does not say what follows for each comparison by
// itself, but one that passes all of them none is.
func (e *entry) excluded() bool { return e.presence == Open || len(e.values) > 1 }

func triable(c *Comparison, t *test) bool {
	o := t.operator
	plain := o.Family == Existence || o.Family == Booleans || o.Family == Strings && o.Relation == Equal
	return plain && (o.Set == Single || o.Family == Existence) &&
		!slices.ContainsFunc(c.Values, func(v Text) bool { return template(v.Value, true).variables() })
}

// candidates are values of the key of which one passes, if any value does:
// those that the policy names, each way to write true and false that it is
// likely not to name, an empty one, and one that it surely does not name.
func candidates(so []string, c *Comparison) []string {
	if so == nil {
		so = []string{"", "true", "tRuE", "false", "fAlSe", "\x00"}
	}
	for _, v := range c.Values {
		so = append(so, v.Value)
	}
	return so
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
