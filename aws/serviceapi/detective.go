package serviceapi

import (
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
)

// detectiveAPI is Amazon Detective.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
var detectiveAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount":  rawcall.SendStep,
		"DisableOrganizationAdminAccount": rawcall.SendStep,
	},
	List: lister[detectiveAdministrator]("detective", "ListOrganizationAdminAccounts", member{name: "Administrators"}),
}

// detectiveAdministrator is an administrator in Detective's list.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_Administrator.html
type detectiveAdministrator struct {
	Account string    `json:"AccountId"`
	Since   time.Time `json:"DelegationTime"`
}

func (a detectiveAdministrator) setting() (model.Setting, bool) {
	s := administrator(a.Account, false)
	s.Since = a.Since
	return s, true
}
