package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// detectiveAPI is Amazon Detective.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
var detectiveAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := detective.NewFromConfig(config).EnableOrganizationAdminAccount(ctx, &detective.EnableOrganizationAdminAccountInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := detective.NewFromConfig(config).DisableOrganizationAdminAccount(ctx, &detective.DisableOrganizationAdminAccountInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := detective.NewFromConfig(config).ListOrganizationAdminAccounts(ctx, &detective.ListOrganizationAdminAccountsInput{NextToken: page.Token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.Administrators {
			setting := administrator(a.AccountId, false)
			setting.Since = sdk.ToTime(a.DelegationTime)
			all = append(all, setting)
		}
		return all, out.NextToken, nil
	},
}
