package emulator

// cloudTrail is AWS CloudTrail. One call is for all Regions, and Organizations
// is where its administrators are.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeregisterOrganizationDelegatedAdmin.html
var cloudTrail = &jsonAPI{
	target: "CloudTrail_20131101",
	desk: desk{own: own{
		id: "cloudtrail", name: "CloudTrail", principal: "cloudtrail.amazonaws.com",
		accessFirst: true, unlisted: true, several: true, otherwise: "InvalidParameterException",
		codes: map[refusal]string{
			notManagement: "NotOrganizationManagementAccountException", notInOrganization: "OrganizationsNotInUseException",
			notAllFeatures: "OrganizationNotInAllFeaturesModeException", noMember: "AccountNotFoundException",
			isManagement: "CannotDelegateManagementAccountException", accessOff: "CloudTrailAccessNotEnabledException",
			already: "AccountRegisteredException", tooMany: "DelegatedAdminAccountLimitExceededException",
			notActive: "OperationNotPermittedException", inProgress: "ConflictException",
			notAdministrator: "AccountNotRegisteredException",
		},
	}},
	routes: map[string]route{
		"RegisterOrganizationDelegatedAdmin":   {changes: true, required: list("MemberAccountId"), run: designateTrail},
		"DeregisterOrganizationDelegatedAdmin": {changes: true, required: list("DelegatedAdminAccountId"), run: dismissTrail},
	},
}

func designateTrail(c *call) (any, error) {
	return nil, c.designate(c.in.account("MemberAccountId"), "")
}

func dismissTrail(c *call) (any, error) {
	account := c.in.account("DelegatedAdminAccountId")
	switch {
	case c.s.world.account(account) == nil:
		return nil, c.refuse(noMember)
	case !accessible(c.own.principal, c.s.truth):
		return nil, c.refuse(accessOff)
	}
	return nil, c.dismiss(account, "")
}
