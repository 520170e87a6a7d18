package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/fms"
	"github.com/aws/aws-sdk-go-v2/service/fms/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// firewallManagerAPI is AWS Firewall Manager.
// https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AssociateAdminAccount.html
var firewallManagerAPI = API{
	Calls: map[string]Call{
		"AssociateAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := fms.NewFromConfig(config).AssociateAdminAccount(ctx, &fms.AssociateAdminAccountInput{
				AdminAccount: sdk.String(step.Parameters.Get("AdminAccount")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"PutAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := fms.NewFromConfig(config).PutAdminAccount(ctx, &fms.PutAdminAccountInput{
				AdminAccount: sdk.String(step.Parameters.Get("AdminAccount")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisassociateAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := fms.NewFromConfig(config).DisassociateAdminAccount(ctx, &fms.DisassociateAdminAccountInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := fms.NewFromConfig(config).ListAdminAccountsForOrganization(ctx, &fms.ListAdminAccountsForOrganizationInput{NextToken: page.Token})
		if hasNoAdministrator(err) {
			return nil, nil, nil
		}
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			setting := administrator(a.AdminAccount, a.Status == types.OrganizationStatusOffboarding)
			if a.DefaultAdmin {
				setting.Feature = model.FeatureDefaultAdmin
			}
			if a.Status != types.OrganizationStatusOffboardingComplete {
				all = append(all, setting)
			}
		}
		return all, out.NextToken, nil
	},
}
