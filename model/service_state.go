package model

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
func (f Family) String() string { return wordOf(familyWords, f) }

// UnmarshalText reads the word used in the data.
func (f *Family) UnmarshalText(text []byte) error {
	return parseWord("family", familyWords, text, f)
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
func (a Answer) String() string { return wordOf(answerWords, a) }

// UnmarshalText reads the word used in the data.
func (a *Answer) UnmarshalText(text []byte) error {
	return parseWord("answer", answerWords, text, a)
}

// Road tells whose API registers, removes or lists an administrator.
type Road uint8

// The roads.
const (
	RoadOrganizations Road = iota + 1
	RoadService
)

var roadWords = []string{"organizations", "service"}

// String gives the word used in the data.
func (r Road) String() string { return wordOf(roadWords, r) }

// UnmarshalText reads the word used in the data.
func (r *Road) UnmarshalText(text []byte) error {
	return parseWord("road", roadWords, text, r)
}

// AccessRoad is the documented way to switch trusted access on.
type AccessRoad uint8

// The ways to switch trusted access on.
const (
	// AccessByOrganizations is EnableAWSServiceAccess.
	AccessByOrganizations AccessRoad = iota + 1
	// AccessByService is a call of the service's own.
	AccessByService
	// AccessByRegistration is the service's registration call, which does it
	// on the way.
	AccessByRegistration
	// AccessByConsole is a console page, and nothing else.
	AccessByConsole
)

var accessRoadWords = []string{"organizations", "service", "registration", "console"}

// String gives the word used in the data.
func (r AccessRoad) String() string { return wordOf(accessRoadWords, r) }

// UnmarshalText reads the word used in the data.
func (r *AccessRoad) UnmarshalText(text []byte) error {
	return parseWord("road of trusted access", accessRoadWords, text, r)
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
func (w AccessWeight) String() string { return wordOf(accessWeightWords, w) }

// UnmarshalText reads the word used in the data.
func (w *AccessWeight) UnmarshalText(text []byte) error {
	return parseWord("weight", accessWeightWords, text, w)
}

// Then says whether a deregistration in Organizations follows a removal
// through the service's own API.
type Then uint8

// What follows a removal.
const (
	// ThenNothing follows.
	ThenNothing Then = iota + 1
	// ThenOrganizations is the documented last step.
	ThenOrganizations
	// ThenOrganizationsIfLeft is a last step if Organizations still lists the
	// account, which is not documented either way.
	ThenOrganizationsIfLeft
)

var thenWords = []string{"nothing", "organizations", "organizations-if-left"}

// String gives the word used in the data.
func (t Then) String() string { return wordOf(thenWords, t) }

// UnmarshalText reads the word used in the data.
func (t *Then) UnmarshalText(text []byte) error {
	return parseWord("last step", thenWords, text, t)
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
func (c Party) String() string { return wordOf(partyWords, c) }

// UnmarshalText reads the word used in the data.
func (c *Party) UnmarshalText(text []byte) error {
	return parseWord("caller", partyWords, text, c)
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
func (p Protocol) String() string { return wordOf(protocolWords, p) }

// UnmarshalText reads the name that AWS uses.
func (p *Protocol) UnmarshalText(text []byte) error {
	return parseWord("protocol", protocolWords, text, p)
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
func (v InputValue) String() string { return wordOf(inputWords, v) }

// UnmarshalText reads the word used in the data.
func (v *InputValue) UnmarshalText(text []byte) error {
	return parseWord("value", inputWords, text, v)
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
func (k PrerequisiteKind) String() string { return wordOf(prerequisiteWords, k) }

// UnmarshalText reads the word used in the data.
func (k *PrerequisiteKind) UnmarshalText(text []byte) error {
	return parseWord("kind", prerequisiteWords, text, k)
}

// Worth is what a registration through Organizations alone achieves.
type Worth uint8

// The worths.
const (
	// WorthComplete needs nothing else.
	WorthComplete Worth = iota + 1
	// WorthIncomplete leaves the service half configured.
	WorthIncomplete
	// WorthUnsupported is a way that AWS rules out.
	WorthUnsupported
)

var worthWords = []string{"complete", "incomplete", "unsupported"}

// String gives the word used in the data.
func (w Worth) String() string { return wordOf(worthWords, w) }

// UnmarshalText reads the word used in the data.
func (w *Worth) UnmarshalText(text []byte) error {
	return parseWord("worth", worthWords, text, w)
}

// Touch is the direction of a change that something touches.
type Touch uint8

// The touches.
const (
	TouchesRegister Touch = iota + 1
	TouchesRemove
	TouchesBoth
)

var touchWords = []string{"register", "remove", "both"}

// String gives the word used in the data.
func (t Touch) String() string { return wordOf(touchWords, t) }

// UnmarshalText reads the word used in the data.
func (t *Touch) UnmarshalText(text []byte) error {
	return parseWord("direction", touchWords, text, t)
}

// Includes tells whether a change in the direction is touched.
func (t Touch) Includes(direction Direction) bool {
	return t == TouchesBoth || t == TouchesRegister && direction == Register || t == TouchesRemove && direction == Remove
}
