package catalog

import (
	"slices"

	"deputy/model"
)

// Service is an entry of the catalogue: a service whose administration can be
// delegated to a member account, and how that is done and undone. The entries are
// data, in the JSON files of this package. Flags and lists decide, texts only
// explain.
//
// The list of such services is
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html.
type Service struct {
	// ID names the service on the command line and in files.
	ID model.ServiceID `json:"id"`
	// Name is the name that AWS gives the service.
	Name string `json:"name"`
	// Covers says which features the delegation is for, if the name does not;
	// mostly empty.
	Covers string `json:"covers,omitempty"`
	// Family is the group that the service belongs to.
	Family Family `json:"-"`
	// Core marks the services that most organizations delegate.
	Core bool `json:"core"`
	// Principals are the service principals of the delegation. Each is
	// registered on its own, and the first is the main one.
	Principals []DelegationPrincipal `json:"principals"`
	// Features are the parts of the service that have an administrator each,
	// behind the same API; empty for all services but Security Hub.
	Features []Feature `json:"features,omitempty"`

	// TrustedAccess is the service's access to the organization.
	TrustedAccess AccessRules `json:"trustedAccess"`
	// Register says how an account is registered.
	Register Registration `json:"register"`
	// Remove says how it is removed, and what that breaks.
	Remove Removal `json:"remove"`
	// List says how the administrators are read.
	List Listing `json:"list"`
	// Regions says whether there is an administrator for each Region.
	Regions Regions `json:"regions"`
	// Quota is how many administrators the service allows.
	Quota Quota `json:"quota"`
	// ManagementAccount says whether the management account itself may be the
	// administrator. It is AnswerNo for every service whose mechanism is
	// Organizations:
	// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html.
	ManagementAccount Answer `json:"managementAccount"`
	// MemberLimit is how many accounts an administrator of this service can
	// manage; 0 if no limit below the organization's own is known.
	MemberLimit int `json:"memberLimit,omitempty"`
	// Prerequisites are what must hold before the registration, or before it
	// is of use.
	Prerequisites []Prerequisite `json:"prerequisites"`
	// Grants says what the account can do once it is registered, besides the 24
	// read operations of Organizations that every registration allows.
	Grants string `json:"grants"`
	// Warning says what to consider before registering; mostly empty.
	Warning string `json:"warning,omitempty"`

	// OrganizationsAPI says what a registration through Organizations alone
	// achieves.
	OrganizationsAPI OrganizationsAPI `json:"organizationsApi"`
	// Availability says whether the service still takes new customers.
	Availability Availability `json:"availability,omitzero"`
	// Terraform names the resource that may own the setting.
	Terraform Terraform `json:"terraform"`
	// AdminActions are some IAM actions that an administrator typically needs;
	// empty if they are not known.
	AdminActions []string `json:"adminActions"`
	// Docs is the page to read first. Sources are the pages that the entry is
	// based on. Each subject is proved by one of them, or is unverified.
	Docs    string   `json:"docs"`
	Sources []Source `json:"sources"`
	// Unverified are the points of this entry that no page of AWS proves.
	Unverified []Unverified `json:"unverified"`
}

// OrganizationsGrant says what every registration grants, whatever the service.
const OrganizationsGrant = "24 read operations of AWS Organizations: the whole tree, accounts, policies and delegations."

// DelegationPrincipal is a service principal that an account can be registered
// for.
type DelegationPrincipal struct {
	// Name is the principal.
	Name model.Principal `json:"name"`
	// For says what the principal is for, if the service has several.
	For string `json:"for,omitempty"`
	// Quota is how many administrators the principal may have. If the data has
	// none, it is the quota of the service.
	Quota Quota `json:"quota,omitzero"`
	// Removal is what the removal from this principal alone breaks; nil if that
	// is the same for all.
	Removal *Consequences `json:"removal,omitempty"`
}

// Feature is a part of a service with an administrator of its own.
type Feature struct {
	// Value is what the API calls it.
	Value string `json:"value"`
	// Name is what people call it.
	Name string `json:"name"`
	// ManagementAccount is the service's answer for this part, if that differs;
	// else zero.
	ManagementAccount Answer `json:"managementAccount,omitzero"`
}

// Regions says in which Regions an administrator is set.
type Regions struct {
	// Regional is true if each Region has a setting of its own.
	Regional bool `json:"regional"`
	// OneAccount is true if the same account must be the administrator in all
	// Regions.
	OneAccount bool `json:"oneAccount,omitempty"`
	// ManagementBeside is true if the management account can be the
	// administrator in some Regions, and another account in others.
	ManagementBeside bool `json:"managementBeside,omitempty"`
	// GlobalRegion is the Region whose endpoint takes the calls in partition
	// aws; empty if any does.
	GlobalRegion model.Region `json:"globalRegion,omitempty"`
	// Only are the Regions that offer the service, if that is known. For most
	// services these are the Regions that the AWS SDK for Go has endpoints of.
	// AWS adds Regions, so a Region that is not in this list proves nothing.
	Only []model.Region `json:"only,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Quota is how many administrators a service allows.
type Quota struct {
	// Number is the largest number of administrators; 0 if none is known.
	Number int `json:"number"`
	// Documented is true if AWS documents the number. A number that is not
	// documented warns, and does not block.
	Documented bool `json:"documented"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// OrganizationsAPI says what RegisterDelegatedAdministrator of AWS
// Organizations achieves for a service on its own.
type OrganizationsAPI struct {
	// Support is what it achieves.
	Support Support `json:"support"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Terraform names the resource of the Terraform AWS provider for a delegation.
type Terraform struct {
	// Resource is the type; empty if the provider has none.
	Resource string `json:"resource,omitempty"`
	// ImportID is the form of the ID to import; {account} and {principal}
	// stand for the values.
	ImportID string `json:"importId,omitempty"`
	// Account is the argument that takes the account; empty for the resource of AWS
	// Organizations.
	Account string `json:"account,omitempty"`
	// Region is true if the resource takes a Region, and its ID to import does.
	Region bool `json:"region,omitempty"`
	// Feature is the feature whose administrators the resource manages, if it does
	// not manage all of the service's.
	Feature string `json:"feature,omitempty"`
}

// HasPrincipal reports whether the service is delegated by a principal.
func (s Service) HasPrincipal(principal model.Principal) bool {
	return slices.ContainsFunc(s.Principals, func(p DelegationPrincipal) bool { return p.Name == principal })
}

// FeatureName returns the name of a feature; empty if the service does not have
// it.
func (s Service) FeatureName(value string) string {
	for _, f := range s.Features {
		if f.Value == value {
			return f.Name
		}
	}
	return ""
}

// Breaks returns what a removal from some of the service's principals breaks.
func (s Service) Breaks(principals []model.Principal) Consequences {
	if len(principals) == 1 {
		for _, p := range s.Principals {
			if p.Name == principals[0] && p.Removal != nil {
				return *p.Removal
			}
		}
	}
	return s.Remove.Consequences
}

// Calls returns all calls of the service API that the entry has.
func (s Service) Calls() []*Call {
	all := []*Call{
		s.TrustedAccess.Call, s.TrustedAccess.Status,
		s.Register.Call, s.Register.Further, s.Remove.Call, s.List.Call, s.List.Detail,
	}
	return slices.DeleteFunc(all, func(call *Call) bool { return call == nil })
}
