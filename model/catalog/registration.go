package catalog

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Registration says how an account is registered as administrator.
type Registration struct {
	// Mechanism says whose API it is.
	Mechanism Mechanism `json:"mechanism"`
	// OrganizationsFirst is true if the documented order registers the
	// account in Organizations before the service's own call.
	OrganizationsFirst bool `json:"organizationsFirst,omitempty"`
	// Call is the service's own call; nil if Mechanism is Organizations.
	Call *Call `json:"call,omitempty"`
	// Further is the call for every administrator after the first; nil if it is
	// the same.
	Further *Call `json:"further,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Removal says how an administrator is removed.
type Removal struct {
	// Mechanism says whose API it is.
	Mechanism Mechanism `json:"mechanism"`
	// Call is the service's own call; nil if Mechanism is Organizations.
	Call *Call `json:"call,omitempty"`
	// FollowUp says whether a deregistration in Organizations follows the last
	// call of the service's own. For a regional service it acts on all Regions
	// at once.
	FollowUp FollowUp `json:"then"`
	// FollowUpNote explains Then.
	FollowUpNote string `json:"thenNote,omitempty"`
	// FirstInLastOut is true if the first administrator can only be removed
	// after all others.
	FirstInLastOut bool `json:"firstInLastOut,omitempty"`
	// Preparation lists the steps that the administrator takes before the
	// removal, as AWS documents them.
	Preparation []string `json:"preparation,omitempty"`
	// Consequences are what the removal breaks.
	Consequences Consequences `json:"consequences"`
	// Instead is the removal for a case in which the service refuses its own
	// call; nil for most services.
	Instead *OtherRemoval `json:"instead,omitempty"`
}

// OtherRemoval is the removal through AWS Organizations for a case in which the
// service refuses its own call.
type OtherRemoval struct {
	// When says in which case.
	When string `json:"when"`
	// Consequences are what this removal breaks.
	Consequences Consequences `json:"consequences"`
}

// Consequences are what a removal breaks or destroys. In their texts {regions}
// stands for the Regions of the removal.
type Consequences struct {
	// Text says what happens.
	Text string `json:"text"`
	// Documented is true if AWS says so; otherwise it is inferred from what
	// the role permits, or not known.
	Documented bool `json:"documented"`
	// Destroys is true if something is lost for good.
	Destroys bool `json:"destroys,omitempty"`
	// Lost says in one sentence what is lost for good; empty unless Destroys.
	Lost string `json:"lost,omitempty"`
	// KeptDays is for how many days AWS keeps what the removal takes, so that it
	// can be had back; 0 if it is gone at once.
	KeptDays int `json:"keptDays,omitempty"`
	// ComesBack says whether registering the same account again restores
	// what the removal took.
	ComesBack Answer `json:"comesBack"`
	// ComesBackNote explains.
	ComesBackNote string `json:"comesBackNote,omitempty"`
}

// In returns the consequences with the given Regions in their texts; without any
// they speak of the chosen Regions.
func (c Consequences) In(regions []model.Region) Consequences {
	words := "the chosen Regions"
	if len(regions) > 0 {
		words = phrase.Join(phrase.Strings(regions), " and ")
	}
	for _, text := range []*string{&c.Text, &c.Lost, &c.ComesBackNote} {
		*text = strings.ReplaceAll(*text, "{regions}", words)
	}
	return c
}

// Listing says how the administrators of a service are read.
type Listing struct {
	// Mechanism says whose API it is.
	Mechanism Mechanism `json:"mechanism"`
	// Call is the service's own call; nil if Mechanism is Organizations.
	Call *Call `json:"call,omitempty"`
	// Detail is another call of the service's own with more details; nil for
	// most services.
	Detail *Call `json:"detail,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Mechanism says whose API registers, removes or lists an administrator.
type Mechanism uint8

// The mechanisms.
const (
	MechanismOrganizations Mechanism = iota + 1
	MechanismServiceAPI
)

var mechanismWords = []string{"organizations", "service"}

// String returns the word used in the data.
func (r Mechanism) String() string { return phrase.StateWord(mechanismWords, r) }

// UnmarshalText reads the word used in the data.
func (r *Mechanism) UnmarshalText(text []byte) error {
	return phrase.ParseState("mechanism", mechanismWords, text, r)
}

// FollowUp says whether a deregistration in AWS Organizations follows a removal
// through the service API.
type FollowUp uint8

// The follow-ups of a removal.
const (
	// FollowUpNone means that there is none.
	FollowUpNone FollowUp = iota + 1
	// FollowUpOrganizations means that it is the documented last step.
	FollowUpOrganizations
	// FollowUpOrganizationsIfRegistered means that it is the last step if
	// Organizations still lists the account, which is not documented.
	FollowUpOrganizationsIfRegistered
)

var followUpWords = []string{"nothing", "organizations", "organizations-if-left"}

// String returns the word used in the data.
func (t FollowUp) String() string { return phrase.StateWord(followUpWords, t) }

// UnmarshalText reads the word used in the data.
func (t *FollowUp) UnmarshalText(text []byte) error {
	return phrase.ParseState("last step", followUpWords, text, t)
}

// RegisterCall returns the call that registers the first administrator.
func (s Service) RegisterCall() Call {
	if s.Register.Mechanism == MechanismServiceAPI {
		return *s.Register.Call
	}
	return registerInOrganizations()
}

// RemoveCall returns the call that removes an administrator.
func (s Service) RemoveCall() Call {
	if s.Remove.Mechanism == MechanismServiceAPI {
		return *s.Remove.Call
	}
	return deregisterInOrganizations()
}

// ListCall returns the call that lists the administrators.
func (s Service) ListCall() Call {
	if s.List.Mechanism == MechanismServiceAPI {
		return *s.List.Call
	}
	return listInOrganizations()
}
