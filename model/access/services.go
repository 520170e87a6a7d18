package access

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/iam"
	"deputy/model/scp"
)

// Services are the services of which patterns of actions, as policies have them, name
// an action.
type Services struct {
	patterns   map[string][]string // patterns of names, by the pattern of the service's prefix
	except     bool
	statements []*scp.Statement // one of which must apply in a Region; none for all Regions
}

// ServicesOf returns the services of patterns such as s3:Put*, or, if except, of all
// other actions.
func ServicesOf(patterns []string, except bool) Services {
	s := Services{patterns: map[string][]string{}, except: except}
	for _, p := range patterns {
		service, name, found := strings.Cut(strings.ToLower(p), ":")
		if !found {
			service, name = "*", "*" // only * stands alone
		}
		s.patterns[service] = append(s.patterns[service], name)
	}
	return s
}

// DeniedBy returns the services that a Deny statement is about.
func DeniedBy(s *scp.Statement) Services {
	patterns := make([]string, len(s.Action.Values))
	for i, v := range s.Action.Values {
		patterns[i] = v.Value
	}
	return ServicesOf(patterns, s.Action.Not).Within(s)
}

// Within returns the services in the Regions in which one of the statements can apply,
// as far as their conditions on aws:RequestedRegion say.
func (s Services) Within(statements ...*scp.Statement) Services {
	s.statements = statements
	return s
}

// In reports whether a use in a Region is one that is meant.
func (s Services) In(region model.Region) bool {
	return region == "" || len(s.statements) == 0 || slices.ContainsFunc(s.statements, func(one *scp.Statement) bool { return appliesIn(one, region) })
}

func appliesIn(s *scp.Statement, region model.Region) bool {
	for i := range s.Comparisons {
		c := &s.Comparisons[i]
		if !strings.EqualFold(c.Key.Value, "aws:RequestedRegion") {
			continue
		}
		if slices.ContainsFunc(c.Values, func(v scp.Text) bool { return like(v.Value, string(region)) }) == c.Operator.Negated {
			return false
		}
	}
	return true
}

// NamesPrincipals reports whether a statement applies only to principals that it names,
// such as root users: reports do not say who used a service.
func NamesPrincipals(s *scp.Statement) bool {
	return slices.ContainsFunc(s.Comparisons, func(c scp.Comparison) bool {
		return !c.Operator.Negated && strings.HasPrefix(strings.ToLower(c.Key.Value), "aws:principal") && !strings.HasPrefix(strings.ToLower(c.Key.Value), "aws:principalorg")
	})
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
