package emulator

// cloudTrail is AWS CloudTrail. One call is for all Regions, and Organizations
// is where its administrators are.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeregisterOrganizationDelegatedAdmin.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
var cloudTrail = &jsonAPI{
	target: "CloudTrail_20131101",
	serviceHandler: serviceHandler{maxPage: maxLookup, service: serviceAPI{
		id: "cloudtrail", name: "CloudTrail", principal: "cloudtrail.amazonaws.com",
		needsAccess: true, noList: true, manyAdministrators: true, otherCode: "InvalidParameterException",
		codes: map[refusal]string{
			notManagement: "NotOrganizationManagementAccountException", notInOrganization: "OrganizationsNotInUseException",
			notAllFeatures: "OrganizationNotInAllFeaturesModeException", noMember: "AccountNotFoundException",
			isManagement: "CannotDelegateManagementAccountException", accessOff: "CloudTrailAccessNotEnabledException",
			alreadyAdministrator: "AccountRegisteredException", tooManyAdministrators: "DelegatedAdminAccountLimitExceededException",
			notActive: "OperationNotPermittedException", inProgress: "ConflictException",
			notAdministrator: "AccountNotRegisteredException", badToken: "InvalidNextTokenException",
		},
	}},
	routes: map[string]route{
		"RegisterOrganizationDelegatedAdmin":   {changes: true, required: params("MemberAccountId"), run: designateTrail},
		"DeregisterOrganizationDelegatedAdmin": {changes: true, required: params("DelegatedAdminAccountId"), run: removeTrail},
		"LookupEvents":                         {anyCaller: true, optional: params("LookupAttributes", "StartTime", "EndTime", "EventCategory", "MaxResults", "NextToken"), run: lookUpEvents},
		"DescribeTrails":                       {anyCaller: true, optional: params("trailNameList", "includeShadowTrails"), run: describeTrails},
		"GetTrailStatus":                       {anyCaller: true, required: params("Name"), run: getTrailStatus},
	},
}

func designateTrail(c *call) (any, error) {
	return nil, c.designate(c.in.account("MemberAccountId"), "")
}

func removeTrail(c *call) (any, error) {
	account := c.in.account("DelegatedAdminAccountId")
	switch {
	case c.s.index.account(account) == nil:
		return nil, c.refuse(noMember)
	case !hasNeededAccess(c.service.principal, c.s.current):
		return nil, c.refuse(accessOff)
	}
	return nil, c.remove(account, "")
}
