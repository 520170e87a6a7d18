package serviceapi

import (
	"deputy/aws/rawcall"
	"deputy/model"
)

// macieAPI is Amazon Macie.
// https://docs.aws.amazon.com/macie/latest/APIReference/admin.html
var macieAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount":  rawcall.SendStep,
		"DisableOrganizationAdminAccount": rawcall.SendStep,
	},
	List: lister[macieAdministrator]("macie2", "ListOrganizationAdminAccounts", member{name: "adminAccounts"}),
}

// macieAdministrator is an administrator in Macie's list.
type macieAdministrator struct {
	Account string `json:"accountId"`
	Status  string `json:"status"`
}

func (a macieAdministrator) setting() (model.Setting, bool) {
	return administrator(a.Account, a.Status == "DISABLING_IN_PROGRESS"), true
}
