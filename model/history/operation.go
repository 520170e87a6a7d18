package history

import (
	"slices"
	"sync"

	"deputy/model/catalog"
	"deputy/model/phrase"
)

// Kind says what a change is about.
type Kind uint8

// The kinds of changes.
const (
	Delegation Kind = iota + 1
	TrustedAccess
	ResourcePolicy
	Account
	OU
	Policy
	Attachment
	Organization
)

var kindWords = []string{"delegation", "trusted access", "resource policy", "account", "OU", "policy", "attachment", "organization"}

// String returns the kind in words.
func (k Kind) String() string { return phrase.StateWord(kindWords, k) }

// organizations is the service whose calls change the organization, as IAM has it.
const organizations = "organizations"

// organizationsCalls are the calls of AWS Organizations that change something, and the
// results that it reports later, the delegations first. Tags are left out.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
var organizationsCalls = []struct {
	kind  Kind
	names []string
}{
	{Delegation, []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"}},
	{TrustedAccess, []string{"EnableAWSServiceAccess", "DisableAWSServiceAccess"}},
	{ResourcePolicy, []string{"PutResourcePolicy", "DeleteResourcePolicy"}},
	{Account, []string{
		"CreateAccount", "CreateGovCloudAccount", createResult, "CloseAccount", closeResult, "MoveAccount", "RemoveAccountFromOrganization",
		"InviteAccountToOrganization", "AcceptHandshake", "CancelHandshake",
	}},
	{OU, []string{"CreateOrganizationalUnit", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit"}},
	{Policy, []string{"CreatePolicy", "UpdatePolicy", "DeletePolicy", "EnablePolicyType", "DisablePolicyType"}},
	{Attachment, []string{"AttachPolicy", "DetachPolicy"}},
	{Organization, []string{
		"CreateOrganization", "EnableAllFeatures", "InviteOrganizationToTransferResponsibility",
		"UpdateResponsibilityTransfer", "TerminateResponsibilityTransfer",
	}},
}

// The events of what AWS Organizations did in the background.
const (
	createResult = "CreateAccountResult"
	closeResult  = "CloseAccountResult"
)

// switchingOff are the services' own calls that switch trusted access off. The catalogue
// does not have them, because deputy never makes them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeactivateOrganizationsAccess.html
// https://docs.aws.amazon.com/health/latest/APIReference/API_DisableHealthServiceAccessForOrganization.html
// https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DisableAWSOrganizationsAccess.html
// https://docs.aws.amazon.com/notifications/latest/APIReference/API_DisableNotificationsAccessForOrganization.html
var switchingOff = map[operation]operation{
	{"cloudformation", "DeactivateOrganizationsAccess"}:            {"cloudformation", "ActivateOrganizationsAccess"},
	{"health", "DisableHealthServiceAccessForOrganization"}:        {"health", "EnableHealthServiceAccessForOrganization"},
	{"servicecatalog", "DisableAWSOrganizationsAccess"}:            {"servicecatalog", "EnableAWSOrganizationsAccess"},
	{"notifications", "DisableNotificationsAccessForOrganization"}: {"notifications", "EnableNotificationsAccessForOrganization"},
}

// operation is a call of an API, by the names that IAM and the API have.
type operation struct{ service, name string }

// meaning is what a call changes.
type meaning struct {
	kind Kind
	off  bool // removes an administrator, or switches trusted access off
	of   catalog.Service
	call *catalog.Call // of a service API; nil for AWS Organizations
}

// meanings returns what each call changes that is looked for.
var meanings = sync.OnceValue(func() map[operation]meaning {
	all := map[operation]meaning{}
	for _, g := range organizationsCalls {
		for _, name := range g.names {
			all[operation{organizations, name}] = meaning{kind: g.kind}
		}
	}
	for _, s := range catalog.Services() {
		add := func(c *catalog.Call, kind Kind, off bool) {
			if c != nil {
				all[operation{c.Service, c.Operation}] = meaning{kind, off, s, c}
			}
		}
		add(s.Register.Call, Delegation, false)
		add(s.Register.Further, Delegation, false)
		add(s.Remove.Call, Delegation, true)
		add(s.TrustedAccess.Call, TrustedAccess, false)
	}
	for off, on := range switchingOff {
		m := all[on]
		m.off = true
		all[off] = m
	}
	return all
})

// OrganizationNames returns the names of the events of AWS Organizations, which are in
// the history of one Region, in the order in which they matter.
func OrganizationNames() []string {
	var names []string
	for _, g := range organizationsCalls {
		names = append(names, g.names...)
	}
	return names
}

// ServiceNames returns the names of the events of the services that register
// administrators or switch trusted access on by themselves. They may be in the history
// of every Region.
func ServiceNames() []string {
	var names []string
	for of := range meanings() {
		if of.service != organizations {
			names = append(names, of.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
