package model

// CallerRole is what the caller's account is in the organization.
type CallerRole uint8

// The roles of a caller. AWS's answers do not distinguish a plain member account
// from one that lacks every organizations:List* permission: both are
// CallerMember.
const (
	CallerUnknown CallerRole = iota
	CallerManagement
	CallerDelegated
	CallerMember
)

// Words returns the role as a noun, such as "management account"; empty for
// CallerUnknown.
func (r CallerRole) Words() string {
	return [...]string{"", "management account", "delegated administrator", "member, or no organizations:List* permission"}[r]
}

// Caller is who makes the calls to AWS: the answer of GetCallerIdentity, the
// role of that account in the organization, and where the calls go.
type Caller struct {
	Account   AccountID
	ARN       string
	UserID    string
	Role      CallerRole
	Partition string // aws, aws-cn, aws-us-gov, …
	Profile   string // the shared configuration's profile, if one was chosen
	Endpoint  string // a custom endpoint; empty for AWS's own
	Region    Region // the configured one; empty in the built-in organization and in a saved reading
	Demo      bool   // the built-in organization, or a rehearsal on a copy
	ChangedBy string // the profile or role that makes the changes instead; empty if the caller does
	Delegate  string // the profile or role for steps that only the delegated administrator can take; empty if a person has to
}
