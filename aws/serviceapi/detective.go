package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// detectiveClient is what deputy uses of Amazon Detective.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
type detectiveClient interface {
	EnableOrganizationAdminAccount(context.Context, *detective.EnableOrganizationAdminAccountInput, ...func(*detective.Options)) (*detective.EnableOrganizationAdminAccountOutput, error)
	DisableOrganizationAdminAccount(context.Context, *detective.DisableOrganizationAdminAccountInput, ...func(*detective.Options)) (*detective.DisableOrganizationAdminAccountOutput, error)
	ListOrganizationAdminAccounts(context.Context, *detective.ListOrganizationAdminAccountsInput, ...func(*detective.Options)) (*detective.ListOrganizationAdminAccountsOutput, error)
}

func newDetective(config sdk.Config) detectiveClient { return detective.NewFromConfig(config) }

var detectiveAPI = API{
	Calls: map[string]Call{
		"EnableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newDetective(config).EnableOrganizationAdminAccount(ctx, &detective.EnableOrganizationAdminAccountInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newDetective(config).DisableOrganizationAdminAccount(ctx, &detective.DisableOrganizationAdminAccountInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := newDetective(config).ListOrganizationAdminAccounts(ctx, &detective.ListOrganizationAdminAccountsInput{NextToken: page.Token})
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
