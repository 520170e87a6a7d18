package emulator

// securityLake is Amazon Security Lake. One call is for all Regions; a
// registration switches trusted access on, and Organizations is where its
// administrator is listed.
// https://docs.aws.amazon.com/security-lake/latest/APIReference/API_RegisterDataLakeDelegatedAdministrator.html
var securityLake = &restAPI{
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "security-lake", name: "Security Lake", principal: "securitylake.amazonaws.com", noList: true,
		otherCode: "BadRequestException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			otherAdministrator: "ConflictException", alreadyAdministrator: "ConflictException", inProgress: "ConflictException",
			noMember: "ResourceNotFoundException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"POST /v1/datalake/delegate":   {operation: "RegisterDataLakeDelegatedAdministrator", changes: true, required: params("accountId"), run: designateLake},
		"DELETE /v1/datalake/delegate": {operation: "DeregisterDataLakeDelegatedAdministrator", changes: true, run: removeCurrent},
	},
}

func designateLake(c *call) (any, error) { return nil, c.designate(c.in.account("accountId"), "") }
