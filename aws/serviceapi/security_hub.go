package serviceapi

import (
	"deputy/aws/rawcall"
	"deputy/model"
)

// securityHubAPI is AWS Security Hub.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html
var securityHubAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount":  rawcall.SendStep,
		"DisableOrganizationAdminAccount": rawcall.SendStep,
	},
	List: lister[securityHubAdministrator]("securityhub", "ListOrganizationAdminAccounts", member{name: "AdminAccounts"}),
}

// securityHubAdministrator is an administrator in Security Hub's list.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AdminAccount.html
type securityHubAdministrator struct {
	Account string `json:"AccountId"`
	Status  string `json:"Status"`
}

func (a securityHubAdministrator) setting() (model.Setting, bool) {
	return administrator(a.Account, a.Status == "DISABLE_IN_PROGRESS"), true
}
