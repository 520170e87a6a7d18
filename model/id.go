package model

import (
	"fmt"
	"regexp"
	"strings"
)

// NodeID identifies a root (r-…), an organizational unit (ou-…) or an account
// (twelve digits), as AWS Organizations gives it.
type NodeID string

// AccountID is the twelve-digit number of an AWS account.
type AccountID string

// Node gives the ID that the account has as a node of the tree.
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

// The forms of identifiers, as the service model of AWS Organizations
// (2016-11-28) gives them.
var (
	accountForm      = regexp.MustCompile(`^\d{12}$`)
	rootForm         = regexp.MustCompile(`^r-[0-9a-z]{4,32}$`)
	ouForm           = regexp.MustCompile(`^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`)
	policyForm       = regexp.MustCompile(`^p-[0-9a-zA-Z_]{8,128}$`)
	organizationForm = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
	principalForm    = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)
)

// IsAccountID tells whether s has the form of an account ID.
func IsAccountID(s string) bool { return accountForm.MatchString(s) }

// IsRootID tells whether s has the form of a root's ID.
func IsRootID(s string) bool { return rootForm.MatchString(s) }

// IsOUID tells whether s has the form of an organizational unit's ID.
func IsOUID(s string) bool { return ouForm.MatchString(s) }

// IsPolicyID tells whether s has the form of a policy's ID.
func IsPolicyID(s string) bool { return policyForm.MatchString(s) }

// IsOrganizationID tells whether s has the form of an organization's ID.
func IsOrganizationID(s string) bool { return organizationForm.MatchString(s) }

// IsPrincipal tells whether s has the form of a service principal.
func IsPrincipal(s string) bool { return principalForm.MatchString(s) }

// ARN is an Amazon Resource Name cut into its six parts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type ARN struct {
	Partition, Service, Region, Account, Resource string
}

// String joins the parts.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

// ParseARN cuts an ARN into its parts. It gives an error that quotes s if s
// does not begin with arn: or has fewer than six parts.
func ParseARN(s string) (ARN, error) {
	p := strings.SplitN(s, ":", 6)
	if len(p) < 6 || p[0] != "arn" {
		return ARN{}, fmt.Errorf("%q is not an ARN: it needs six parts, arn:partition:service:region:account:resource", s)
	}
	return ARN{p[1], p[2], p[3], p[4], p[5]}, nil
}
