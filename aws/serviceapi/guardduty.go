package serviceapi

import (
	"deputy/aws/rawcall"
	"deputy/model"
)

// guardDutyAPI is Amazon GuardDuty.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
var guardDutyAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount":  rawcall.SendStep,
		"DisableOrganizationAdminAccount": rawcall.SendStep,
	},
	List: lister[guardDutyAdministrator]("guardduty", "ListOrganizationAdminAccounts", member{name: "adminAccounts"}),
}

// guardDutyAdministrator is an administrator in GuardDuty's list.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_AdminAccount.html
type guardDutyAdministrator struct {
	Account string `json:"adminAccountId"`
	Status  string `json:"adminStatus"`
}

func (a guardDutyAdministrator) setting() (model.Setting, bool) {
	return administrator(a.Account, a.Status == "DISABLE_IN_PROGRESS"), true
}
