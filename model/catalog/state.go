package catalog

import (
	"strings"

	"deputy/model/phrase"
)

func AvailabilityNote(a Availability) string {
	var words []string
	if a.ClosedSince != "" {
		words = append(words, "The service takes no new customers since "+a.ClosedSince+".")
	}
	if a.Ends != "" {
		words = append(words, "It ends on "+a.Ends+".")
	}
	return strings.Join(words, " ")
}

// Family is the duty that a service belongs to.
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

// String gives the word used in the data.
func (f Family) String() string { return phrase.StateWord(familyWords, f) }

// UnmarshalText reads the word used in the data.
func (f *Family) UnmarshalText(text []byte) error {
	return phrase.ParseState("family", familyWords, text, f)
}

// Answer is yes, no, or that nobody has written it down.
type Answer uint8

// The answers.
const (
	AnswerYes Answer = iota + 1
	AnswerNo
	AnswerUndocumented
)

var answerWords = []string{"yes", "no", "undocumented"}

// String gives the word used in the data.
func (a Answer) String() string { return phrase.StateWord(answerWords, a) }

// UnmarshalText reads the word used in the data.
func (a *Answer) UnmarshalText(text []byte) error {
	return phrase.ParseState("answer", answerWords, text, a)
}

// Mechanism tells whose API registers, removes or lists an administrator.
type Mechanism uint8

// The roads.
const (
	MechanismOrganizations Mechanism = iota + 1
	MechanismServiceAPI
)

var mechanismWords = []string{"organizations", "service"}

// String gives the word used in the data.
func (r Mechanism) String() string { return phrase.StateWord(mechanismWords, r) }

// UnmarshalText reads the word used in the data.
func (r *Mechanism) UnmarshalText(text []byte) error {
	return phrase.ParseState("road", mechanismWords, text, r)
}

// AccessMechanism is the documented way to switch trusted access on.
type AccessMechanism uint8

// The ways to switch trusted access on.
const (
	// AccessByOrganizations is EnableAWSServiceAccess.
	AccessByOrganizations AccessMechanism = iota + 1
	// AccessByService is a call of the service's own.
	AccessByService
	// AccessByRegistration is the service's registration call, which does it
	// on the way.
	AccessByRegistration
	// AccessByConsole is a console page, and nothing else.
	AccessByConsole
)

var accessMechanismWords = []string{"organizations", "service", "registration", "console"}

// String gives the word used in the data.
func (r AccessMechanism) String() string { return phrase.StateWord(accessMechanismWords, r) }

// UnmarshalText reads the word used in the data.
func (r *AccessMechanism) UnmarshalText(text []byte) error {
	return phrase.ParseState("road of trusted access", accessMechanismWords, text, r)
}

// AccessWeight says what one principal's trusted access means for the
// service's.
type AccessWeight uint8

// The weights.
const (
	// AccessRequired must be on for the service to have trusted access.
	AccessRequired AccessWeight = iota + 1
	// AccessEither is one of several of which one is enough, for it is not
	// known which of them AWS shows.
	AccessEither
	// AccessExtra may be on or off, and decides nothing.
	AccessExtra
)

var accessWeightWords = []string{"required", "either", "extra"}

// String gives the word used in the data.
func (w AccessWeight) String() string { return phrase.StateWord(accessWeightWords, w) }

// UnmarshalText reads the word used in the data.
func (w *AccessWeight) UnmarshalText(text []byte) error {
	return phrase.ParseState("weight", accessWeightWords, text, w)
}

// FollowUp says whether a deregistration in Organizations follows a removal
// through the service's own API.
type FollowUp uint8

// What follows a removal.
const (
	// FollowUpNone follows.
	FollowUpNone FollowUp = iota + 1
	// FollowUpOrganizations is the documented last step.
	FollowUpOrganizations
	// FollowUpOrganizationsIfRegistered is a last step if Organizations still lists the
	// account, which is not documented either way.
	FollowUpOrganizationsIfRegistered
)

var followUpWords = []string{"nothing", "organizations", "organizations-if-left"}

// String gives the word used in the data.
func (t FollowUp) String() string { return phrase.StateWord(followUpWords, t) }

// UnmarshalText reads the word used in the data.
func (t *FollowUp) UnmarshalText(text []byte) error {
	return phrase.ParseState("last step", followUpWords, text, t)
}

// Party is the account that has to make a call.
type Party uint8

// The parties.
const (
	// PartyManagement is the management account.
	PartyManagement Party = iota + 1
	// PartyDelegate is the administrator itself.
	PartyDelegate
	// PartyEither is the management account or any delegated administrator.
	PartyEither
)

var partyWords = []string{"management", "delegate", "either"}

// String gives the word used in the data.
func (c Party) String() string { return phrase.StateWord(partyWords, c) }

// UnmarshalText reads the word used in the data.
func (c *Party) UnmarshalText(text []byte) error {
	return phrase.ParseState("caller", partyWords, text, c)
}

// Protocol is a wire protocol of AWS.
type Protocol uint8

// The protocols.
const (
	ProtocolJSON Protocol = iota + 1
	ProtocolRESTJSON
	ProtocolQuery
	ProtocolEC2
)

var protocolWords = []string{"awsJson1.1", "restJson1", "awsQuery", "ec2Query"}

// String gives the name that AWS uses.
func (p Protocol) String() string { return phrase.StateWord(protocolWords, p) }

// UnmarshalText reads the name that AWS uses.
func (p *Protocol) UnmarshalText(text []byte) error {
	return phrase.ParseState("protocol", protocolWords, text, p)
}

// InputValue says what is sent for a parameter.
type InputValue uint8

// The values.
const (
	// InputAccount is the ID of the account.
	InputAccount InputValue = iota + 1
	// InputPrincipal is the service principal.
	InputPrincipal
	// InputFeature is the part of the service.
	InputFeature
	// InputToken is an idempotency token.
	InputToken
	// InputFixed is always the same.
	InputFixed
)

var inputWords = []string{"account", "principal", "feature", "token", "fixed"}

// String gives the word used in the data.
func (v InputValue) String() string { return phrase.StateWord(inputWords, v) }

// UnmarshalText reads the word used in the data.
func (v *InputValue) UnmarshalText(text []byte) error {
	return phrase.ParseState("value", inputWords, text, v)
}

// PrerequisiteKind tells whether, and how, a plan can check a prerequisite.
type PrerequisiteKind uint8

// The kinds.
const (
	// NeedsAllFeatures is an organization with all features.
	NeedsAllFeatures PrerequisiteKind = iota + 1
	// NeedsTrustedAccess is trusted access, by its own road.
	NeedsTrustedAccess
	// NeedsMemberAccount is an account that is not the management account.
	NeedsMemberAccount
	// NeedsByHand is anything else: a plan can only say it.
	NeedsByHand
)

var prerequisiteWords = []string{"all-features", "trusted-access", "member-account", "by-hand"}

// String gives the word used in the data.
func (k PrerequisiteKind) String() string { return phrase.StateWord(prerequisiteWords, k) }

// UnmarshalText reads the word used in the data.
func (k *PrerequisiteKind) UnmarshalText(text []byte) error {
	return phrase.ParseState("kind", prerequisiteWords, text, k)
}

// Support is what a registration through Organizations alone achieves.
type Support uint8

// The worths.
const (
	// SupportComplete needs nothing else.
	SupportComplete Support = iota + 1
	// SupportIncomplete leaves the service half configured.
	SupportIncomplete
	// SupportNone is a way that AWS rules out.
	SupportNone
)

var supportWords = []string{"complete", "incomplete", "unsupported"}

// String gives the word used in the data.
func (w Support) String() string { return phrase.StateWord(supportWords, w) }

// UnmarshalText reads the word used in the data.
func (w *Support) UnmarshalText(text []byte) error {
	return phrase.ParseState("worth", supportWords, text, w)
}

// Affects is the direction of a change that something touches.
type Affects uint8

// The touches.
const (
	AffectsRegister Affects = iota + 1
	AffectsRemove
	AffectsBoth
)

var affectsWords = []string{"register", "remove", "both"}

// String gives the word used in the data.
func (t Affects) String() string { return phrase.StateWord(affectsWords, t) }

// UnmarshalText reads the word used in the data.
func (t *Affects) UnmarshalText(text []byte) error {
	return phrase.ParseState("direction", affectsWords, text, t)
}

// Include tells whether a change in the direction is touched.
func (t Affects) Include(direction Direction) bool {
	return t == AffectsBoth || t == AffectsRegister && direction == Register || t == AffectsRemove && direction == Remove
}
