package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FindService finds the service that a person names: by its catalogue id or
// by a service principal, upper and lower case alike. The error is one line
// that names what comes near.
func FindService(word string) (Service, error) {
	wanted := strings.ToLower(strings.TrimSpace(word))
	if service, ok := ServiceByID(ServiceID(wanted)); ok {
		return service, nil
	}
	if service, ok := ServiceByPrincipal(Principal(wanted)); ok {
		return service, nil
	}
	if wanted == "" {
		return Service{}, fmt.Errorf("no service is named: give an id such as guardduty, or a service principal")
	}
	problem := fmt.Sprintf("no delegable service is called %q", shorten(word))
	if near := nearServices(wanted); len(near) > 0 {
		return Service{}, fmt.Errorf("%s: did you mean %s?", problem, strings.Join(near, ", "))
	}
	return Service{}, fmt.Errorf("%s: give an id such as guardduty, or a service principal", problem)
}

// HasPrincipal tells whether the service is delegated by this principal.
func (s Service) HasPrincipal(principal Principal) bool {
	return slices.ContainsFunc(s.Principals, func(p DelegationPrincipal) bool { return p.Name == principal })
}

// maxNear is how many near misses an error names.
const maxNear = 3

// nearServices gives the ids that a misspelt word probably stands for, the
// likeliest first.
func nearServices(wanted string) []string {
	type miss struct {
		id       string
		distance int
	}
	var near []miss
	for _, service := range Catalog() {
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
		best = min(best, editDistance(shorten(wanted), name))
	}
	if best <= 1+len(wanted)/4 {
		return best, true
	}
	part := strings.ToLower(service.Name + " " + service.Covers + " " + string(service.ID))
	return best, len(wanted) >= 3 && strings.Contains(part, wanted)
}

// shorten keeps a word that somebody typed or pasted to a length that fits
// into one line.
func shorten(word string) string {
	const most = 80
	if runes := []rune(word); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return word
}

// editDistance counts the letters to insert, delete or replace between two
// words.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			replaced := diagonal
			if from[i] != to[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
