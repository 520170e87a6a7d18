package model

import (
	"strings"
	"time"

	"deputy/model/scp"
)

// ManagementAccount is what lives in the management account, as far as it was read;
// what is nil was not.
type ManagementAccount struct {
	Identities  *Identities
	RootUser    *RootUser
	Credentials *CredentialReport
	Trails      *Trails
}

// Identities are the IAM users and roles of the management account.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
type Identities struct {
	Users []string // their names
	Roles []IAMRole
	Taken time.Time
}

// IAMRole is an IAM role with its trust policy, as plain JSON.
type IAMRole struct {
	Name, Path string
	Trust      string
	Used       time.Time // when it was last used; zero if never, or not in the last 400 days
}

// RootUser says how the root user of the management account is protected.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
type RootUser struct {
	MFA        bool
	AccessKeys bool
	Taken      time.Time
}

// CredentialReport is IAM's credential report of the management account.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
type CredentialReport struct {
	Generated time.Time // zero if IAM has no report that is young enough to be read
	Users     []UserCredentials
}

// RootUserName is the name of the root user in a credential report.
const RootUserName = "<root_account>"

// UserCredentials are the credentials of an IAM user or of the root user.
type UserCredentials struct {
	User     string
	Password bool
	SignedIn time.Time // when the password was last used; zero if never, or not known
	MFA      bool
	Keys     []AccessKey // those that are active
}

// AccessKey is an active access key. The report numbers the keys of a user, and does
// not have their IDs.
type AccessKey struct {
	Number  int
	Rotated time.Time // when it was created or last changed
	Used    time.Time // zero if never
	Service string    // with which it was last used
}

// Trails are the CloudTrail trails that a Region of the management account shows:
// its own and those of all Regions.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
type Trails struct {
	Region Region
	Trails []Trail
	Taken  time.Time
}

// Trail is a CloudTrail trail. Whether it is logging is read of organization trails
// only.
type Trail struct {
	Name, ARN    string
	Home         Region
	Organization bool
	MultiRegion  bool
	Checked      bool // GetTrailStatus has answered
	Logging      bool
	Error        string // of the last delivery of log files
}

// ManagementAccountFact brings what was read of the management account; what is nil
// was not read, or not again.
type ManagementAccountFact struct {
	ManagementAccount
	open []OpenRole // of Identities, once they are looked for
}

func (ManagementAccountFact) fact() {}

// WantManagementAccount asks for what lives in the management account. A credential
// report is read if IAM has one; with Generate, IAM generates it first. It is no part
// of a full reading: what shows it asks for it, with credentials of the management
// account.
type WantManagementAccount struct{ Generate bool }

// WantCredentialReport asks IAM to generate a credential report of the management
// account, and for that report.
type WantCredentialReport struct{}

// Priority is that of what is on the screen.
func (WantManagementAccount) Priority() int { return 1 }

// Priority is that of what is on the screen.
func (WantCredentialReport) Priority() int { return 1 }

// ManagementAccountParts are the parts that WantManagementAccount asks for.
func ManagementAccountParts() []PartKey {
	return []PartKey{{Part: PartIdentities}, {Part: PartRootUser}, {Part: PartCredentials}, {Part: PartTrails}}
}

// OpenRole is a role whose trust policy allows more than AWS services to assume it,
// with that policy.
type OpenRole struct {
	*IAMRole
	Document *scp.Document
}

// The paths of the roles that belong to AWS services: these assume them, or people
// through IAM Identity Center, and nobody can edit their trust policies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const (
	pathServiceLinked  = "/aws-service-role/"
	pathIdentityCenter = "/aws-reserved/sso.amazonaws.com/"
)

// ReadIdentities returns the fact of identities, and does beforehand what takes long
// about applying it: another goroutine than that of the reading's owner can.
func ReadIdentities(x *Identities) ManagementAccountFact {
	f := ManagementAccountFact{ManagementAccount: ManagementAccount{Identities: x}, open: []OpenRole{}}
	parsed := map[string]*scp.Document{}
	for i := range x.Roles {
		role := &x.Roles[i]
		if strings.HasPrefix(role.Path, pathServiceLinked) || strings.HasPrefix(role.Path, pathIdentityCenter) {
			continue
		}
		d, known := parsed[role.Trust]
		if !known {
			if d = scp.Parse(role.Trust, scp.ResourcePolicy); !d.Broken() && onlyServices(d) {
				d = nil
			}
			parsed[role.Trust] = d
		}
		if d != nil {
			f.open = append(f.open, OpenRole{role, d})
		}
	}
	return f
}

// onlyServices reports whether a trust policy allows nothing but services.
func onlyServices(d *scp.Document) bool {
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Effect != scp.Allow {
			continue
		}
		if s.Principal.Not {
			return false
		}
		for _, p := range s.Principal.Parties {
			if p.Kind != "Service" {
				return false
			}
		}
	}
	return true
}

// managementAccount is what a reading knows of what lives in the management account.
type managementAccount struct {
	lives ManagementAccount
	open  []OpenRole
}

// Identities returns the IAM users and roles of the management account, and how far
// they have been read.
func (r *Reading) Identities() (Identities, Status) {
	return known(r.lives.Identities), r.Status(PartIdentities, "")
}

// OpenRoles returns the roles of the management account that more than AWS services
// may assume.
func (r *Reading) OpenRoles() []OpenRole { return r.managementAccount.open }

// RootUser returns how the root user of the management account is protected, and how
// far that has been read.
func (r *Reading) RootUser() (RootUser, Status) {
	return known(r.lives.RootUser), r.Status(PartRootUser, "")
}

// CredentialReport returns the credential report of the management account, and how
// far it has been read.
func (r *Reading) CredentialReport() (CredentialReport, Status) {
	return known(r.lives.Credentials), r.Status(PartCredentials, "")
}

// Trails returns the trails of the management account, and how far they have been
// read.
func (r *Reading) Trails() (Trails, Status) {
	return known(r.lives.Trails), r.Status(PartTrails, "")
}

func known[T any](v *T) (out T) {
	if v != nil {
		out = *v
	}
	return out
}

// ByManagementAccount reports whether the caller's account is the management account,
// of which alone IAM and CloudTrail can answer then; false while that is not known.
func (r *Reading) ByManagementAccount() bool {
	return r.Caller.Account != "" && r.Caller.Account == r.Organization.Management
}

// applyManagementAccount replaces what was read. A report that IAM does not have any
// more stays.
func (u update) applyManagementAccount(f ManagementAccountFact) {
	if f.Identities != nil {
		open := f.open
		if open == nil {
			open = ReadIdentities(f.Identities).open
		}
		u.lives.Identities, u.managementAccount.open = f.Identities, open
		u.touch(PartIdentities)
	}
	if f.RootUser != nil {
		u.lives.RootUser = f.RootUser
		u.touch(PartRootUser)
	}
	if f.Credentials != nil && (u.lives.Credentials == nil || !f.Credentials.Generated.IsZero()) {
		u.lives.Credentials = f.Credentials
		u.touch(PartCredentials)
	}
	if f.Trails != nil {
		u.lives.Trails = f.Trails
		u.touch(PartTrails)
	}
}

// takeManagementAccount copies what is known of the management account. Nobody
// changes what a fact has brought.
func (s *Snapshot) takeManagementAccount(r *Reading) {
	for part, take := range map[Part]func(){
		PartIdentities: func() { s.ManagementAccount.Identities = r.lives.Identities },
		PartRootUser:   func() { s.ManagementAccount.RootUser = r.lives.RootUser },
		PartTrails:     func() { s.ManagementAccount.Trails = r.lives.Trails },
		PartCredentials: func() {
			if c := r.lives.Credentials; c != nil && !c.Generated.IsZero() {
				s.ManagementAccount.Credentials = c
			}
		},
	} {
		if r.Status(part, "").Known() {
			take()
		}
	}
}

// restoreManagementAccount restores what lives in the management account, as old as it says
// itself.
func (r restore) restoreManagementAccount() {
	of := r.saved.ManagementAccount
	take := func(part Part, fact ManagementAccount, at time.Time) {
		if r.Status(part, "").Progress == Unread {
			r.applyManagementAccount(ManagementAccountFact{ManagementAccount: fact})
			r.markSavedAt(part, "", at)
		}
	}
	if x := of.Identities; x != nil {
		take(PartIdentities, ManagementAccount{Identities: x}, x.Taken)
	}
	if x := of.RootUser; x != nil {
		take(PartRootUser, ManagementAccount{RootUser: x}, x.Taken)
	}
	if x := of.Credentials; x != nil {
		take(PartCredentials, ManagementAccount{Credentials: x}, x.Generated)
	}
	if x := of.Trails; x != nil {
		take(PartTrails, ManagementAccount{Trails: x}, x.Taken)
	}
}
