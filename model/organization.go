package model

import (
	"slices"
	"strings"
	"time"
)

// FeatureSet tells what an organization may use. Policies exist only with all
// features.
type FeatureSet uint8

// The feature sets of AWS Organizations.
const (
	FeaturesUnknown FeatureSet = iota
	FeaturesAll
	FeaturesBilling // consolidated billing only: no SCPs, no RCPs, no delegation
)

// Organization is what DescribeOrganization tells.
type Organization struct {
	ID              string
	ARN             string
	Features        FeatureSet
	Management      AccountID
	ManagementARN   string
	ManagementEmail string
}

// CallerRole tells what the caller's account is in the organization.
type CallerRole uint8

// The roles of a caller. AWS does not tell a plain member account from one
// that lacks every organizations:List* permission, so they are one.
const (
	CallerUnknown CallerRole = iota
	CallerManagement
	CallerDelegated
	CallerMember
)

// Words returns what the caller's account is; empty for an unknown role.
func (r CallerRole) Words() string {
	return [...]string{"", "management account", "delegated administrator", "member, or no organizations:List* permission"}[r]
}

// Caller is who asks: what GetCallerIdentity tells, the role of that account,
// and where the calls go.
type Caller struct {
	Account   AccountID
	ARN       string
	UserID    string
	Role      CallerRole
	Partition string // aws, aws-cn, aws-us-gov, …
	Profile   string // the shared configuration's profile, if one was chosen
	Endpoint  string // a custom endpoint; empty for AWS's own
	Demo      bool   // the built-in organization, or a rehearsal on a copy
	ChangedBy string // the profile or role that makes the changes instead; empty if the caller does
	Delegate  string // the profile or role that makes a delegate's own steps; empty if a person has to
}

// Kind tells the three kinds of node apart.
type Kind uint8

// The kinds of node.
const (
	KindUnknown Kind = iota
	KindRoot
	KindOU
	KindAccount
)

// AccountState is the State of an account (2025-09-09), which replaced Status.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
type AccountState uint8

// The states of an account. StateNotGiven means that neither State nor Status
// was sent.
const (
	StateNotGiven AccountState = iota
	StatePendingActivation
	StateActive
	StateSuspended
	StatePendingClosure
	StateClosed
)

var accountStates = [...]string{"", "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"}

// String gives the state in AWS's spelling; empty where it was not given.
func (s AccountState) String() string { return accountStates[s] }

// Words gives the state for people: pending closure.
func (s AccountState) Words() string {
	if s == StateNotGiven {
		return "not given by AWS"
	}
	return strings.ToLower(strings.ReplaceAll(s.String(), "_", " "))
}

// outOfUse says in a sentence what an account is that is not active.
var outOfUse = map[AccountState]string{
	StatePendingActivation: "is not activated yet",
	StateSuspended:         "is suspended",
	StatePendingClosure:    "is being closed",
	StateClosed:            "is closed",
}

// OutOfUse returns why an account in this state cannot act, as the end of a
// sentence about it, such as "is suspended"; empty if it can.
func (s AccountState) OutOfUse() string { return outOfUse[s] }

// ParseAccountState reads State in AWS's spelling. An unknown value gives
// StateNotGiven.
func ParseAccountState(s string) AccountState {
	return AccountState(max(0, slices.Index(accountStates[:], s)))
}

// Node is a root, an organizational unit or an account. Fields that the kind
// does not have are zero.
type Node struct {
	ID     NodeID
	Kind   Kind
	Name   string
	ARN    string
	Parent NodeID // empty for a root, and for an account whose place is not known yet

	// Roots.
	PolicyTypes []PolicyTypeStatus

	// Accounts.
	Email    string
	State    AccountState
	Joined   time.Time
	JoinedBy string // INVITED or CREATED
}

// Account gives the node's ID as an account's; empty for other kinds.
func (n *Node) Account() AccountID {
	if n == nil || n.Kind != KindAccount {
		return ""
	}
	return AccountID(n.ID)
}

// Tag is a key and value attached to a root, OU, account or policy; at most
// 50 on each.
type Tag struct{ Key, Value string }

// TrustedAccess is one service principal that the organization trusts.
type TrustedAccess struct {
	Principal Principal
	Since     time.Time
}

// Delegation is one account registered for one service principal.
type Delegation struct {
	Account   AccountID
	Principal Principal
	Since     time.Time
}
