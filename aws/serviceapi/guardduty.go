package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// guardDutyAPI is Amazon GuardDuty.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
var guardDutyAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := guardduty.NewFromConfig(config).EnableOrganizationAdminAccount(ctx, &guardduty.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := guardduty.NewFromConfig(config).DisableOrganizationAdminAccount(ctx, &guardduty.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := guardduty.NewFromConfig(config).ListOrganizationAdminAccounts(ctx, &guardduty.ListOrganizationAdminAccountsInput{NextToken: page.Token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			all = append(all, administrator(a.AdminAccountId, a.AdminStatus == types.AdminStatusDisableInProgress))
		}
		return all, out.NextToken, nil
	},
}
