package model

import (
	"cmp"
	"slices"
	"strings"
)

// organizationsTarget begins the X-Amz-Target header of AWS Organizations.
const organizationsTarget = "AWSOrganizationsV20161128."

// organizationsCall is an operation of AWS Organizations on one principal.
func organizationsCall(operation, cli string, caller Party, parameters ...Input) ServiceCall {
	return ServiceCall{
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
func OrganizationsRegister() ServiceCall {
	return organizationsCall("RegisterDelegatedAdministrator",
		"register-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// OrganizationsDeregister is DeregisterDelegatedAdministrator.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func OrganizationsDeregister() ServiceCall {
	return organizationsCall("DeregisterDelegatedAdministrator",
		"deregister-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// OrganizationsList is ListDelegatedAdministrators for one principal.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
func OrganizationsList() ServiceCall {
	return organizationsCall("ListDelegatedAdministrators",
		"list-delegated-administrators --service-principal {principal}",
		PartyEither, organizationsPrincipal)
}

// OrganizationsEnableAccess is EnableAWSServiceAccess.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func OrganizationsEnableAccess() ServiceCall {
	return organizationsCall("EnableAWSServiceAccess",
		"enable-aws-service-access --service-principal {principal}",
		PartyManagement, organizationsPrincipal)
}

// RegisterCall is the call that registers the first administrator.
func (s Service) RegisterCall() ServiceCall {
	if s.Register.Road == RoadService {
		return *s.Register.Call
	}
	return OrganizationsRegister()
}

// RemoveCall is the call that removes an administrator.
func (s Service) RemoveCall() ServiceCall {
	if s.Remove.Road == RoadService {
		return *s.Remove.Call
	}
	return OrganizationsDeregister()
}

// ListCall is the call that lists the administrators.
func (s Service) ListCall() ServiceCall {
	if s.List.Road == RoadService {
		return *s.List.Call
	}
	return OrganizationsList()
}

// AccessNeeded are the principals whose trusted access a registration for
// the given principal rests on. If anyOf is true, one of them is enough.
func (s Service) AccessNeeded(principal Principal) (needed []Principal, anyOf bool) {
	for _, access := range s.TrustedAccess.Principals {
		switch {
		case access.Weight == AccessRequired && access.Name == principal:
			return []Principal{principal}, false
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

// ServiceOfCall finds the service whose own API has the operation, and which
// of its calls that is: to switch trusted access on, to register, to remove or
// to list.
func ServiceOfCall(api, operation string) (Service, Action, bool) {
	for _, s := range Catalog() {
		is := func(c *ServiceCall) bool { return c != nil && c.Service == api && c.Operation == operation }
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

// CallOf finds a service's own call by the service's API and the operation.
func CallOf(api, operation string) (ServiceCall, bool) {
	for _, s := range Catalog() {
		for _, call := range s.calls() {
			if call.Service == api && call.Operation == operation {
				return *call, true
			}
		}
	}
	return ServiceCall{}, false
}

// Values gives the call's parameters under their documented names. Tokens that
// make a call idempotent are left to whoever sends it.
func (c ServiceCall) Values(with Arguments) Parameters {
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

// HomeIn gives the Region whose endpoint takes the call in a partition; empty
// if any will do. Without a partition it is that of partition aws.
func (c ServiceCall) HomeIn(partition string) Region { return c.Home[cmp.Or(partition, "aws")] }

// Given gives the call's parameters that have a value.
func (c ServiceCall) Given(values Parameters) []Input {
	return slices.DeleteFunc(slices.Clone(c.Parameters), func(in Input) bool { return values.Get(in.Name) == "" })
}

// accountIn gives the account that a call of the service's own names.
func (s Service) accountIn(e JournalEntry) AccountID {
	for _, call := range s.calls() {
		for _, in := range call.Parameters {
			if call.Operation == e.Operation && in.Value == InputAccount {
				return AccountID(e.Parameters.Get(in.Name))
			}
		}
	}
	return ""
}

// NamesAccount tells whether the call says which account it is about.
func (c ServiceCall) NamesAccount() bool {
	return slices.ContainsFunc(c.Parameters, func(in Input) bool { return in.Value == InputAccount })
}

// Arguments are the values of one call.
type Arguments struct {
	Account   string
	Principal Principal
	Feature   string
}

// Command is the call as an AWS CLI line. Values that are no plain words are
// quoted for a shell. Without a feature the call is made for the default.
func (c ServiceCall) Command(with Arguments) string {
	line := c.CLI
	if with.Feature == "" {
		line = strings.ReplaceAll(line, " --feature {feature}", "")
	}
	return strings.NewReplacer(
		"{account}", shellQuote(with.Account),
		"{principal}", shellQuote(string(with.Principal)),
		"{feature}", shellQuote(with.Feature),
	).Replace(line)
}
