package model

import "regexp"

// NodeID identifies a root (r-…), an OU (ou-…) or an account (twelve digits), as
// AWS Organizations spells it.
type NodeID string

// AccountID is the twelve-digit number of an AWS account.
type AccountID string

// Node returns the account's ID as that of a node of the tree.
func (a AccountID) Node() NodeID { return NodeID(a) }

// PolicyID identifies a policy: p- followed by 8 to 128 characters.
type PolicyID string

// Principal is a service principal such as guardduty.amazonaws.com, the name
// under which AWS Organizations registers delegated administrators and trusted
// access. At most 128 characters.
type Principal string

// ServiceID is an entry's name in deputy's catalogue of delegable services,
// such as guardduty.
type ServiceID string

// Region is an AWS Region's code such as eu-central-1. Empty where an
// operation has no Region of its own.
type Region string

// The IDs of the policies that AWS manages and attaches to every new node.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
const (
	FullAWSAccess    PolicyID = "p-FullAWSAccess"
	RCPFullAWSAccess PolicyID = "p-RCPFullAWSAccess"
)

// The patterns of identifiers in the service model of AWS Organizations
// (2016-11-28).
var (
	accountPattern      = regexp.MustCompile(`^\d{12}$`)
	rootPattern         = regexp.MustCompile(`^r-[0-9a-z]{4,32}$`)
	ouPattern           = regexp.MustCompile(`^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`)
	policyPattern       = regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)
	organizationPattern = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
	principalPattern    = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)
)

// IsAccountID reports whether s has the form of an account ID.
func IsAccountID(s string) bool { return accountPattern.MatchString(s) }

// IsRootID reports whether s has the form of a root's ID.
func IsRootID(s string) bool { return rootPattern.MatchString(s) }

// IsOUID reports whether s has the form of an OU's ID.
func IsOUID(s string) bool { return ouPattern.MatchString(s) }

// IsPolicyID reports whether s has the form of a policy's ID.
func IsPolicyID(s string) bool { return policyPattern.MatchString(s) }

// IsOrganizationID reports whether s has the form of an organization's ID.
func IsOrganizationID(s string) bool { return organizationPattern.MatchString(s) }

// IsPrincipal reports whether s has the form of a service principal.
func IsPrincipal(s string) bool { return principalPattern.MatchString(s) }
