package iam

import (
	"slices"
	"strings"
	"sync"
)

// keyIndex is all condition keys of the reference: those with a fixed name in
// lower case, and those that go on with a name.
type keyIndex struct {
	fixed map[string]bool
	open  []string
}

var allKeys = sync.OnceValue(func() *keyIndex {
	x := &keyIndex{fixed: map[string]bool{}}
	add := func(listed string) {
		if _, _, open := openName(listed); open {
			x.open = append(x.open, listed)
		} else {
			x.fixed[strings.ToLower(listed)] = true
		}
	}
	for _, key := range GlobalKeys {
		add(key)
	}
	for i := range read() {
		for _, key := range read()[i].keys {
			add(key)
		}
		for _, list := range read()[i].lists {
			for key := range strings.SplitSeq(list, " ") {
				add(key)
			}
		}
	}
	slices.Sort(x.open)
	x.open = slices.Compact(x.open)
	return x
})

// IsKey reports whether a condition key, in any case, is a global one or one that
// the reference has for a service. The keys of identity providers, which begin with
// the provider's address, are taken for known.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
func IsKey(key string) bool {
	x := allKeys()
	prefix, _, _ := strings.Cut(key, ":")
	return x.fixed[strings.ToLower(key)] || strings.Contains(prefix, ".") ||
		slices.ContainsFunc(x.open, func(listed string) bool { return isKey(listed, key) })
}

// IsGlobalKey reports whether requests to any service can have a condition key.
func IsGlobalKey(key string) bool {
	return slices.ContainsFunc(GlobalKeys, func(listed string) bool { return isKey(listed, key) })
}

// ActionWithKey returns an action for which the reference lists a condition key of
// its service; empty if it lists the key for none.
func ActionWithKey(key string) string {
	prefix, _, _ := strings.Cut(key, ":")
	s := find(prefix)
	if s == nil {
		return ""
	}
	has := s.listsWith(key)
	for i := range s.actions() {
		if l := (Listed{s, i}); l.usesList(has) {
			return l.String()
		}
	}
	return ""
}

// SimilarKey returns the condition key that may be meant by an unknown one: a global
// key, or one of the same service, with at most two letters added, dropped, changed
// or swapped; empty if there is none.
func SimilarKey(key string) string {
	prefix, name, _ := strings.Cut(strings.ToLower(key), ":")
	candidates := GlobalKeys
	if prefix != "aws" {
		candidates = Keys(prefix)
	}
	name, _, _ = strings.Cut(name, "/")
	best, found := tooFar, ""
	for _, c := range candidates {
		_, own, _ := strings.Cut(strings.ToLower(c), ":")
		own, _, _ = strings.Cut(own, "/")
		if d := distance(own, name); d < best && 3*d < len(own) {
			best, found = d, c
		}
	}
	return found
}
