package emulator

import (
	"deputy/model"
)

// guardDuty is Amazon GuardDuty. Trusted access has to be on before, and the
// removal leaves the registration in Organizations.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_EnableOrganizationAdminAccount.html
// https://docs.aws.amazon.com/guardduty/latest/ug/delegated-admin-designate.html
var guardDuty = &restAPI{
	serviceHandler: serviceHandler{maxPage: 50, service: serviceAPI{
		id: "guardduty", name: "GuardDuty", principal: "guardduty.amazonaws.com",
		regional: true, allowsManagement: true, needsAccess: true, otherCode: "BadRequestException",
	}},
	routes: map[string]route{
		"POST /admin/enable":  {operation: "EnableOrganizationAdminAccount", changes: true, required: params("adminAccountId"), run: designateAdmin},
		"POST /admin/disable": {operation: "DisableOrganizationAdminAccount", changes: true, required: params("adminAccountId"), run: removeAdmin},
		"GET /admin":          {operation: "ListOrganizationAdminAccounts", optional: params("maxResults", "nextToken"), run: listGuardDuty},
	},
}

func designateAdmin(c *call) (any, error) {
	return nil, c.designate(c.in.account("adminAccountId"), "")
}

func removeAdmin(c *call) (any, error) { return nil, c.remove(c.in.account("adminAccountId"), "") }

func listGuardDuty(c *call) (any, error) {
	type administrator struct {
		Account model.AccountID `json:"adminAccountId"`
		Status  string          `json:"adminStatus"`
	}
	all, next, err := pageOf(c, c.administrators(""))
	return struct {
		Administrators []administrator `json:"adminAccounts"`
		Next           string          `json:"nextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		return administrator{s.Account, statusWord(s, "DISABLE_IN_PROGRESS")}
	}), next}, err
}

// statusWord returns the status of an administrator. Disabling is the service's
// word for one that is being removed.
func statusWord(s model.Setting, disabling string) string {
	if s.State == model.SettingDisabling {
		return disabling
	}
	return "ENABLED"
}
