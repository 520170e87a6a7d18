package emulator

import "deputy/model"

// macie is Amazon Macie. A registration switches trusted access on.
// https://docs.aws.amazon.com/macie/latest/APIReference/admin.html
var macie = &restAPI{
	desk: desk{most: 25, own: own{
		id: "macie", name: "Macie", principal: "macie.amazonaws.com", regional: true, management: true,
		otherwise: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			another: "ConflictException", already: "ConflictException", inProgress: "ConflictException",
			noMember: "ResourceNotFoundException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"POST /admin":   {operation: "EnableOrganizationAdminAccount", changes: true, required: list("adminAccountId"), optional: list("clientToken"), run: designateAdmin},
		"DELETE /admin": {operation: "DisableOrganizationAdminAccount", changes: true, required: list("adminAccountId"), run: dismissAdmin},
		"GET /admin":    {operation: "ListOrganizationAdminAccounts", optional: list("maxResults", "nextToken"), run: listMacie},
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
