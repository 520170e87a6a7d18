package access

import (
	"slices"
	"strings"

	"deputy/model/catalog"
	"deputy/model/iam"
)

// Services are the services of which patterns of actions, as policies have them, name
// an action.
type Services struct {
	patterns map[string][]string // patterns of names, by the pattern of the service's prefix
	except   bool
}

// ServicesOf returns the services of patterns such as s3:Put*, or, if except, of all
// other actions.
func ServicesOf(patterns []string, except bool) Services {
	s := Services{map[string][]string{}, except}
	for _, p := range patterns {
		service, name, found := strings.Cut(strings.ToLower(p), ":")
		if !found {
			service, name = "*", "*" // only * stands alone
		}
		s.patterns[service] = append(s.patterns[service], name)
	}
	return s
}

// Has reports whether one of the actions is an action of the service with a prefix.
func (s Services) Has(namespace string) bool {
	names := slices.Clone(s.patterns[strings.ToLower(namespace)])
	for service, more := range s.patterns {
		if strings.ContainsAny(service, "*?") && like(service, namespace) {
			names = append(names, more...)
		}
	}
	if slices.Contains(names, "*") {
		return !s.except
	}
	if len(names) == 0 {
		return s.except
	}
	found := iam.SelectOf(namespace, func(name string) bool {
		return slices.ContainsFunc(names, func(p string) bool { return like(p, name) }) != s.except
	})
	// The table of actions may lack a service, or an action that is new.
	return len(found) > 0 || !s.except || iam.ServiceName(namespace) == ""
}

// like is catalog.Like, in which ? stands for one character too, as in policies.
func like(pattern, text string) bool {
	if !strings.Contains(pattern, "?") {
		return catalog.Like(pattern, text)
	}
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '*':
		return like(pattern[1:], text) || text != "" && like(pattern, text[1:])
	case text == "":
		return false
	default:
		return (pattern[0] == '?' || strings.EqualFold(pattern[:1], text[:1])) && like(pattern[1:], text[1:])
	}
}
