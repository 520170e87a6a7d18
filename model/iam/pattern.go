package iam

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Listed is an action as the reference lists it, not split into its parts yet.
type Listed struct {
	service *service
	index   int
}

// String returns the action as policies write it.
func (l Listed) String() string { return l.service.prefix + ":" + l.service.actions()[l.index].name() }

// Select returns the actions for which both functions return true: service for the
// prefix of the service and action for the name. A nil action takes all names.
func Select(service, action func(name string) bool) []Listed {
	var out []Listed
	for i := range read() {
		if s := read()[i]; service(s.prefix) {
			out = append(out, s.choose(action)...)
		}
	}
	return out
}

// SelectOf is Select for one service; its prefix may be in any case.
func SelectOf(prefix string, action func(name string) bool) []Listed {
	if s := find(prefix); s != nil {
		return s.choose(action)
	}
	return nil
}

func (s *service) choose(action func(name string) bool) []Listed {
	out := make([]Listed, 0, 16)
	for j := range s.actions() {
		if action == nil || action(s.actions()[j].name()) {
			out = append(out, Listed{s, j})
		}
	}
	return out
}

// LookupListed returns the action written as service:Name, in any case.
func LookupListed(action string) (Listed, bool) {
	s, i := lookup(action)
	return Listed{s, i}, s != nil
}

// ResourceType is a type of resources.
type ResourceType struct {
	Service string   // the prefix of the service that defines it, such as s3
	Name    string   // such as bucket
	Formats []string // of its ARN; none if the reference does not have them
}

// ResourceTypes returns the resource types that the actions take, each once. none
// reports whether one of the actions takes only *.
func ResourceTypes(actions []Listed) (types []ResourceType, none bool) {
	seen := map[string]bool{}
	for _, l := range actions {
		fields := strings.Fields(l.service.actions()[l.index].line)[2:]
		none = none || len(fields) == 0
		for _, f := range fields {
			name, _, _ := strings.Cut(f, listMark)
			name = strings.TrimSuffix(name, requiredMark)
			if id := l.service.prefix + " " + name; !seen[id] {
				seen[id] = true
				types = append(types, ResourceType{l.service.prefix, name, l.service.formats(name)})
			}
		}
	}
	return types, none
}

// formats returns the formats of a resource type's ARN.
func (s *service) formats(resourceType string) []string {
	for _, line := range s.resources {
		if name, arn, _ := strings.Cut(line, " "); name == resourceType && arn != "" {
			return Resource{ARN: arn}.Formats()
		}
	}
	return nil
}

// arnServices has the formats of all ARNs by the service that they name in their
// third part.
var arnServices = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for i := range read() {
		for _, line := range read()[i].resources {
			_, arn, _ := strings.Cut(line, " ")
			for _, format := range (Resource{ARN: arn}).Formats() {
				if parts := strings.SplitN(format, ":", 4); len(parts) == 4 {
					out[parts[2]] = append(out[parts[2]], format)
				}
			}
		}
	}
	return out
})

// ARNFormats returns the formats of the ARNs that name a service, such as s3, in
// their third part.
func ARNFormats(service string) []string { return arnServices()[service] }

// AnyHasKey reports whether the reference lists a condition key, in any case, for
// one of the actions or for a resource type as one of them takes it.
func AnyHasKey(actions []Listed, key string) bool {
	var of *service
	var has []bool
	for _, l := range actions {
		if l.service != of {
			of, has = l.service, l.service.listsWith(key)
		}
		if slices.Contains(has, true) && l.usesList(has) {
			return true
		}
	}
	return false
}

// listsWith returns for each list of condition keys whether it has a key of the
// service.
func (s *service) listsWith(key string) []bool {
	out := make([]bool, len(s.lists))
	for _, listed := range s.keys {
		if !isKey(listed, key) {
			continue
		}
		for i, list := range s.lists {
			out[i] = out[i] || hasWord(list, listed)
		}
	}
	return out
}

// hasWord reports whether a word is in a list with blanks between.
func hasWord(list, word string) bool {
	for {
		before, after, found := strings.Cut(list, word)
		if !found {
			return false
		}
		if (before == "" || before[len(before)-1] == ' ') && (after == "" || after[0] == ' ') {
			return true
		}
		list = after
	}
}

// usesList reports whether a list of the action or of one of its types is among
// those that are set.
func (l Listed) usesList(set []bool) bool {
	rest := l.service.actions()[l.index].line
	for {
		var ok bool
		if _, rest, ok = strings.Cut(rest, listMark); !ok {
			return false
		}
		number, _, _ := strings.Cut(rest, " ")
		if i, err := strconv.Atoi(number); err == nil && set[i] {
			return true
		}
	}
}

// isKey reports whether a condition key is one that the reference lists, in any
// case. A listed key may have ${…} or <key> in the place of a name, such as that of
// a tag, or end where the name begins.
func isKey(listed, key string) bool {
	if len(key) == 0 || lower(listed[0]) != lower(key[0]) {
		return false
	}
	head, tail, open := openName(listed)
	if !open {
		return strings.EqualFold(listed, key)
	}
	return len(key) > len(head)+len(tail) && strings.EqualFold(key[:len(head)], head) && strings.EqualFold(key[len(key)-len(tail):], tail)
}

// openName cuts a listed key around the place of a name; false if it has none.
func openName(listed string) (head, tail string, open bool) {
	if i := strings.IndexAny(listed, "$<"); i >= 0 {
		return listed[:i], listed[strings.LastIndexAny(listed, "}>")+1:], true
	}
	for _, example := range []string{"/tag-key", "/"} {
		if head, open := strings.CutSuffix(listed, example); open {
			return head + "/", "", true
		}
	}
	return listed, "", false
}
