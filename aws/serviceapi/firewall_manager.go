package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"deputy/aws/rawcall"
	"deputy/model"
)

// firewallManagerAPI is AWS Firewall Manager.
// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AssociateAdminAccount.html
var firewallManagerAPI = API{
	Calls: map[string]Call{
		"AssociateAdminAccount":    rawcall.SendStep,
		"PutAdminAccount":          rawcall.SendStep,
		"DisassociateAdminAccount": rawcall.SendStep,
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		all, next, err := listFirewallManager(ctx, config, page)
		if hasNoAdministrator(err) {
			return nil, nil, nil
		}
		return all, next, err
	},
}

var listFirewallManager = lister[firewallManagerAdministrator]("fms", "ListAdminAccountsForOrganization", member{name: "AdminAccounts"})

// firewallManagerAdministrator is an administrator in Firewall Manager's list.
// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AdminAccountSummary.html
type firewallManagerAdministrator struct {
	Account string `json:"AdminAccount"`
	Default bool   `json:"DefaultAdmin"`
	Status  string `json:"Status"`
}

func (a firewallManagerAdministrator) setting() (model.Setting, bool) {
	s := administrator(a.Account, a.Status == "OFFBOARDING")
	if a.Default {
		s.Feature = model.FeatureDefaultAdmin
	}
	return s, a.Status != "OFFBOARDING_COMPLETE"
}
