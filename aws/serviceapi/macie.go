package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/macie2/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// macieAPI is Amazon Macie.
// https://docs.aws.amazon.com/macie/latest/APIReference/admin.html
var macieAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := macie2.NewFromConfig(config).EnableOrganizationAdminAccount(ctx, &macie2.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := macie2.NewFromConfig(config).DisableOrganizationAdminAccount(ctx, &macie2.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := macie2.NewFromConfig(config).ListOrganizationAdminAccounts(ctx, &macie2.ListOrganizationAdminAccountsInput{NextToken: page.Token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			all = append(all, administrator(a.AccountId, a.Status == types.AdminStatusDisablingInProgress))
		}
		return all, out.NextToken, nil
	},
}
