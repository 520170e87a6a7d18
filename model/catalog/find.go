package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Find returns the service that a person names by its catalogue id or a service
// principal, in upper or lower case. The error is one line, and suggests
// similar ids.
func Find(word string) (Service, error) {
	wanted := strings.ToLower(strings.TrimSpace(word))
	if service, ok := ByID(model.ServiceID(wanted)); ok {
		return service, nil
	}
	if service, ok := ByPrincipal(model.Principal(wanted)); ok {
		return service, nil
	}
	if wanted == "" {
		return Service{}, fmt.Errorf("name a service: give an ID such as guardduty, or a service principal")
	}
	if service, ok := MistakenFor(model.Principal(wanted)); ok {
		return Service{}, fmt.Errorf("the delegated administrators of %s are not registered for %s: use %s, or the service %s",
			service.Name, wanted, service.Principals[0].Name, service.ID)
	}
	problem := fmt.Sprintf("no delegable service is called %q", phrase.Shorten(word))
	if near := Near(wanted); len(near) > 0 {
		return Service{}, fmt.Errorf("%s: did you mean %s?", problem, strings.Join(near, ", "))
	}
	return Service{}, fmt.Errorf("%s: give an ID such as guardduty, or a service principal", problem)
}

// mistaken are service principals that look like the one which administrators of
// a service are registered for: of an older generation, of the service as a
// whole, or with the usual ending where AWS uses another.
var mistaken = map[model.Principal]model.ServiceID{
	"cloudformation.amazonaws.com":    "cloudformation-stacksets",
	"inspector.amazonaws.com":         "inspector",
	"macie2.amazonaws.com":            "macie",
	"network-manager.amazonaws.com":   "network-manager",
	"notifications.amazon.com":        "user-notifications",
	"s3.amazonaws.com":                "s3-storage-lens",
	"sso-directory.amazonaws.com":     "iam-identity-center",
	"trustedadvisor.amazonaws.com":    "trusted-advisor",
	"resource-explorer.amazonaws.com": "resource-explorer",
}

// MistakenFor returns the service whose administrators a principal is easily taken
// for: one that only has trusted access for the service, or has a similar name.
func MistakenFor(principal model.Principal) (Service, bool) {
	if _, right := ByPrincipal(principal); right {
		return Service{}, false
	}
	for _, s := range Services() {
		if slices.ContainsFunc(s.TrustedAccess.Principals, func(p AccessPrincipal) bool { return p.Name == principal }) {
			return s, true
		}
	}
	return ByID(mistaken[principal])
}

// NearPrincipal returns a principal of the catalogue that another one may be a
// misspelling of.
func NearPrincipal(principal model.Principal) (model.Principal, bool) {
	const fewLetters = 2
	for _, s := range Services() {
		for _, p := range s.Principals {
			if p.Name != principal && phrase.EditDistance(string(p.Name), phrase.Shorten(string(principal))) <= fewLetters {
				return p.Name, true
			}
		}
	}
	return "", false
}

// maxNear is how many similar ids an error suggests.
const maxNear = 3

// Near returns the ids that a misspelt word may stand for, the likeliest first.
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
	model.SortStable(near, func(a, b miss) int { return cmp.Compare(a.distance, b.distance) })
	var ids []string
	for _, m := range near[:min(len(near), maxNear)] {
		ids = append(ids, m.id)
	}
	return ids
}

// distanceTo returns how far a word is from the names of a service, and whether
// that is near: a few letters differ, or the word is a part of the name.
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

// ByCall returns the service whose service API has the operation, and what the
// operation does: switch on trusted access, register, remove or list.
func ByCall(api, operation string) (Service, Action, bool) {
	for _, s := range Services() {
		is := func(c *Call) bool { return c != nil && c.Service == api && c.Operation == operation }
		switch {
		case is(s.TrustedAccess.Call):
			return s, ActionEnableAccess, true
		case is(s.Register.Call), is(s.Register.Further):
			return s, ActionRegister, true
		case is(s.Remove.Call):
			return s, ActionDeregister, true
		case is(s.List.Call):
			return s, ActionCheck, true
		}
	}
	return Service{}, ActionNone, false
}

// FindCall returns a service's own call by the names of the API and the
// operation.
func FindCall(api, operation string) (Call, bool) {
	for _, s := range Services() {
		for _, call := range s.Calls() {
			if call.Service == api && call.Operation == operation {
				return *call, true
			}
		}
	}
	return Call{}, false
}
