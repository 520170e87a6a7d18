package catalog

import "deputy/model/phrase"

// Prerequisite is something that must hold before a registration.
type Prerequisite struct {
	// Kind says whether a plan can check it.
	Kind PrerequisiteKind `json:"kind"`
	// Text says what must hold.
	Text string `json:"text"`
	// Use is true if the registration works without it, but is of no use then.
	Use bool `json:"use,omitempty"`
	// Command is an AWS CLI command for it; mostly empty.
	Command string `json:"command,omitempty"`
}

// PrerequisiteKind says whether, and how, a plan can check a prerequisite.
type PrerequisiteKind uint8

// The kinds.
const (
	// NeedsAllFeatures is an organization with all features.
	NeedsAllFeatures PrerequisiteKind = iota + 1
	// NeedsTrustedAccess is trusted access, which AccessRules describe.
	NeedsTrustedAccess
	// NeedsMemberAccount is an account that is not the management account.
	NeedsMemberAccount
	// NeedsByHand is anything else, which a plan can only mention.
	NeedsByHand
)

var prerequisiteWords = []string{"all-features", "trusted-access", "member-account", "by-hand"}

// String returns the word used in the data.
func (k PrerequisiteKind) String() string { return phrase.StateWord(prerequisiteWords, k) }

// UnmarshalText reads the word used in the data.
func (k *PrerequisiteKind) UnmarshalText(text []byte) error {
	return phrase.ParseState("kind", prerequisiteWords, text, k)
}
