package scp

import "slices"

// contradictions returns the keys of which no value, nor their absence, passes
// all tests of a statement. It may miss some, but those returned are sure.
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

// single reports whether the test treats the key as one with a single value.
func (t *test) single() bool {
	return t.operator.Set == Single || t.operator.Family == Existence
}

// inconclusive reports whether tests of the key can be Unknown one by one although
// they contradict each other. So it is for an open key, and for one with several
// values: AWS does not define what each test says of them, but none passes all.
func (e *entry) inconclusive() bool { return e.presence == Open || len(e.values) > 1 }
