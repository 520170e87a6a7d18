package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Find finds the service that a person names: by its catalogue id or
// by a service principal, upper and lower case alike. The error is one line
// that names what comes near.
func Find(word string) (Service, error) {
	wanted := strings.ToLower(strings.TrimSpace(word))
	if service, ok := ByID(model.ServiceID(wanted)); ok {
		return service, nil
	}
	if service, ok := ByPrincipal(model.Principal(wanted)); ok {
		return service, nil
	}
	if wanted == "" {
		return Service{}, fmt.Errorf("no service is named: give an id such as guardduty, or a service principal")
	}
	problem := fmt.Sprintf("no delegable service is called %q", phrase.Shorten(word))
	if near := Near(wanted); len(near) > 0 {
		return Service{}, fmt.Errorf("%s: did you mean %s?", problem, strings.Join(near, ", "))
	}
	return Service{}, fmt.Errorf("%s: give an id such as guardduty, or a service principal", problem)
}

// HasPrincipal tells whether the service is delegated by this principal.
func (s Service) HasPrincipal(principal model.Principal) bool {
	return slices.ContainsFunc(s.Principals, func(p DelegationPrincipal) bool { return p.Name == principal })
}

// maxNear is how many near misses an error names.
const maxNear = 3

// Near gives the ids that a misspelt word probably stands for, the
// likeliest first.
func Near(wanted string) []string {
	type miss struct {
		id       string
		distance int
	}
	var near []miss
	for _, service := range Services() {
		if distance, ok := distanceTo(service, wanted); ok {
			near = append(near, miss{string(service.ID), distance})
		}
	}
	slices.SortStableFunc(near, func(a, b miss) int { return cmp.Compare(a.distance, b.distance) })
	var ids []string
	for _, m := range near[:min(len(near), maxNear)] {
		ids = append(ids, m.id)
	}
	return ids
}

// distanceTo says how far a word is from the names of a service, and whether
// that is near: a few letters wrong, or a part of the name.
func distanceTo(service Service, wanted string) (int, bool) {
	names := []string{string(service.ID), strings.ReplaceAll(string(service.ID), "-", "")}
	for _, principal := range service.Principals {
		first, _, _ := strings.Cut(string(principal.Name), ".")
		names = append(names, string(principal.Name), first)
	}
	best := len(wanted) + 1
	for _, name := range names {
		best = min(best, phrase.EditDistance(phrase.Shorten(wanted), name))
	}
	if best <= 1+len(wanted)/4 {
		return best, true
	}
	part := strings.ToLower(service.Name + " " + service.Covers + " " + string(service.ID))
	return best, len(wanted) >= 3 && strings.Contains(part, wanted)
}
