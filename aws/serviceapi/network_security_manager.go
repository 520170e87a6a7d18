package serviceapi

import (
	"deputy/aws/rawcall"
	"deputy/model"
)

// networkSecurityManagerAPI is AWS Network Security Manager.
// https://docs.aws.amazon.com/network-security-manager/latest/APIReference/API_PutAdminAccount.html
var networkSecurityManagerAPI = API{
	Calls: map[string]Call{
		"PutAdminAccount":    rawcall.SendStep,
		"DeleteAdminAccount": rawcall.SendStep,
	},
	List: lister[networkSecurityManagerAdministrator]("network-security-manager", "ListAdminAccounts", member{name: "adminAccounts", always: true}),
}

// networkSecurityManagerAdministrator is an administrator in Network Security
// Manager's list.
type networkSecurityManagerAdministrator struct {
	Account  string `json:"accountId"`
	Priority int    `json:"priority"`
}

func (a networkSecurityManagerAdministrator) setting() (model.Setting, bool) {
	s := administrator(a.Account, false)
	s.Priority = a.Priority
	return s, true
}
