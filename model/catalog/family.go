package catalog

import "deputy/model/phrase"

// Family is a group of services, such as security, that one account usually
// administers together. It is deputy's own judgement.
type Family uint8

// The families.
const (
	FamilySecurity Family = iota + 1
	FamilyIdentity
	FamilyNetwork
	FamilyCost
	FamilyOperations
)

var familyWords = []string{"security", "identity", "network", "cost", "operations"}

// String returns the word used in the data.
func (f Family) String() string { return phrase.StateWord(familyWords, f) }

// UnmarshalText reads the word used in the data.
func (f *Family) UnmarshalText(text []byte) error {
	return phrase.ParseState("family", familyWords, text, f)
}
