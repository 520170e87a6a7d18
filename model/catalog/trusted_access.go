package catalog

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// AccessRules say what trusted access means for a service, and how it is
// switched on.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
type AccessRules struct {
	// Principals are those that Organizations lists while it is on.
	Principals []AccessPrincipal `json:"principals"`
	// Mechanism is the documented way to switch it on.
	Mechanism AccessMechanism `json:"mechanism"`
	// Call is the service's own call; nil for the other mechanisms.
	Call *Call `json:"call,omitempty"`
	// Status is the service's own call that reads the state; nil if there is
	// none.
	Status *Call `json:"status,omitempty"`
	// Console says what to do in a console, if only that switches it on.
	Console string `json:"console,omitempty"`
	// Before is true if it must be on before an account can be registered.
	Before bool `json:"before"`
	// ByRegistration says whether registering an administrator switches it
	// on.
	ByRegistration Answer `json:"byRegistration"`
	// Preferred is the way that AWS prefers, if Mechanism works as well.
	Preferred string `json:"preferred,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// IsOn returns what an answer of the Status call means: whether the service has
// its trusted access on. It is undocumented while that changes.
func (r AccessRules) IsOn(said string) Answer {
	switch {
	case said == "ENABLED", said == "true":
		return AnswerYes
	case strings.HasPrefix(said, "DISABLED"), said == "FAILED", said == "false":
		return AnswerNo
	default:
		return AnswerUndocumented
	}
}

// AccessPrincipal is a principal that has trusted access.
type AccessPrincipal struct {
	// Name is the principal.
	Name model.Principal `json:"name"`
	// Weight says what it means that the principal is on or off.
	Weight AccessWeight `json:"weight"`
	// ByHand says what to do for a principal that the documented call does not
	// switch on.
	ByHand string `json:"byHand,omitempty"`
}

// ManualSteps says what to do for a principal that the documented call does not
// switch on; empty if it does.
func (r AccessRules) ManualSteps(principal model.Principal) string {
	for _, a := range r.Principals {
		if a.Name == principal {
			return a.ByHand
		}
	}
	return ""
}

// AccessNeeded returns the principals that need trusted access before the given
// one is registered.
func (s Service) AccessNeeded(principal model.Principal) []model.Principal {
	var needed []model.Principal
	for _, access := range s.TrustedAccess.Principals {
		if access.Weight != AccessRequired {
			continue
		}
		if access.Name == principal {
			return []model.Principal{principal}
		}
		needed = append(needed, access.Name)
	}
	return needed
}

// AccessMechanism is the documented way to switch on trusted access.
type AccessMechanism uint8

// The ways to switch trusted access on.
const (
	// AccessByOrganizations is EnableAWSServiceAccess.
	AccessByOrganizations AccessMechanism = iota + 1
	// AccessByService is a call of the service API.
	AccessByService
	// AccessByRegistration is the service's registration call, which switches
	// it on as well.
	AccessByRegistration
	// AccessByConsole is a page of the console, and nothing else.
	AccessByConsole
)

var accessMechanismWords = []string{"organizations", "service", "registration", "console"}

// String returns the word used in the data.
func (r AccessMechanism) String() string { return phrase.StateWord(accessMechanismWords, r) }

// UnmarshalText reads the word used in the data.
func (r *AccessMechanism) UnmarshalText(text []byte) error {
	return phrase.ParseState("mechanism of trusted access", accessMechanismWords, text, r)
}

// AccessWeight says what the trusted access of one principal means for that of
// the service.
type AccessWeight uint8

// The weights.
const (
	// AccessRequired means that it must be on.
	AccessRequired AccessWeight = iota + 1
	// AccessExtra means that it does not matter.
	AccessExtra
)

var accessWeightWords = []string{"required", "extra"}

// String returns the word used in the data.
func (w AccessWeight) String() string { return phrase.StateWord(accessWeightWords, w) }

// UnmarshalText reads the word used in the data.
func (w *AccessWeight) UnmarshalText(text []byte) error {
	return phrase.ParseState("weight", accessWeightWords, text, w)
}
