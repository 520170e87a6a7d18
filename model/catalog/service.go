package catalog

import (
	"deputy/model"
)

// Service is one entry of the catalogue: a service whose administration can
// be delegated to a member account, and all that deputy knows of the way
// there and back. The entries are data, in catalog/*.json; flags and lists
// decide, texts only explain.
//
// The list of such services is
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html.
type Service struct {
	// ID is the word for the service on the command line and in files.
	ID model.ServiceID `json:"id"`
	// Name is the name that AWS gives the service.
	Name string `json:"name"`
	// Covers says which features the delegation is for, where the name alone
	// does not; mostly empty.
	Covers string `json:"covers,omitempty"`
	// Family is the duty that the service belongs to. Services of one family
	// usually live in the same account. It is deputy's own judgement.
	Family Family `json:"-"`
	// Core marks the services that most organizations delegate.
	Core bool `json:"core"`
	// Principals are the service principals of the delegation, each of which
	// takes its own registration. The first is the main one.
	Principals []DelegationPrincipal `json:"principals"`
	// Features are the parts of the service that keep an administrator each
	// behind the same API; empty for all services but Security Hub.
	Features []Feature `json:"features,omitempty"`

	// TrustedAccess is the service's access to the organization.
	TrustedAccess AccessRules `json:"trustedAccess"`
	// Register is the road to a delegation.
	Register Registration `json:"register"`
	// Remove is the road back, and what is lost on it.
	Remove Removal `json:"remove"`
	// List is how the administrators are read.
	List Listing `json:"list"`
	// Regions says whether an administrator is set Region by Region.
	Regions Regions `json:"regions"`
	// Quota is how many administrators the service allows.
	Quota Quota `json:"quota"`
	// ManagementAccount says whether the management account itself may be
	// the administrator. It is always AnswerNo where Organizations is the road:
	// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html.
	ManagementAccount Answer `json:"managementAccount"`
	// MemberLimit is how many accounts an administrator of this service can
	// manage; 0 where no limit below the organization's own is known.
	MemberLimit int `json:"memberLimit,omitempty"`
	// Prerequisites are what must be so before the registration, or before
	// it is of use.
	Prerequisites []Prerequisite `json:"prerequisites"`
	// Grants says what the account can do once registered, beyond the 24
	// Organizations reads that every registration gives.
	Grants string `json:"grants"`
	// Warning is what a careful person would want to be told before
	// registering; mostly empty.
	Warning string `json:"warning,omitempty"`

	// OrganizationsAPI says what a registration through Organizations alone
	// is worth.
	OrganizationsAPI OrganizationsAPI `json:"organizationsApi"`
	// Availability tells whether the service still takes customers.
	Availability Availability `json:"availability,omitzero"`
	// Terraform names the resource that may own the setting.
	Terraform Terraform `json:"terraform"`
	// AdminActions are some IAM actions that its administrator typically
	// needs; empty where they are not known.
	AdminActions []string `json:"adminActions"`
	// Docs is the page to read first, Sources are those that the entry rests
	// on.
	Docs    string   `json:"docs"`
	Sources []string `json:"sources"`
	// Unverified are the points of this entry that no source proves.
	Unverified []Unverified `json:"unverified"`
}

// DelegationPrincipal is a service principal that an account can be
// registered for.
type DelegationPrincipal struct {
	// Name is the principal.
	Name model.Principal `json:"name"`
	// For says what the principal is for, where a service has several.
	For string `json:"for,omitempty"`
	// Quota is the number of administrators of this principal. Catalog fills
	// in the quota of the service where the data has none.
	Quota Quota `json:"quota,omitzero"`
}

// Feature is a part of a service with an administrator of its own.
type Feature struct {
	// Value is what the API calls it.
	Value string `json:"value"`
	// Name is what people call it.
	Name string `json:"name"`
}

// Regions says where an administrator is set.
type Regions struct {
	// Regional is true if each Region has its own setting.
	Regional bool `json:"regional"`
	// OneAccount is true if the same account must hold the role in all
	// Regions.
	OneAccount bool `json:"oneAccount,omitempty"`
	// ManagementBeside is true if the management account can hold the role in
	// some Regions beside another account in others.
	ManagementBeside bool `json:"managementBeside,omitempty"`
	// Home is the one Region (in partition aws) whose endpoint takes the
	// calls; empty where any will do.
	Home model.Region `json:"home,omitempty"`
	// Only are the Regions that have the feature, where that is known: for most
	// services those that the AWS SDK for Go lists endpoints of. AWS adds Regions,
	// so that one is missing here proves nothing on its own.
	Only []model.Region `json:"only,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Quota is a number of administrators.
type Quota struct {
	// Number is the largest number of administrators; 0 if none is known.
	Number int `json:"number"`
	// Documented is true if AWS prints the number. One that is only common
	// knowledge warns, it does not block.
	Documented bool `json:"documented"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Prerequisite is something that must be so before a registration.
type Prerequisite struct {
	// Kind tells whether a plan can check it.
	Kind PrerequisiteKind `json:"kind"`
	// Text says what must be so.
	Text string `json:"text"`
	// Use is true if the registration works without it, but is of no use.
	Use bool `json:"use,omitempty"`
	// Command is an AWS CLI line that brings it about, if there is one.
	Command string `json:"command,omitempty"`
}

// OrganizationsAPI says what RegisterDelegatedAdministrator of Organizations
// does for a service on its own.
type OrganizationsAPI struct {
	// Worth is the verdict.
	Worth Support `json:"worth"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Availability tells whether a service still takes customers. Dates are
// written 2006-01-02.
type Availability struct {
	// ClosedSince is the day from which there are no new customers.
	ClosedSince string `json:"closedSince,omitempty"`
	// Ends is the day on which the service ends.
	Ends string `json:"ends,omitempty"`
}

// Terraform is the resource of the AWS provider that holds a delegation.
type Terraform struct {
	// Resource is the type; empty if the provider has none.
	Resource string `json:"resource,omitempty"`
	// ImportID is the form of the ID to import: {account} and {principal}
	// stand for the values.
	ImportID string `json:"importId,omitempty"`
}

// Unverified is a point that no source proves.
type Unverified struct {
	// Touches says which direction rests on it.
	Touches Affects `json:"touches"`
	// Text says what is not verified.
	Text string `json:"text"`
}
