package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/securityhub/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// securityHubAPI is AWS Security Hub.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html
var securityHubAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := securityhub.NewFromConfig(config).EnableOrganizationAdminAccount(ctx, &securityhub.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
				Feature:        types.SecurityHubFeature(step.Parameters.Get("Feature")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := securityhub.NewFromConfig(config).DisableOrganizationAdminAccount(ctx, &securityhub.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
				Feature:        types.SecurityHubFeature(step.Parameters.Get("Feature")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := securityhub.NewFromConfig(config).ListOrganizationAdminAccounts(ctx, &securityhub.ListOrganizationAdminAccountsInput{Feature: types.SecurityHubFeature(page.Feature), NextToken: page.Token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			all = append(all, administrator(a.AccountId, a.Status == types.AdminStatusDisableInProgress))
		}
		return all, out.NextToken, nil
	},
}
