package emulator

import (
	"cmp"
	"slices"

	"deputy/model"
)

// securityHub is AWS Security Hub CSPM and AWS Security Hub behind one API, told
// apart by Feature. In Organizations both share one account. A registration
// switches trusted access on.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html
var securityHub = &restAPI{
	message: "Message",
	serviceHandler: serviceHandler{maxPage: 10, service: serviceAPI{
		id: "security-hub", name: "Security Hub", principal: "securityhub.amazonaws.com", regional: true, allowsManagement: true,
		otherCode: "InvalidInputException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "InvalidAccessException", configuredCentrally: "InvalidAccessException",
		},
	}},
	routes: map[string]route{
		"POST /organization/admin/enable": {
			operation: "EnableOrganizationAdminAccount", changes: true,
			required: params("AdminAccountId"), optional: params("Feature"), run: designateSecurityHub,
		},
		"POST /organization/admin/disable": {
			operation: "DisableOrganizationAdminAccount", changes: true,
			required: params("AdminAccountId"), optional: params("Feature"), run: removeSecurityHub,
		},
		"GET /organization/admin": {
			operation: "ListOrganizationAdminAccounts", optional: params("Feature", "MaxResults", "NextToken"), run: listSecurityHub,
		},
	},
}

// The features: CSPM, which is meant if none is given, and the newer Security
// Hub.
var hubFeatures = params("SecurityHub", "SecurityHubV2")

// feature returns the part of Security Hub that a request is for.
func (c *call) feature() (string, error) {
	f := cmp.Or(c.in.text["Feature"], hubFeatures[0])
	if !slices.Contains(hubFeatures, f) {
		return "", c.refuse(badInput)
	}
	return f, nil
}

func designateSecurityHub(c *call) (any, error) {
	feature, err := c.feature()
	if err != nil {
		return nil, err
	}
	account := c.in.account("AdminAccountId")
	return struct {
		Account model.AccountID `json:"AdminAccountId"`
		Feature string
	}{account, feature}, c.designate(account, feature)
}

// removeSecurityHub is refused for CSPM while the account configures it
// centrally: then
// only a deregistration in Organizations removes the administrator.
// https://docs.aws.amazon.com/securityhub/latest/userguide/remove-admin-overview.html
func removeSecurityHub(c *call) (any, error) {
	feature, err := c.feature()
	if err != nil {
		return nil, err
	}
	account := c.in.account("AdminAccountId")
	if feature == hubFeatures[0] {
		for s := range c.s.current.settings {
			if s.Service == c.service.id && s.Account == account && s.Feature == model.FeatureCentralConfiguration {
				return nil, c.refuse(configuredCentrally)
			}
		}
	}
	return nil, c.remove(account, feature)
}

func listSecurityHub(c *call) (any, error) {
	feature, err := c.feature()
	if err != nil {
		return nil, err
	}
	type administrator struct {
		Account model.AccountID `json:"AccountId"`
		Status  string
	}
	all, next, err := pageOf(c, c.administrators(feature))
	return struct {
		Administrators []administrator `json:"AdminAccounts"`
		Feature        string
		Next           string `json:"NextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		return administrator{s.Account, statusWord(s, "DISABLE_IN_PROGRESS")}
	}), feature, next}, err
}
