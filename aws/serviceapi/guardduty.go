package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// guardDutyClient is what deputy uses of Amazon GuardDuty.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
type guardDutyClient interface {
	EnableOrganizationAdminAccount(context.Context, *guardduty.EnableOrganizationAdminAccountInput, ...func(*guardduty.Options)) (*guardduty.EnableOrganizationAdminAccountOutput, error)
	DisableOrganizationAdminAccount(context.Context, *guardduty.DisableOrganizationAdminAccountInput, ...func(*guardduty.Options)) (*guardduty.DisableOrganizationAdminAccountOutput, error)
	ListOrganizationAdminAccounts(context.Context, *guardduty.ListOrganizationAdminAccountsInput, ...func(*guardduty.Options)) (*guardduty.ListOrganizationAdminAccountsOutput, error)
}

func newGuardDuty(config sdk.Config) guardDutyClient { return guardduty.NewFromConfig(config) }

var guardDutyAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newGuardDuty(config).EnableOrganizationAdminAccount(ctx, &guardduty.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newGuardDuty(config).DisableOrganizationAdminAccount(ctx, &guardduty.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := newGuardDuty(config).ListOrganizationAdminAccounts(ctx, &guardduty.ListOrganizationAdminAccountsInput{NextToken: page.Token})
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
