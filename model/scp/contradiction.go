package scp

import "slices"

// contradictions are the keys of which no value, nor its absence, passes all
// tests of a statement. It is sure of those that it names.
func contradictions(tests []test) []string {
	var keys []string
	open := NewRequest("", OpenResource(), Open)
	for i := range tests {
		key := tests[i].key
		if slices.ContainsFunc(tests[:i], func(t test) bool { return t.key == key }) {
			continue
		}
		var group []test
		for _, t := range tests {
			if t.key == key && t.single() {
				group = append(group, t)
			}
		}
		alone := &Statement{rule: rule{others: true, tests: group}}
		if len(group) > 1 {
			if _, possible := Possible(nil, [][]*Statement{{alone}}, open); !possible {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// single tells whether the test is of one value.
func (t *test) single() bool {
	return t.operator.Set == Single || t.operator.Family == Existence
}

// unclear tells whether comparisons that contradict each other rule the key
// out. Of several values AWS does not say what follows for each comparison by
// itself, but one that passes all of them none is.
func (e *entry) unclear() bool { return e.presence == Open || len(e.values) > 1 }
