package model

import "time"

// Fact is something read about an organization, usually one page of an answer
// of AWS. Facts come in any order; Reading.Apply applies them. Only this package
// and types that embed Sealed are facts.
type Fact interface{ fact() }

// Sealed makes a type of another package a Fact by being embedded in it: a fact
// that a Reading ignores, such as the journal's.
type Sealed struct{}

func (Sealed) fact() {}

// CallerFact says who makes the calls.
type CallerFact struct{ Caller Caller }

// OrganizationFact says which organization is read.
type OrganizationFact struct{ Organization Organization }

// RootsFact lists every root; AWS has one for each organization.
type RootsFact struct{ Roots []Node }

// OUsFact lists some of the OUs below one parent.
type OUsFact struct{ OUs []Node }

// AccountsFact lists some accounts. Node.Parent is empty where the server does
// not send Paths; a ChildrenFact follows then.
type AccountsFact struct{ Accounts []Node }

// SizeFact says how many accounts the organization had not long ago, for when
// they are not listed.
type SizeFact struct{ Accounts int }

// ChildrenFact lists some children of a parent, where Paths are not sent.
type ChildrenFact struct {
	Parent   NodeID
	Children []NodeID
}

// PoliciesFact lists some policies of one type.
type PoliciesFact struct {
	Type     PolicyType
	Policies []Policy
}

// TargetsFact lists some of the nodes that a policy is attached to. First marks
// the first page of a list, and Last the last one, which completes it as of Taken.
type TargetsFact struct {
	Policy      PolicyID
	Targets     []NodeID
	Names       []string // of the targets, one each; none if not known
	First, Last bool
	Taken       time.Time
}

// AttachedFact lists every policy of one type that is attached to one node.
type AttachedFact struct {
	Node     NodeID
	Type     PolicyType
	Policies []PolicyID
}

// DocumentFact is a policy's text.
type DocumentFact struct {
	Policy   PolicyID
	Document Document
}

// EffectivePolicyFact is the effective policy of an account.
type EffectivePolicyFact struct{ Policy EffectivePolicy }

// InvalidPoliciesFact lists every account whose effective policy of one type is
// invalid.
type InvalidPoliciesFact struct {
	Type     PolicyType
	Accounts []AccountID
}

// PolicyErrorsFact lists every reason why an account's effective policy of one type
// is invalid.
type PolicyErrorsFact struct {
	Account AccountID
	Type    PolicyType
	Errors  []PolicyError
}

// TrustedAccessFact lists every service principal with trusted access.
type TrustedAccessFact struct{ Trusted []TrustedAccess }

// ServiceAccessFact is what a service itself says of its trusted access, in the
// word of its API.
type ServiceAccessFact struct {
	Service ServiceID
	Said    string
}

// AdministratorsFact lists every delegated administrator of a service principal,
// or of any service if Principal is empty: AWS does not return of which then, and
// Since is not set. Accounts have their State where it was sent.
type AdministratorsFact struct {
	Principal Principal
	Accounts  []Node
	Since     map[AccountID]time.Time
}

// DelegationsFact lists every delegation of one account.
type DelegationsFact struct {
	Account     AccountID
	Delegations []Delegation
}

// ResourcePolicyFact is the organization's resource policy, which delegates the
// management of policies; empty if there is none.
type ResourcePolicyFact struct {
	ARN, Text string
}

// TagsFact lists every tag of a node or policy.
type TagsFact struct {
	Target string
	Tags   []Tag
}

// RegionsFact lists every Region of an account's partition, and whether the
// account can use it.
type RegionsFact struct {
	Account AccountID
	Regions []AccountRegion
}

// SettingsFact lists all settings that a service API returns for one
// Region; Region is empty if they apply to all Regions.
type SettingsFact struct {
	Service    ServiceID
	Region     Region
	Settings   []Setting
	NotOffered string // how it is known that AWS does not have the service there; empty if it does
}

// StatusFact says how far a part has been read. Completing a part drops what
// this run did not see of it.
type StatusFact struct {
	Part   Part
	Target string
	Status Status
}

// ForecastFact says how many calls the reading has made and will make, and how
// long it will take.
type ForecastFact struct {
	Done, Total int           // calls; Total is zero while it cannot be foreseen
	Left        time.Duration // the time that remains; zero while it cannot be foreseen
	At          time.Time
}

// SavedFact hands over a saved reading. Made by Restored, it is applied in no time.
type SavedFact struct {
	Snapshot *Snapshot
	restored *restored
}

// ScreenFact is what the screen remembered of the organization when it was left,
// in its own form.
type ScreenFact struct{ Text []byte }

// PromptFact asks the user for something that reading needs to go on.
type PromptFact struct{ Prompt Prompt }

// ProfilesFact lists the profiles of the shared AWS configuration that the user
// can switch to.
type ProfilesFact struct {
	Names   []string
	Current string
}

// EventsFact brings CloudTrail events of the caller's account in one Region, each as
// the JSON that AWS sends. Package cloudtrail reads them; the reading keeps none.
type EventsFact struct {
	Region Region
	Events []string
}

// CallFact reports one call, for the activity screen.
type CallFact struct{ Call Call }

func (CallerFact) fact()         {}
func (OrganizationFact) fact()   {}
func (RootsFact) fact()          {}
func (OUsFact) fact()            {}
func (AccountsFact) fact()       {}
func (ServiceAccessFact) fact()  {}
func (SizeFact) fact()           {}
func (ChildrenFact) fact()       {}
func (PoliciesFact) fact()       {}
func (TargetsFact) fact()        {}
func (AttachedFact) fact()       {}
func (DocumentFact) fact()       {}
func (TrustedAccessFact) fact()  {}
func (AdministratorsFact) fact() {}
func (DelegationsFact) fact()    {}
func (ResourcePolicyFact) fact() {}
func (RootAccessFact) fact()     {}
func (HandshakesFact) fact()     {}
func (TagsFact) fact()           {}
func (RegionsFact) fact()        {}
func (SettingsFact) fact()       {}
func (EventsFact) fact()         {}
func (StatusFact) fact()         {}
func (ForecastFact) fact()       {}
func (SavedFact) fact()          {}
func (ScreenFact) fact()         {}
func (PromptFact) fact()         {}
func (ProfilesFact) fact()       {}
func (CallFact) fact()           {}

func (EffectivePolicyFact) fact() {}
func (InvalidPoliciesFact) fact() {}
func (PolicyErrorsFact) fact()    {}
