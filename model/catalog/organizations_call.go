package catalog

// organizationsTarget is the start of the X-Amz-Target header of AWS
// Organizations.
const organizationsTarget = "AWSOrganizationsV20161128."

// organizationsCall returns a call of AWS Organizations.
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

// registerInOrganizations returns RegisterDelegatedAdministrator.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func registerInOrganizations() Call {
	return organizationsCall("RegisterDelegatedAdministrator",
		"register-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// deregisterInOrganizations returns DeregisterDelegatedAdministrator.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func deregisterInOrganizations() Call {
	return organizationsCall("DeregisterDelegatedAdministrator",
		"deregister-delegated-administrator --account-id {account} --service-principal {principal}",
		PartyManagement, organizationsAccount, organizationsPrincipal)
}

// listInOrganizations returns ListDelegatedAdministrators for one principal.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
func listInOrganizations() Call {
	return organizationsCall("ListDelegatedAdministrators",
		"list-delegated-administrators --service-principal {principal}",
		PartyEither, organizationsPrincipal)
}
