package emulator

import (
	"deputy/model"
)

// macie is Amazon Macie. A registration switches trusted access on.
// https://docs.aws.amazon.com/macie/latest/APIReference/admin.html
var macie = &restAPI{
	serviceHandler: serviceHandler{maxPage: 25, service: serviceAPI{
		id: "macie", name: "Macie", principal: "macie.amazonaws.com", regional: true, allowsManagement: true,
		otherCode: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			otherAdministrator: "ConflictException", alreadyAdministrator: "ConflictException", inProgress: "ConflictException",
			noMember: "ResourceNotFoundException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"POST /admin":   {operation: "EnableOrganizationAdminAccount", changes: true, required: params("adminAccountId"), optional: params("clientToken"), run: designateAdmin},
		"DELETE /admin": {operation: "DisableOrganizationAdminAccount", changes: true, required: params("adminAccountId"), run: removeAdmin},
		"GET /admin":    {operation: "ListOrganizationAdminAccounts", optional: params("maxResults", "nextToken"), run: listMacie},
	},
}

func listMacie(c *call) (any, error) {
	type administrator struct {
		Account model.AccountID `json:"accountId"`
		Status  string          `json:"status"`
	}
	all, next, err := pageOf(c, c.administrators(""))
	return struct {
		Administrators []administrator `json:"adminAccounts"`
		Next           string          `json:"nextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		return administrator{s.Account, statusWord(s, "DISABLING_IN_PROGRESS")}
	}), next}, err
}
