package emulator

import (
	"slices"

	"deputy/model"
)

// firewallManager is AWS Firewall Manager: one default administrator and up to
// nine more, set in the partition's global Region for all Regions. Each
// administrator removes itself, the default one last. AWS does not document what
// that does to the registration in Organizations; here the registration stays.
// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AssociateAdminAccount.html
// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_PutAdminAccount.html
// https://docs.aws.amazon.com/waf/latest/developerguide/fms-administrators.html
var firewallManager = &jsonAPI{
	target: "AWSFMS_20180101",
	serviceHandler: serviceHandler{maxPage: 100, anyCaller: true, service: serviceAPI{
		id: "firewall-manager", name: "Firewall Manager", principal: "fms.amazonaws.com",
		manyAdministrators: true, inGlobalRegion: true, otherCode: "InvalidOperationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			badInput: "InvalidInputException", badToken: "InvalidInputException", noMember: "ResourceNotFoundException",
			tooManyAdministrators: "LimitExceededException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"AssociateAdminAccount":            {changes: true, required: params("AdminAccount"), run: associateAdmin},
		"PutAdminAccount":                  {changes: true, required: params("AdminAccount"), run: putAdmin},
		"DisassociateAdminAccount":         {changes: true, run: disassociateAdmin},
		"ListAdminAccountsForOrganization": {optional: params("MaxResults", "NextToken"), run: listFirewall},
		"GetAdminAccount":                  {run: getFirewall},
	},
}

// firewallAdmins returns the administrators in a state, the default one first.
func (c *call) firewallAdmins(l *state) []model.Setting {
	all := l.settingsWhere(func(s model.Setting) bool { return s.Service == c.service.id })
	slices.SortStableFunc(all, func(a, b model.Setting) int { return len(b.Feature) - len(a.Feature) })
	return all
}

// defaultAdministrator returns the default administrator; false if there is
// none.
func defaultAdministrator(all []model.Setting) (model.Setting, bool) {
	if len(all) == 0 || all[0].Feature != model.FeatureDefaultAdmin {
		return model.Setting{}, false
	}
	return all[0], true
}

func associateAdmin(c *call) (any, error) {
	if err := c.checkManagement(); err != nil {
		return nil, err
	}
	account := c.in.account("AdminAccount")
	if err := c.checkAccount(account); err != nil {
		return nil, err
	}
	switch first, ok := defaultAdministrator(c.firewallAdmins(c.s.current)); {
	case ok && first.Account == account:
		if _, registered := c.s.current.delegations[delegationKey(account, c.service.principal)]; registered {
			return nil, c.refuse(alreadyAdministrator)
		}
	case ok:
		return nil, c.refuse(otherAdministrator)
	}
	c.setAdministrator(c.settingKey(account, model.FeatureDefaultAdmin), 0)
	return nil, nil
}

// putAdmin adds an administrator, or changes the scope of one, of which the
// emulator keeps nothing.
func putAdmin(c *call) (any, error) {
	if err := c.checkManagement(); err != nil {
		return nil, err
	}
	account := c.in.account("AdminAccount")
	if err := c.checkAccount(account); err != nil {
		return nil, err
	}
	all := c.firewallAdmins(c.s.current)
	if _, ok := defaultAdministrator(all); !ok {
		return nil, c.refuse(notAdministrator)
	}
	quota := c.s.rules.quotas[c.service.principal]
	switch {
	case slices.ContainsFunc(all, func(s model.Setting) bool { return s.Account == account }):
		return nil, nil
	case quota > 0 && len(all) >= quota:
		return nil, c.refuse(tooManyAdministrators)
	}
	c.setAdministrator(c.settingKey(account, ""), 0)
	return nil, nil
}

// disassociateAdmin removes the caller.
func disassociateAdmin(c *call) (any, error) {
	all := c.firewallAdmins(c.s.current)
	i := slices.IndexFunc(all, func(s model.Setting) bool { return s.Account == c.x.caller.account })
	switch {
	case i < 0:
		return nil, c.refuse(notAdministrator)
	case all[i].Feature == model.FeatureDefaultAdmin && len(all) > 1:
		return nil, c.refuse(defaultNotLast)
	}
	return nil, c.remove(all[i].Account, all[i].Feature)
}

func listFirewall(c *call) (any, error) {
	if err := c.checkManagement(); err != nil {
		return nil, err
	}
	type administrator struct {
		Account model.AccountID `json:"AdminAccount"`
		Default bool            `json:"DefaultAdmin"`
		Status  string
	}
	all, next, err := pageOf(c, c.firewallAdmins(c.s.visible))
	return struct {
		Administrators []administrator `json:"AdminAccounts"`
		Next           string          `json:"NextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		a := administrator{s.Account, s.Feature == model.FeatureDefaultAdmin, "ONBOARDING_COMPLETE"}
		if s.State == model.SettingDisabling {
			a.Status = "OFFBOARDING"
		}
		return a
	}), next}, err
}

// getFirewall returns the default administrator, to the management account and
// to the administrators.
func getFirewall(c *call) (any, error) {
	all := c.firewallAdmins(c.s.visible)
	if !slices.ContainsFunc(all, func(s model.Setting) bool { return s.Account == c.x.caller.account }) {
		if err := c.checkManagement(); err != nil {
			return nil, err
		}
	}
	first, ok := defaultAdministrator(all)
	if !ok {
		return nil, c.refuse(notAdministrator)
	}
	role := "READY"
	if first.State == model.SettingDisabling {
		role = "DELETING"
	}
	return struct {
		Account model.AccountID `json:"AdminAccount"`
		Role    string          `json:"RoleStatus"`
	}{first.Account, role}, nil
}
