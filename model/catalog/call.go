package catalog

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// organizationsTarget begins the X-Amz-Target header of AWS Organizations.
const organizationsTarget = "AWSOrganizationsV20161128."

// organizationsCall is an operation of AWS Organizations on one principal.
func organizationsCall(operation, cli string, caller Party, parameters ...Input) Call {
	return Call{
		Service: "organizations", Operation: operation, Protocol: ProtocolJSON, Method: "POST", Path: "/",
		Target: organizationsTarget + operation, Parameters: parameters, Caller: caller,
		CLI: "aws organizations " + cli,
	}
}

var (
	organizationsAccount   = Input{Name: "AccountId", Wire: "AccountId", Value: InputAccount}
	organizationsPrincipal = Input{Name: "ServicePrincipal", Wire: "ServicePrincipal", Value: InputPrincipal}
)

// OrganizationsRegister is RegisterDelegatedAdministrator.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func OrganizationsRegister() Call {
	return organizationsCall("RegisterDelegatedAdministrator",
		"register-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// OrganizationsDeregister is DeregisterDelegatedAdministrator.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func OrganizationsDeregister() Call {
	return organizationsCall("DeregisterDelegatedAdministrator",
		"deregister-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// OrganizationsList is ListDelegatedAdministrators for one principal.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
func OrganizationsList() Call {
	return organizationsCall("ListDelegatedAdministrators",
		"list-delegated-administrators --service-principal {principal}",
		PartyEither, organizationsPrincipal)
}

// OrganizationsEnableAccess is EnableAWSServiceAccess.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func OrganizationsEnableAccess() Call {
	return organizationsCall("EnableAWSServiceAccess",
		"enable-aws-service-access --service-principal {principal}",
		PartyManagement, organizationsPrincipal)
}

// RegisterCall is the call that registers the first administrator.
func (s Service) RegisterCall() Call {
	if s.Register.Mechanism == MechanismServiceAPI {
		return *s.Register.Call
	}
	return OrganizationsRegister()
}

// RemoveCall is the call that removes an administrator.
func (s Service) RemoveCall() Call {
	if s.Remove.Mechanism == MechanismServiceAPI {
		return *s.Remove.Call
	}
	return OrganizationsDeregister()
}

// ListCall is the call that lists the administrators.
func (s Service) ListCall() Call {
	if s.List.Mechanism == MechanismServiceAPI {
		return *s.List.Call
	}
	return OrganizationsList()
}

// AccessNeeded are the principals whose trusted access a registration for
// the given principal rests on. If anyOf is true, one of them is enough.
func (s Service) AccessNeeded(principal model.Principal) (needed []model.Principal, anyOf bool) {
	for _, access := range s.TrustedAccess.Principals {
		switch {
		case access.Weight == AccessRequired && access.Name == principal:
			return []model.Principal{principal}, false
		case access.Weight == AccessEither:
			needed, anyOf = append(needed, access.Name), true
		}
	}
	if len(needed) > 0 {
		return needed, anyOf
	}
	for _, access := range s.TrustedAccess.Principals {
		if access.Weight == AccessRequired {
			needed = append(needed, access.Name)
		}
	}
	return needed, false
}

// ByCall finds the service whose own API has the operation, and which
// of its calls that is: to switch trusted access on, to register, to remove or
// to list.
func ByCall(api, operation string) (Service, Action, bool) {
	for _, s := range Services() {
		is := func(c *Call) bool { return c != nil && c.Service == api && c.Operation == operation }
		switch {
		case is(s.TrustedAccess.Call):
			return s, ActionEnableAccess, true
		case is(s.Register.Call), is(s.Register.Further):
			return s, ActionRegister, true
		case is(s.Remove.Call):
			return s, ActionDeregister, true
		case is(s.List.Call):
			return s, ActionCheck, true
		}
	}
	return Service{}, ActionNone, false
}

// FindCall finds a service's own call by the service's API and the operation.
func FindCall(api, operation string) (Call, bool) {
	for _, s := range Services() {
		for _, call := range s.Calls() {
			if call.Service == api && call.Operation == operation {
				return *call, true
			}
		}
	}
	return Call{}, false
}

// Values gives the call's parameters under their documented names. Tokens that
// make a call idempotent are left to whoever sends it.
func (c Call) Values(with Arguments) Parameters {
	values := Parameters{}
	for _, in := range c.Parameters {
		value := in.Fixed
		switch in.Value {
		case InputAccount:
			value = with.Account
		case InputPrincipal:
			value = string(with.Principal)
		case InputFeature:
			value = with.Feature
		case InputToken:
			continue
		default: // always the same
		}
		if value == "" && in.Optional {
			continue
		}
		values = append(values, Parameter{in.Name, value})
	}
	return values
}

// GlobalRegion gives the Region whose endpoint takes the call in a partition; empty
// if any will do. Without a partition it is that of partition aws.
func (c Call) GlobalRegion(partition string) model.Region {
	return c.GlobalRegions[cmp.Or(partition, "aws")]
}

// Given gives the call's parameters that have a value.
func (c Call) Given(values Parameters) []Input {
	return slices.DeleteFunc(slices.Clone(c.Parameters), func(in Input) bool { return values.Get(in.Name) == "" })
}

// NamesAccount tells whether the call says which account it is about.
func (c Call) NamesAccount() bool {
	return slices.ContainsFunc(c.Parameters, func(in Input) bool { return in.Value == InputAccount })
}

// Arguments are the values of one call.
type Arguments struct {
	Account   string
	Principal model.Principal
	Feature   string
}

// Command is the call as an AWS CLI line. Values that are no plain words are
// quoted for a shell. Without a feature the call is made for the default.
func (c Call) Command(with Arguments) string {
	line := c.CLI
	if with.Feature == "" {
		line = strings.ReplaceAll(line, " --feature {feature}", "")
	}
	return strings.NewReplacer(
		"{account}", phrase.ShellQuote(with.Account),
		"{principal}", phrase.ShellQuote(string(with.Principal)),
		"{feature}", phrase.ShellQuote(with.Feature),
	).Replace(line)
}
