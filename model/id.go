package model

import "strings"

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

// What identifiers are made of, by the service model of AWS Organizations (2016-11-28).
const (
	digits        = "0123456789"
	lowercase     = digits + "abcdefghijklmnopqrstuvwxyz"
	alphanumeric  = lowercase + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	policyLetters = alphanumeric + "_"
	nameLetters   = alphanumeric + "_+=,.@-"
)

// consists reports whether a text has so many characters, all of them among some.
func consists(text string, least, most int, of string) bool {
	return len(text) >= least && len(text) <= most && strings.Trim(text, of) == ""
}

// IsAccountID reports whether s has the form of an account ID.
func IsAccountID(s string) bool { return consists(s, 12, 12, digits) }

// IsRootID reports whether s has the form of a root's ID.
func IsRootID(s string) bool {
	own, ok := strings.CutPrefix(s, "r-")
	return ok && consists(own, 4, 32, lowercase)
}

// IsOUID reports whether s has the form of an OU's ID.
func IsOUID(s string) bool {
	rest, ok := strings.CutPrefix(s, "ou-")
	root, own, _ := strings.Cut(rest, "-")
	return ok && consists(root, 4, 32, lowercase) && consists(own, 8, 32, lowercase)
}

// IsPolicyID reports whether s has the form of a policy's ID.
func IsPolicyID(s string) bool {
	own, ok := strings.CutPrefix(s, "p-")
	return ok && consists(own, 8, 128, policyLetters)
}

// IsOrganizationID reports whether s has the form of an organization's ID.
func IsOrganizationID(s string) bool {
	own, ok := strings.CutPrefix(s, "o-")
	return ok && consists(own, 10, 32, lowercase)
}

// IsPrincipal reports whether s has the form of a service principal.
func IsPrincipal(s string) bool { return consists(s, 1, 128, nameLetters) }
