package model

import (
	"time"
)

// Fact is something read about an organization. Facts come in batches and in
// any order; Reading.Apply folds them in. The set is closed.
type Fact interface{ fact() }

// Sealed makes a type of another package a Fact by being embedded in it: of
// packages that Reading does not know of, such as the journal's.
type Sealed struct{}

func (Sealed) fact() {}

// CallerFact tells who asks.
type CallerFact struct{ Caller Caller }

// OrganizationFact tells which organization it is.
type OrganizationFact struct{ Organization Organization }

// RootsFact gives every root; AWS has one for each organization.
type RootsFact struct{ Roots []Node }

// OUsFact gives some of the organizational units below one parent.
type OUsFact struct{ OUs []Node }

// AccountsFact gives some accounts. Node.Parent is empty where the server does
// not send Paths; a ChildrenFact follows then.
type AccountsFact struct{ Accounts []Node }

// ChildrenFact tells which children a parent has, where Paths are not sent.
type ChildrenFact struct {
	Parent   NodeID
	Children []NodeID
}

// PoliciesFact gives some policies of one type.
type PoliciesFact struct {
	Type     PolicyType
	Policies []Policy
}

// TargetsFact gives some of the nodes that a policy is attached to. First
// marks the first page of a list and Last the last one, which makes the list
// complete.
type TargetsFact struct {
	Policy      PolicyID
	Targets     []NodeID
	First, Last bool
}

// AttachedFact gives every policy of one type that is attached to one node.
type AttachedFact struct {
	Node     NodeID
	Type     PolicyType
	Policies []PolicyID
}

// DocumentFact gives a policy's text.
type DocumentFact struct {
	Policy   PolicyID
	Document Document
}

// TrustedAccessFact gives every service principal with trusted access.
type TrustedAccessFact struct{ Trusted []TrustedAccess }

// AdministratorsFact gives every account that is a delegated administrator: of
// Principal, or of any service where Principal is empty (AWS does not say of
// which then, and Since is not set). Accounts carry State where it was sent.
type AdministratorsFact struct {
	Principal Principal
	Accounts  []Node
	Since     map[AccountID]time.Time
}

// DelegationsFact gives every delegation of one account.
type DelegationsFact struct {
	Account     AccountID
	Delegations []Delegation
}

// ResourcePolicyFact gives the organization's resource policy, which delegates
// the management of policies; empty where there is none.
type ResourcePolicyFact struct {
	ARN, Text string
}

// TagsFact gives every tag of a node or policy.
type TagsFact struct {
	Target string
	Tags   []Tag
}

// RegionsFact gives every Region of an account's partition, and whether the
// account can use it.
type RegionsFact struct {
	Account AccountID
	Regions []AccountRegion
}

// SettingsFact gives all that a service's own API says of its administrators
// in one Region; Region is empty where the setting holds for all Regions.
type SettingsFact struct {
	Service    ServiceID
	Region     Region
	Settings   []Setting
	NotOffered string // how it is known that AWS does not have the service there; empty where it does
}

// StatusFact tells how far a part is. Completing a part that was read anew
// drops what this run did not see again.
type StatusFact struct {
	Part   Part
	Target string
	Status Status
}

// SavedFact hands over a saved reading, before anything fresh is known.
type SavedFact struct{ Snapshot *Snapshot }

// PromptFact asks the user for something that reading cannot go on without.
type PromptFact struct{ Prompt Prompt }

// ProfilesFact lists the profiles of the shared AWS configuration that can be
// changed to.
type ProfilesFact struct {
	Names   []string
	Current string
}

// CallFact tells of one call for the activity screen.
type CallFact struct{ Call Call }

// Call is one request: what was asked, when, how long it waited for its turn
// and for the answer, and how it ended.
type Call struct {
	Operation string // organizations:ListAccounts
	Target    string
	Region    Region
	Start     time.Time
	Waited    time.Duration // for the limiter
	Took      time.Duration // for the answer
	Throttled int           // throttle answers before the last one
	Failure   *Failure
	Changes   bool
}

func (CallerFact) fact() {}

func (OrganizationFact) fact() {}

func (RootsFact) fact() {}

func (OUsFact) fact() {}

func (AccountsFact) fact() {}

func (ChildrenFact) fact() {}

func (PoliciesFact) fact() {}

func (TargetsFact) fact() {}

func (AttachedFact) fact() {}

func (DocumentFact) fact() {}

func (TrustedAccessFact) fact() {}

func (AdministratorsFact) fact() {}

func (DelegationsFact) fact() {}

func (ResourcePolicyFact) fact() {}

func (TagsFact) fact() {}

func (RegionsFact) fact() {}

func (SettingsFact) fact() {}

func (StatusFact) fact() {}

func (SavedFact) fact() {}

func (PromptFact) fact() {}

func (ProfilesFact) fact() {}

func (CallFact) fact() {}

// Prompt is a question to the user.
type Prompt struct {
	ID   int
	Kind PromptKind
	Text string   // the question, one sentence
	Run  []string // for PromptLogin: the command that logs in, such as aws sso login --profile p
	Gap  *Gap     // for PromptRetry: what went wrong
}

// PromptKind tells what a prompt wants.
type PromptKind uint8

// The kinds of prompt.
const (
	PromptNone    PromptKind = iota
	PromptMFA                // a code of the caller's MFA device
	PromptLogin              // run a command that logs in, then say done
	PromptRetry              // credentials are missing, expired or in no organization: mend it outside, then retry
	PromptProfile            // never asked: the user's own wish for another profile, in Reply.Text
)

// Reply answers a prompt. Cancelled gives up what needed the answer.
type Reply struct {
	Prompt    int
	Kind      PromptKind
	Text      string
	Cancelled bool
}
