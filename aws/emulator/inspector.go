package emulator

import (
	"deputy/model"
)

// inspector is Amazon Inspector. Trusted access has to be on before.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_EnableDelegatedAdminAccount.html
// https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html
var inspector = &restAPI{
	serviceHandler: serviceHandler{maxPage: 5, service: serviceAPI{
		id: "inspector", name: "Inspector", principal: "inspector2.amazonaws.com",
		regional: true, allowsManagement: true, needsAccess: true, otherCode: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			otherAdministrator: "ConflictException", alreadyAdministrator: "ConflictException", inProgress: "ConflictException",
			noMember: "ResourceNotFoundException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"POST /delegatedadminaccounts/enable": {
			operation: "EnableDelegatedAdminAccount", changes: true,
			required: params("delegatedAdminAccountId"), optional: params("clientToken"), run: designateInspector,
		},
		"POST /delegatedadminaccounts/disable": {
			operation: "DisableDelegatedAdminAccount", changes: true, required: params("delegatedAdminAccountId"), run: removeInspector,
		},
		"POST /delegatedadminaccounts/list": {operation: "ListDelegatedAdminAccounts", optional: params("maxResults", "nextToken"), run: listInspector},
		"POST /delegatedadminaccounts/get":  {operation: "GetDelegatedAdminAccount", run: getInspector},
	},
}

// delegatedAdmin is the answer that names the account.
type delegatedAdmin struct {
	Account model.AccountID `json:"delegatedAdminAccountId"`
}

func designateInspector(c *call) (any, error) {
	account := c.in.account("delegatedAdminAccountId")
	return delegatedAdmin{account}, c.designate(account, "")
}

func removeInspector(c *call) (any, error) {
	account := c.in.account("delegatedAdminAccountId")
	return delegatedAdmin{account}, c.remove(account, "")
}

func listInspector(c *call) (any, error) {
	type administrator struct {
		Account model.AccountID `json:"accountId"`
		Status  string          `json:"status"`
	}
	all, next, err := pageOf(c, c.administrators(""))
	return struct {
		Administrators []administrator `json:"delegatedAdminAccounts"`
		Next           string          `json:"nextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		return administrator{s.Account, statusWord(s, "DISABLE_IN_PROGRESS")}
	}), next}, err
}

// getInspector returns the one administrator; its relationship is that of a
// member, and has no word for a removal in progress.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_GetDelegatedAdminAccount.html
func getInspector(c *call) (any, error) {
	all := c.administrators("")
	if len(all) == 0 {
		return nil, c.refuse(notAdministrator)
	}
	type administrator struct {
		Account model.AccountID `json:"accountId"`
		Status  string          `json:"relationshipStatus"`
	}
	return struct {
		Administrator administrator `json:"delegatedAdmin"`
	}{administrator{all[0].Account, "ENABLED"}}, nil
}
