package catalog

import "deputy/model/phrase"

// Source is a page that an entry is based on.
type Source struct {
	// Page is the page's address.
	Page string `json:"page"`
	// Read is the day on which it was last compared with the entry, in the form
	// 2006-01-02; empty if it never was as a whole.
	Read string `json:"read,omitempty"`
	// Proves are the subjects that the page has something to say on.
	Proves []Subject `json:"proves"`
}

// Subject is something that an entry says of its service.
type Subject uint8

// The subjects.
const (
	// SubjectRegistration is how an account is registered: by whom, with which
	// call, for which principal and in which order.
	SubjectRegistration Subject = iota + 1
	// SubjectAccess is how trusted access is switched on, and when it has to be.
	SubjectAccess
	// SubjectQuota is how many administrators there can be.
	SubjectQuota
	// SubjectPrerequisites is what must hold before a registration.
	SubjectPrerequisites
	// SubjectGrants is what the administrator can do.
	SubjectGrants
	// SubjectRemoval is what a removal breaks or destroys, for whom, and whether
	// it comes back.
	SubjectRemoval
	// SubjectRegions is in which Regions an administrator is set.
	SubjectRegions
)

var subjectWords = []string{"registration", "trusted-access", "quota", "prerequisites", "grants", "removal", "regions"}

// String returns the word used in the data.
func (s Subject) String() string { return phrase.StateWord(subjectWords, s) }

// UnmarshalText reads the word used in the data.
func (s *Subject) UnmarshalText(text []byte) error {
	return phrase.ParseState("subject", subjectWords, text, s)
}

// Unverified is a point on which no page of AWS was found.
type Unverified struct {
	// About is the subject of the point.
	About Subject `json:"about"`
	// Affects is the direction of change that depends on it.
	Affects Affects `json:"affects"`
	// Text says in a sentence for operators what AWS does not say.
	Text string `json:"text"`
}
